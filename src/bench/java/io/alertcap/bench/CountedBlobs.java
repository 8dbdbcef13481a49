package io.alertcap.bench;

import io.alertcap.storage.Blobs;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts the storage calls of a ledger. */
final class CountedBlobs implements Blobs {
    private final Blobs blobs;
    private final AtomicLong calls = new AtomicLong();

    CountedBlobs(Blobs blobs) {
        this.blobs = blobs;
    }

    /** How many there were since it was asked last. */
    long calls() {
        return calls.getAndSet(0);
    }

    @Override
    public Answer<Optional<Blob>> get(String name) {
        calls.incrementAndGet();
        return blobs.get(name);
    }

    @Override
    public Answer<Optional<String>> put(
            String name, byte[] content, Map<String, String> metadata, Condition condition) {
        calls.incrementAndGet();
        return blobs.put(name, content, metadata, condition);
    }

    @Override
    public Answer<Boolean> delete(String name, @Nullable String etag) {
        calls.incrementAndGet();
        return blobs.delete(name, etag);
    }

    @Override
    public Answer<Listing> list(String prefix, @Nullable String after, int max) {
        calls.incrementAndGet();
        return blobs.list(prefix, after, max);
    }
}
