package io.milora.model.openai;

import io.milora.model.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one envelope of every error. */
public record ErrorResponse(Detail error) {

  /**
   * What went wrong. The first four fields are OpenAI's.
   *
   * @param message for a person: what was given, what is allowed, how to mend it
   * @param type a family such as {@code invalid_request_error}
   * @param param the field meant, or null
   * @param code stable and machine-readable, or null
   * @param problems everything that is wrong with the request, one by one; empty where the message
   *     says it all
   */
  public record Detail(
      String message,
      ErrorType type,
      @Nullable String param,
      @Nullable String code,
      List<Problem> problems) {}

  /** One problem that the message states in full. */
  public static ErrorResponse of(
      ErrorType type, String message, @Nullable String param, @Nullable String code) {
    return new ErrorResponse(new Detail(message, type, param, code, List.of()));
  }

  /**
   * Everything that is wrong with a request; the first problem gives the parameter and the code.
   *
   * @param problems at least one
   */
  public static ErrorResponse of(List<Problem> problems) {
    Problem first = problems.getFirst();
    String message = String.join("\n", problems.stream().map(Problem::message).toList());
    return new ErrorResponse(
        new Detail(
            message,
            ErrorType.INVALID_REQUEST_ERROR,
            first.param(),
            first.code(),
            List.copyOf(problems)));
  }
}
