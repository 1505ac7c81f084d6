package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.finetuning.jobs.FineTuningJob;
import com.openai.models.finetuning.jobs.FineTuningJobEvent;
import com.openai.models.finetuning.jobs.JobCreateParams;
import com.openai.models.finetuning.jobs.JobListParams;
import com.openai.models.finetuning.jobs.checkpoints.FineTuningJobCheckpoint;
import com.openai.models.uploads.Upload;
import com.openai.models.uploads.UploadCompleteParams;
import com.openai.models.uploads.UploadCreateParams;
import com.openai.models.uploads.parts.PartCreateParams;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client for Java, unmodified; it checks that required fields are there. */
@QuarkusTest
class OpenAiClientTest extends ApiTest {
  @TestHTTPResource("/v1")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI address;

  @BeforeEach
  void aBaseModelIsThere() {
    registerBase();
  }

  @Test
  void uploadsTrainsAndFollowsJob(@TempDir Path folder) throws IOException {
    OpenAIClient client = client(newTenantsKey());

    FileObject file = upload(client, folder, ROW.repeat(12)).validate();
    FineTuningJob job = client.fineTuning().jobs().create(job(file.id()).suffix("java").build());
    List<FineTuningJobEvent> events =
        client.fineTuning().jobs().listEvents(job.id()).autoPager().stream()
            .map(FineTuningJobEvent::validate)
            .toList();
    publish(job.id(), "av-" + job.id(), "ft:tiny-base:java:" + job.id());
    FineTuningJob finished = client.fineTuning().jobs().retrieve(job.id());
    List<FineTuningJobCheckpoint> checkpoints =
        client.fineTuning().jobs().checkpoints().list(job.id()).autoPager().stream()
            .map(FineTuningJobCheckpoint::validate)
            .toList();

    assertThat(file.filename()).isEqualTo("train.jsonl");
    assertThat(job.status()).isEqualTo(FineTuningJob.Status.QUEUED);
    assertThat(job.hyperparameters().validate().nEpochs().orElseThrow().asInteger()).isEqualTo(10);
    assertThat(job.fineTunedModel()).isEmpty();
    assertThat(job.trainingFile()).isEqualTo(file.id());
    assertThat(events).hasSizeGreaterThan(1);
    assertThat(finished.fineTunedModel()).contains("ft:tiny-base:java:" + job.id());
    assertThat(finished.status()).isEqualTo(FineTuningJob.Status.SUCCEEDED);
    assertThat(checkpoints).singleElement().returns(200L, FineTuningJobCheckpoint::stepNumber);
  }

  @Test
  void choosesMethodPausesResumesAndCancels(@TempDir Path folder) throws IOException {
    OpenAIClient client = client(newTenantsKey());
    JsonValue method =
        JsonValue.from(
            Map.of("type", "lora", "lora", Map.of("hyperparameters", Map.of("rank", 4))));

    String file = upload(client, folder, ROW).id();
    FineTuningJob job =
        client
            .fineTuning()
            .jobs()
            .create(job(file).putAdditionalBodyProperty("method", method).build());

    assertThat(job.method().orElseThrow().type().asString()).isEqualTo("lora");
    assertThat(client.fineTuning().jobs().pause(job.id()).status().asString()).isEqualTo("paused");
    assertThat(client.fineTuning().jobs().resume(job.id()).status())
        .isEqualTo(FineTuningJob.Status.QUEUED);
    assertThat(client.fineTuning().jobs().cancel(job.id()).status())
        .isEqualTo(FineTuningJob.Status.CANCELLED);
    assertThat(client.fineTuning().jobs().list().data())
        .extracting(FineTuningJob::id)
        .contains(job.id());
    assertThat(client.files().delete(file).validate().deleted()).isTrue();
  }

  @Test
  void uploadsInPartsAndFindsJobsByTheirMetadata() {
    OpenAIClient client = client(newTenantsKey());
    byte[] rows = ROW.repeat(4).getBytes(StandardCharsets.UTF_8);
    int half = rows.length / 2;

    Upload upload =
        client
            .uploads()
            .create(
                UploadCreateParams.builder()
                    .bytes(rows.length)
                    .filename("parts.jsonl")
                    .mimeType("text/jsonl")
                    .purpose(FilePurpose.FINE_TUNE)
                    .build())
            .validate();
    String first = part(client, upload.id(), Arrays.copyOf(rows, half));
    String second = part(client, upload.id(), Arrays.copyOfRange(rows, half, rows.length));
    Upload completed =
        client
            .uploads()
            .complete(
                UploadCompleteParams.builder()
                    .uploadId(upload.id())
                    .partIds(List.of(first, second))
                    .build())
            .validate();
    String file = completed.file().orElseThrow().id();
    client
        .fineTuning()
        .jobs()
        .create(
            job(file)
                .metadata(
                    JobCreateParams.Metadata.builder()
                        .putAdditionalProperty("team", JsonValue.from("blue"))
                        .build())
                .build());
    client.fineTuning().jobs().create(job(file).build());

    assertThat(completed.status()).isEqualTo(Upload.Status.COMPLETED);
    assertThat(client.files().retrieve(file).bytes()).isEqualTo(rows.length);
    assertThat(
            client
                .fineTuning()
                .jobs()
                .list(
                    JobListParams.builder()
                        .metadata(
                            JobListParams.Metadata.builder()
                                .putAdditionalProperty("team", "blue")
                                .build())
                        .build())
                .data())
        .hasSize(1);
  }

  private static String part(OpenAIClient client, String upload, byte[] data) {
    return client
        .uploads()
        .parts()
        .create(PartCreateParams.builder().uploadId(upload).data(data).build())
        .validate()
        .id();
  }

  @Test
  void understandsErrors(@TempDir Path folder) {
    OpenAIClient client = client(newTenantsKey());

    assertThatThrownBy(() -> upload(client, folder, ROW + "oops\n"))
        .isInstanceOfSatisfying(
            BadRequestException.class, e -> assertThat(e.code()).contains("invalid_training_file"))
        .hasMessageContaining("Row 2");
    assertThatThrownBy(() -> client.fineTuning().jobs().retrieve("ftjob-none"))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> client("mk_none").files().list())
        .isInstanceOf(UnauthorizedException.class);
  }

  private OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder().apiKey(key).baseUrl(address.toString()).build();
  }

  private static FileObject upload(OpenAIClient client, Path folder, String rows)
      throws IOException {
    Path file = Files.writeString(folder.resolve("train.jsonl"), rows);
    return client
        .files()
        .create(FileCreateParams.builder().file(file).purpose(FilePurpose.FINE_TUNE).build());
  }

  private static JobCreateParams.Builder job(String file) {
    return JobCreateParams.builder().model(BASE).trainingFile(file);
  }
}
