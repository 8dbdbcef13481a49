package io.alertcap.simulation;

import io.alertcap.storage.Blobs;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Blobs that pass every call on; to be changed in one place. */
class OtherBlobs implements Blobs {
    final Blobs real;

    OtherBlobs(Blobs real) {
        this.real = real;
    }

    @Override
    public Answer<Optional<Blob>> get(String name) {
        return real.get(name);
    }

    @Override
    public Answer<Optional<String>> put(
            String name, byte[] content, Map<String, String> metadata, Condition condition) {
        return real.put(name, content, metadata, condition);
    }

    @Override
    public Answer<Boolean> delete(String name, @Nullable String etag) {
        return real.delete(name, etag);
    }

    @Override
    public Answer<Listing> list(String prefix, @Nullable String after, int max) {
        return real.list(prefix, after, max);
    }

    /** Writes whatever is there, where the name begins with {@code prefix}. */
    static Blobs writingAnyway(Blobs blobs, String prefix) {
        return new OtherBlobs(blobs) {
            @Override
            public Answer<Optional<String>> put(
                    String name, byte[] content, Map<String, String> metadata, Condition condition) {
                return real.put(name, content, metadata, name.startsWith(prefix) ? new Condition.Always() : condition);
            }
        };
    }

    /** Says that it wrote, and did not, where the name begins with {@code prefix} and nothing is there. */
    static Blobs notCreating(Blobs blobs, String prefix) {
        return new OtherBlobs(blobs) {
            @Override
            public Answer<Optional<String>> put(
                    String name, byte[] content, Map<String, String> metadata, Condition condition) {
                if (name.startsWith(prefix) && !(condition instanceof Condition.IfMatch)) {
                    return new Answer<>(Optional.of("\"0x0\""), real.get(name).date());
                }
                return real.put(name, content, metadata, condition);
            }
        };
    }
}
