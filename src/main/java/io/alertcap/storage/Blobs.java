package io.alertcap.storage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The little of Blob Storage that the ledger is made of: small documents in one container. Each method is one attempt
 * that may end in a {@link StorageException}; repeating is for {@link RepeatingBlobs}.
 */
public interface Blobs {
    /** The largest document, in bytes. */
    int MAX_BYTES = 1024 * 1024;

    /**
     * Reads a blob; empty if there is none.
     *
     * @throws io.alertcap.capture.UnreadableRecordException if it is larger than {@link #MAX_BYTES}
     */
    Answer<Optional<Blob>> get(String name);

    /**
     * Writes a blob, content and metadata at once.
     *
     * @param metadata names of lower-case letters, values of printable ASCII
     * @return the new ETag; empty if the condition did not hold
     */
    Answer<Optional<String>> put(String name, byte[] content, Map<String, String> metadata, Condition condition);

    /**
     * Deletes a blob.
     *
     * @param etag the version that may be deleted; null for whatever is there
     * @return whether it was deleted; false if there is no such blob, or another version of it
     */
    Answer<Boolean> delete(String name, @Nullable String etag);

    /**
     * The blobs whose names begin with a prefix, in the order of their names.
     *
     * @param after the {@code next} of the listing before; null for the first
     * @param max 1 to 5,000; the service may give fewer, even none, and still have a {@code next}
     * @throws IllegalArgumentException if {@code after} did not come from such a listing
     */
    Answer<Listing> list(String prefix, @Nullable String after, int max);

    /**
     * What the service said.
     *
     * @param date the service's clock when it answered, in whole seconds: the Date header (RFC 9110, section 6.6.1)
     */
    record Answer<T>(T value, Instant date) {}

    /** A blob with all of its content. */
    final class Blob {
        private final byte[] content;
        private final Map<String, String> metadata;
        private final String etag;

        public Blob(byte[] content, Map<String, String> metadata, String etag) {
            this.content = content.clone();
            this.metadata = Map.copyOf(metadata);
            this.etag = etag;
        }

        public byte[] content() {
            return content.clone();
        }

        /** Names in lower case. */
        public Map<String, String> metadata() {
            return metadata;
        }

        public String etag() {
            return etag;
        }
    }

    /** A blob as a listing shows it. */
    record Item(String name, String etag, Instant lastModified, Map<String, String> metadata) {
        public Item {
            metadata = Map.copyOf(metadata);
        }
    }

    /** Part of a long list; {@code next} is null on the last. */
    record Listing(List<Item> items, @Nullable String next) {
        public Listing {
            items = List.copyOf(items);
        }
    }

    /** What must hold for a blob to be written. */
    sealed interface Condition {
        /** There is no such blob. */
        record IfAbsent() implements Condition {}

        /** The blob is still in this version. */
        record IfMatch(String etag) implements Condition {}

        /** Nothing. */
        record Always() implements Condition {}
    }
}
