package io.milora.model.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.milora.model.BaseDefaults;
import io.milora.model.GateKind;
import io.milora.model.Hyperparameters;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FilePurpose;
import io.milora.model.openai.FileStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MiloraJsonTest {
  private final JsonMapper json = MiloraJson.mapper();

  @Test
  void writesSnakeCaseLowerCaseEnumsAndNulls() throws JsonProcessingException {
    FileObject file = FileObject.of("file-1", 12, 1_700_000_000, "a.jsonl", FilePurpose.FINE_TUNE);

    assertThat(json.readTree(json.writeValueAsString(file)))
        .isEqualTo(
            json.readTree(
                """
                {"id":"file-1","object":"file","bytes":12,"created_at":1700000000,
                 "expires_at":null,"filename":"a.jsonl","purpose":"fine-tune",
                 "status":"processed","status_details":null}"""));
    assertThat(json.readValue(json.writeValueAsString(file), FileObject.class)).isEqualTo(file);
    assertThat(file.status()).isEqualTo(FileStatus.PROCESSED);
  }

  @Test
  void resolvedHyperparametersSurviveTheRoundTrip() throws JsonProcessingException {
    Hyperparameters resolved =
        Hyperparameters.of(
            Hyperparameters.DEFAULTS.resolve(
                "milora", new BaseDefaults(8, 2e-3, 512), 100, true, 7));

    String text = json.writeValueAsString(resolved);

    assertThat(text).contains("\"n_epochs\":10", "\"gate\":\"probability\"");
    assertThat(json.readValue(text, Hyperparameters.class)).isEqualTo(resolved);
    assertThat(resolved.gate()).isEqualTo(GateKind.PROBABILITY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rank\":8,\"rnak\":8}",
        "{\"rank\":8,\"rank\":9}",
        "{\"rank\":\"8\"}",
        "{\"rank\":8.5}",
        "{\"pooler\":\"ATTENTION\"}",
        "{\"pooler\":0}",
        "{\"target_modules\":[1]}",
        "{} {}"
      })
  void refusesUnknownDuplicateAndMistypedProperties(String text) {
    assertThatThrownBy(() -> json.readValue(text, Hyperparameters.class))
        .isInstanceOf(JsonProcessingException.class);
  }
}
