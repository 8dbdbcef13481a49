package io.alertcap.storage;

import java.time.Clock;

class InMemoryBlobsTest extends BlobsContract {
    @Override
    Blobs blobs() {
        return new InMemoryBlobs(Clock.systemUTC());
    }
}
