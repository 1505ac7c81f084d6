package io.milora.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.testing.Golden;
import io.milora.model.LoraSettings;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterCountTest {
  @Test
  void theCountsOfLlama7BAreThePapers() {
    JsonNode golden = Golden.json("counts.json");
    JsonNode in = golden.get("inputs");
    LlamaConfig base =
        new LlamaConfig(
            in.get("hidden").asInt(),
            in.get("intermediate").asInt(),
            in.get("layers").asInt(),
            32,
            32,
            128,
            32_000,
            1e-5,
            false,
            false,
            false,
            10_000,
            null,
            4096,
            List.of(2));
    LoraSettings lora = LoraSettings.ofRank(in.get("r").asInt());
    MethodSettings milora = new MethodSettings.MiLora(lora, RouterSettings.DEFAULT);
    ParameterCount count = ParameterCount.of(milora, base);
    JsonNode expected = golden.get("expected");
    assertThat(count.lora()).isEqualTo(expected.get("milora.lora").asLong());
    assertThat(count.router()).isEqualTo(expected.get("milora.router").asLong());
    assertThat(count.pooler()).isEqualTo(expected.get("milora.pooler").asLong());
    assertThat(count.rational()).isEqualTo(expected.get("milora.rational").asLong());
    assertThat(count.total()).isEqualTo(expected.get("milora.total").asLong());
    assertThat(ParameterCount.of(new MethodSettings.Lora(lora), base).total())
        .isEqualTo(expected.get("lora.total").asLong());
    List<String> domains = List.of("a", "b", "c", "d");
    assertThat(domains).hasSize(in.get("domains").asInt());
    ParameterCount moa =
        ParameterCount.of(new MethodSettings.Moa(lora, MoaSettings.of(domains)), base);
    assertThat(moa.router()).isEqualTo(expected.get("moa.router").asLong());
    assertThat(moa.total()).isEqualTo(expected.get("moa.total").asLong());
    long[] pairs =
        Arrays.stream(Projection.values())
            .mapToLong(p -> ParameterCount.pair(milora, base, p) * base.layers())
            .sorted()
            .toArray();
    assertThat(pairs[0] + pairs[1] + pairs[2])
        .isEqualTo(expected.get("milora.lora_active_smallest_k").asLong());
    assertThat(pairs[4] + pairs[5] + pairs[6])
        .isEqualTo(expected.get("milora.lora_active_largest_k").asLong());
  }
}
