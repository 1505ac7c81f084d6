package io.milora.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.adapters.AdapterArchive;
import io.milora.engine.testing.Golden;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterArchiveTest {
  @TempDir private Path folder;

  @Test
  void unpackedIsWhatWasPackedAndTheHashIsThatOfTheBytes() throws IOException {
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    ContentHash hash = AdapterArchive.pack(Golden.path("lora"), first);
    assertThat(hash).isEqualTo(ContentHash.sha256(first.toByteArray()));
    Path copy = folder.resolve("copy");
    AdapterArchive.unpack(new ByteArrayInputStream(first.toByteArray()), copy);
    for (String name : new String[] {"adapter_config.json", "adapter_model.safetensors"}) {
      assertThat(copy.resolve(name)).hasSameBinaryContentAs(Golden.path("lora").resolve(name));
    }
    Files.writeString(copy.resolve("README.md"), "PEFT writes one");
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    assertThat(AdapterArchive.pack(copy, second)).isEqualTo(hash);
  }

  @Test
  void foreignEntriesAndBytesAreRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("../escape"));
      zip.closeEntry();
    }
    assertRefused(bytes.toByteArray(), "unexpected entry ../escape");
    assertRefused("no zip".getBytes(StandardCharsets.UTF_8), "not a zip file");
    assertThat(folder.resolveSibling("escape")).doesNotExist();
  }

  private void assertRefused(byte[] archive, String why) {
    assertThatThrownBy(() -> AdapterArchive.unpack(new ByteArrayInputStream(archive), folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(why);
  }
}
