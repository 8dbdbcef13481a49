package io.alertcap.storage;

import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** The real ledger over any blobs; many of them share one reader and writer of documents, which is costly to make. */
public final class LedgersOverBlobs {
    private static final Documents DOCUMENTS = new Documents();

    private LedgersOverBlobs() {}

    public static BlobCaptureLedger ledger(Blobs blobs, Clock hostClock, Consumer<Duration> pause) {
        return new BlobCaptureLedger(blobs, hostClock, pause, DOCUMENTS);
    }
}
