package io.alertcap.storage;

import com.azure.core.http.HttpClient;
import io.alertcap.capture.Timeouts;
import io.alertcap.local.Azurite;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One Azurite for all test classes that want one, ended with the test run. */
final class LocalStorage implements BeforeAllCallback {
    private Azurite azurite;

    @Override
    public void beforeAll(ExtensionContext context) {
        azurite = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(LocalStorage.class))
                .computeIfAbsent(
                        Azurite.class,
                        key -> Azurite.start(
                                Path.of("src/local/npm"),
                                Path.of("target/npm/local"),
                                0,
                                null,
                                Path.of("target/storage-azurite.log")),
                        Azurite.class);
    }

    Azurite azurite() {
        return azurite;
    }

    BlobAccess access() {
        return BlobAccess.byConnectionString(azurite.connectionString(), Timeouts.USUAL);
    }

    BlobAccess access(HttpClient http) {
        return new BlobAccess(azurite.connectionString(), null, null, http);
    }

    /** A name that no other test has. */
    static String newContainer() {
        return "test-" + UUID.randomUUID();
    }
}
