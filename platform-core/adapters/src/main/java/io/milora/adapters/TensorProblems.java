package io.milora.adapters;

import io.milora.model.Problem;
import java.util.Arrays;

/** What can be wrong with an adapter's tensors; said alike by who reads them and who does not. */
public final class TensorProblems {
  private TensorProblems() {}

  /** There should be one. */
  public static Problem missing(String file, String name, long[] expected) {
    return problem(
        "missing_tensor", file, name, "is missing; expected shape " + Arrays.toString(expected));
  }

  /** It has another shape. */
  public static Problem misshapen(String file, String name, long[] given, long[] expected) {
    return problem(
        "invalid_shape",
        file,
        name,
        "is %s; expected %s".formatted(Arrays.toString(given), Arrays.toString(expected)));
  }

  /** Nobody asks for it. */
  public static Problem unknown(String file, String name) {
    return problem("unknown_tensor", file, name, "belongs to no module of this adapter and base");
  }

  private static Problem problem(String code, String file, String name, String what) {
    return new Problem(name, code, "%s: %s %s.".formatted(file, name, what));
  }
}
