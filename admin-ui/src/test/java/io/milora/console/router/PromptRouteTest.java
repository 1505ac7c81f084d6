package io.milora.console.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milora.model.openai.Routes;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptRouteTest {
  private static final List<String> MODULES = List.of("q", "k", "v");

  @Test
  void aModuleIsKeptWhereItsGateIsNotZero() {
    PromptRoute route = routed(new float[][] {{.6f, 0, .4f}, {0, .7f, .3f}});
    assertThat(route.kind()).isEqualTo(PromptRoute.Kind.MODULES);
    assertThat(route.kept(0)).containsExactly(0, 2);
    assertThat(route.layersWith(2)).isEqualTo(2);
    assertThat(route.cells().get(0).get(1).kept()).isFalse();
    assertThat(route.cells().get(1).get(1).title())
        .isEqualTo("Layer 1, k: probability 0.700, on with gate 0.700");
  }

  @Test
  void promptsDifferInTheLayersThatKeepOtherModules() {
    PromptRoute one = routed(new float[][] {{.6f, 0, .4f}, {0, .7f, .3f}});
    PromptRoute other = routed(new float[][] {{.5f, 0, .5f}, {.3f, .7f, 0}});
    assertThat(one.layersUnlike(other)).isEqualTo(1);
    assertThat(one.layersUnlike(one)).isZero();
  }

  @Test
  void aMixturesLayersVoteForDomainsAndUseOne() {
    float[][] logs = {
      {(float) Math.log(.9), (float) Math.log(.1)},
      {(float) Math.log(.4), (float) Math.log(.6)}
    };
    PromptRoute route =
        PromptRoute.of(
            new Routes(
                MODULES,
                new float[][] {{1, 1, 1}, {1, 1, 1}},
                null,
                new Routes.Domains(List.of("law", "code"), logs, List.of("law", "law"))));
    assertThat(route.kind()).isEqualTo(PromptRoute.Kind.DOMAINS);
    assertThat(route.columns()).containsExactly("law", "code");
    assertThat(route.votesFor(0)).isEqualTo(1);
    assertThat(route.votesFor(1)).isEqualTo(1);
    assertThat(route.layersWith(0)).isEqualTo(2);
    assertThat(route.probabilities()[0][0]).isCloseTo(.9, within(1e-6));
  }

  @Test
  void withoutARouterEverythingThatWasTrainedIsOn() {
    PromptRoute route = PromptRoute.of(new Routes(MODULES, new float[][] {{1, 0, 1}}, null, null));
    assertThat(route.kind()).isEqualTo(PromptRoute.Kind.ALWAYS_ALL);
    assertThat(route.kept(0)).containsExactly(0, 2);
  }

  private static PromptRoute routed(float[][] gates) {
    return PromptRoute.of(new Routes(MODULES, gates, gates, null));
  }
}
