package io.alertcap.local.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobType;
import io.alertcap.local.Azurite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobUploadsIT {
    @TempDir
    Path folder;

    @Test
    void a_file_becomes_a_block_blob_at_the_path_of_the_session() throws IOException {
        byte[] bytes = new byte[9_000_000];
        new Random(7).nextBytes(bytes);
        Path file = Files.write(folder.resolve("a.cap"), bytes);
        try (Azurite azurite = Azurite.start(
                Path.of("src/local/npm"), Path.of("target/npm/local"), 0, null, folder.resolve("azurite.log"))) {
            String path = azurite.endpoint().toString().replaceFirst("/+$", "") + "/network-watcher-logs/sub/one.cap";
            BlobUploads uploads = new BlobUploads(azurite.client());

            uploads.put(path, file);
            uploads.put(path, file);

            BlobClient blob = new BlobServiceClientBuilder()
                    .connectionString(azurite.connectionString())
                    .buildClient()
                    .getBlobContainerClient("network-watcher-logs")
                    .getBlobClient("sub/one.cap");
            assertThat(blob.getProperties().getBlobType()).isEqualTo(BlobType.BLOCK_BLOB);
            assertThat(blob.downloadContent().toBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void knows_both_forms_of_a_blob_url() {
        assertThat(BlobAddress.of("https://stcap.blob.core.windows.net/c/a/b.cap"))
                .isEqualTo(new BlobAddress("c", "a/b.cap"));
        assertThat(BlobAddress.of("http://127.0.0.1:10000/devstoreaccount1/c/a/b.cap"))
                .isEqualTo(new BlobAddress("c", "a/b.cap"));
    }
}
