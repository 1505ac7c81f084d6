package io.milora.engine.onnx;

/** Names of the graph's inputs and outputs, with their shapes. */
public final class GraphPorts {
  /** int64 [B, S]. */
  static final String TOKENS = "tokens";

  /** int32 [B]: length of each sequence after this run, less one. */
  static final String LAST_POSITIONS = "last_positions";

  /** int32 scalar: the longest sequence after this run. */
  static final String TOTAL_LENGTH = "total_length";

  /** int64 [R]: which of the B S rows get logits. */
  static final String LOGIT_ROWS = "logit_rows";

  /** float32 [positions, head_dim / 2]. */
  static final String COSINES = "cosines";

  /** float32 [positions, head_dim / 2]. */
  static final String SINES = "sines";

  /** bool scalar: whether routers run; then B = 1. */
  static final String ROUTE = "route";

  /** float32 [1, 1, S]: 0 at tokens that the pooler sees, minus infinity elsewhere. */
  static final String POOL_MASK = "pool_mask";

  /** bool scalar: maximum instead of a weighted mean. */
  static final String POOL_MAXIMUM = "pool_maximum";

  /** bool scalar: RMS-normalise what was pooled. */
  static final String NORMALISE = "normalise";

  /** bool scalar: gates are divided by the sum of those kept. */
  static final String RENORMALISE_GATES = "renormalise_gates";

  /** bool scalar: gates are 1. */
  static final String UNIT_GATES = "unit_gates";

  /** int64 [1]: k. */
  static final String KEPT = "kept";

  /** bool scalar: apply the rational activation to what was pooled. */
  static final String ACTIVATE = "activate";

  /** float32 [L, d, E]: W_r, a column for each expert. */
  static final String ROUTERS = "routers";

  /** float32 [L, d, 1]: w_sa, zeros for poolers other than attention. */
  static final String POOLERS = "poolers";

  /** float32 [L, 7, 2]: a_0 .. a_6, and 0, b_1 .. b_5, 0. */
  static final String RATIONALS = "rationals";

  /** Log-probabilities, probabilities, gates. */
  public static final int ROUTE_ROWS = 3;

  /** float32 [R, V]. */
  static final String LOGITS = "logits";

  /**
   * float32 [L, {@value #ROUTE_ROWS}, E]: log-probabilities, probabilities and gates of the
   * experts; meaningless unless routers ran.
   */
  public static final String ROUTES = "routes";

  private GraphPorts() {}

  /** float32 [B, kv heads, T, head_dim]; bound to the same memory as {@link #present}. */
  static String past(int layer, KeyOrValue part) {
    return "past." + layer + "." + part;
  }

  /** float32 [B, kv heads, T, head_dim]. */
  static String present(int layer, KeyOrValue part) {
    return "present." + layer + "." + part;
  }

  /** int64 [n]: for each pair of a site, in every layer alike, the expert whose gate it has. */
  static String gateColumns(AdapterSite site) {
    return "gate_columns." + site;
  }

  /** The two halves of a layer's cache. */
  enum KeyOrValue {
    KEY,
    VALUE
  }
}
