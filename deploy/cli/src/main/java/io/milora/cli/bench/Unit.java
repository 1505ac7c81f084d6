package io.milora.cli.bench;

/** What a measured number counts. */
enum Unit {
  TOKENS_PER_SECOND("tokens/s"),
  REQUESTS_PER_SECOND("requests/s"),
  MILLISECONDS("ms");

  private final String sign;

  Unit(String sign) {
    this.sign = sign;
  }

  /** As people write it. */
  String sign() {
    return sign;
  }
}
