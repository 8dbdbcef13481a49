package io.alertcap.storage;

import org.junit.jupiter.api.extension.RegisterExtension;

class AzureBlobsIT extends BlobsContract {
    @RegisterExtension
    static final LocalStorage STORAGE = new LocalStorage();

    @Override
    Blobs blobs() {
        return new AzureBlobs(STORAGE.access(), LocalStorage.newContainer());
    }
}
