package io.alertcap.storage;

import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.extension.RegisterExtension;

class AzureBlobsIT extends BlobsContract {
    @RegisterExtension
    static final LocalStorage STORAGE = new LocalStorage();

    @Override
    Blobs blobs() {
        return new AzureBlobs(STORAGE.access(), LocalStorage.newContainer());
    }

    @Override
    void assumeMarkersAreChecked() {
        abort("Azurite takes any text for a marker; Azure answers 400");
    }
}
