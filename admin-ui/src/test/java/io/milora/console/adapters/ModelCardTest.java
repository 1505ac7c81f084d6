package io.milora.console.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelCardTest {
  @Test
  void whatIsForOtherProgramsGoesAndColumnsGetNames() {
    String body =
        ModelCard.body(
            """
            ---
            base_model: base
            ---
            # ft:base:acme:x:1

            | | |
            |---|---|
            | Method | milora |

            ## Evaluation

            | | this adapter | base |
            |---|---|---|
            | bleu | 1 | 2 |

            | | this adapter |  |
            |---|---|---|
            """);
    assertThat(body)
        .isEqualToIgnoringNewLines(
            """

            | What | Value |
            |---|---|
            | Method | milora |

            ### Evaluation

            | Measure | this adapter | base |
            |---|---|---|
            | bleu | 1 | 2 |

            | Measure | this adapter | Compared with |
            |---|---|---|
            """);
  }
}
