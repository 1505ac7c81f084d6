package io.milora.console.browser;

/**
 * A part of the platform that does not answer until this is closed, so that a test that fails
 * leaves no outage to those after it.
 *
 * @param switches a browser of its own to throw the switch in
 * @param part address of the part
 */
record Outage(Browsing switches, String part) implements AutoCloseable {
  static Outage of(Browsing switches, String part) {
    switches.page.navigate(part + "/stub/down?yes=1");
    return new Outage(switches, part);
  }

  @Override
  public void close() {
    switches.page.navigate(part + "/stub/down");
    switches.close();
  }
}
