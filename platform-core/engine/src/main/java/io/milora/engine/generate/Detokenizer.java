package io.milora.engine.generate;

/** Token ids to text; {@code ids -> tokenizer.decode(ids, true)}. */
@FunctionalInterface
public interface Detokenizer {
  /** The text of the ids without special tokens; bytes of no complete character are U+FFFD. */
  String decode(int[] ids);
}
