package io.alertcap.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AzuriteIT {
    private static final Path NPM = Path.of("src/local/npm");
    private static final Path INSTALLED = Path.of("target/npm/local");

    @TempDir
    private Path temporary;

    @Test
    void keeps_blobs_in_memory_until_it_is_closed() {
        long pid;
        try (Azurite azurite = Azurite.start(NPM, INSTALLED, 0, null, temporary.resolve("azurite.log"))) {
            pid = azurite.pid();
            container(azurite).getBlobClient("a/b").upload(BinaryData.fromString("kept"));

            assertThat(container(azurite).getBlobClient("a/b").downloadContent().toString())
                    .isEqualTo("kept");
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void keeps_blobs_in_a_folder_when_told_to() {
        Path data = temporary.resolve("data");
        Path log = temporary.resolve("azurite.log");
        try (Azurite azurite = Azurite.start(NPM, INSTALLED, 0, data, log)) {
            container(azurite).getBlobClient("name").upload(BinaryData.fromString("kept"));
        }
        try (Azurite azurite = Azurite.start(NPM, INSTALLED, 0, data, log)) {
            assertThat(container(azurite)
                            .getBlobClient("name")
                            .downloadContent()
                            .toString())
                    .isEqualTo("kept");
        }
    }

    @Test
    void says_why_it_did_not_start() {
        Path log = temporary.resolve("azurite.log");
        try (Azurite first = Azurite.start(NPM, INSTALLED, 0, null, log)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Azurite.start(NPM, INSTALLED, first.port(), null, log))
                    .withMessageContaining("Azurite")
                    .withMessageContaining("EADDRINUSE");
        }
    }

    private static BlobContainerClient container(Azurite azurite) {
        BlobServiceClient service = new BlobServiceClientBuilder()
                .connectionString(azurite.connectionString())
                .buildClient();
        return service.createBlobContainerIfNotExists("container");
    }
}
