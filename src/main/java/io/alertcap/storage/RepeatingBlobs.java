package io.alertcap.storage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks again when Blob Storage gave no answer, and keeps repeating from telling lies: a conditional write whose answer was
 * lost may have been done, and its repeat then fails on our own blob. Every such write carries a random mark, so that a
 * lost condition after a lost answer can be settled by looking whose blob is there.
 */
final class RepeatingBlobs implements Blobs {
    /** Metadata name of the mark. */
    static final String MARK = "write";

    private static final int TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    /** A try may take two seconds; one begun within this time keeps the whole call within some three. */
    private static final Duration LAST_START = Duration.ofSeconds(1);

    private final Blobs blobs;
    private final Clock clock;
    private final Consumer<Duration> pause;

    RepeatingBlobs(Blobs blobs, Clock clock, Consumer<Duration> pause) {
        this.blobs = blobs;
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public Answer<Optional<Blob>> get(String name) {
        return repeat(() -> blobs.get(name)).answer();
    }

    @Override
    public Answer<Optional<String>> put(
            String name, byte[] content, Map<String, String> metadata, Condition condition) {
        if (condition instanceof Condition.Always) {
            return repeat(() -> blobs.put(name, content, metadata, condition)).answer();
        }
        String mark = UUID.randomUUID().toString();
        Map<String, String> marked = new HashMap<>(metadata);
        marked.put(MARK, mark);
        Repeated<Optional<String>> written = repeat(() -> blobs.put(name, content, marked, condition));
        if (written.answer().value().isPresent() || written.tries() == 1) {
            return written.answer();
        }
        Answer<Optional<Blob>> there = get(name);
        return new Answer<>(
                there.value()
                        .filter(blob -> mark.equals(blob.metadata().get(MARK)))
                        .map(Blob::etag),
                there.date());
    }

    @Override
    public Answer<Boolean> delete(String name, @Nullable String etag) {
        return repeat(() -> blobs.delete(name, etag)).answer();
    }

    @Override
    public Answer<Listing> list(String prefix, @Nullable String after, int max) {
        return repeat(() -> blobs.list(prefix, after, max)).answer();
    }

    private record Repeated<T>(Answer<T> answer, int tries) {}

    private <T> Repeated<T> repeat(Supplier<Answer<T>> call) {
        Instant lastStart = clock.instant().plus(LAST_START);
        Duration wait = FIRST_PAUSE;
        for (int tries = 1; ; tries++) {
            try {
                return new Repeated<>(call.get(), tries);
            } catch (StorageException e) {
                if (!e.isPassing()
                        || tries == TRIES
                        || clock.instant().plus(wait).isAfter(lastStart)) {
                    throw e;
                }
            }
            pause.accept(wait);
            wait = wait.multipliedBy(3);
        }
    }
}
