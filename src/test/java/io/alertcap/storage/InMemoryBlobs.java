package io.alertcap.storage;

import io.alertcap.capture.UnreadableRecordException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Blob Storage in memory, for tests and simulations: everything above {@link Blobs} is the real thing. It has its own clock,
 * keeps account of the calls, and misbehaves when told to. Thread-safe; calls happen one after the other.
 */
public final class InMemoryBlobs implements Blobs {
    /** The calls of the port. */
    public enum Kind {
        GET,
        PUT,
        DELETE,
        LIST
    }

    /** A call, by what it asks and for which name or prefix. */
    public record Call(Kind kind, String name) {
        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    /** Looks at each call and may end it by an exception, wait, or do something to the blobs in the meantime. */
    @FunctionalInterface
    public interface Fault {
        void on(Call call);
    }

    /** The process is dead: nothing above the port may catch this. */
    public static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Crash(Call at) {
            super("crash at " + at);
        }
    }

    private record Stored(Blob blob, Instant lastModified) {}

    private final Clock clock;
    private final NavigableMap<String, Stored> blobs = new TreeMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<Fault> before = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Fault> after = new ConcurrentLinkedQueue<>();
    private long versions;

    /** @param clock the service's */
    public InMemoryBlobs(Clock clock) {
        this.clock = clock;
    }

    /** Is asked before each call is carried out. */
    public void before(Fault fault) {
        before.add(fault);
    }

    /** Is asked after each call was carried out and before its answer is given. */
    public void after(Fault fault) {
        after.add(fault);
    }

    /** The next fitting call is carried out, and its answer gets lost. */
    public void loseNextAnswer(Predicate<Call> fitting) {
        after.add(once(fitting, call -> {
            throw noAnswer(call);
        }));
    }

    /** The next fitting call does not arrive. */
    public void loseNextCall(Predicate<Call> fitting) {
        before.add(once(fitting, call -> {
            throw noAnswer(call);
        }));
    }

    /** Something happens right before the next fitting call. */
    public void beforeNext(Predicate<Call> fitting, Runnable happens) {
        before.add(once(fitting, call -> happens.run()));
    }

    /** The process dies when this many more calls were carried out, before the answer of the last one is seen. */
    public void crashAfter(int more) {
        int end = calls.size() + more;
        after.add(call -> {
            if (calls.size() >= end) {
                throw new Crash(call);
            }
        });
    }

    /** All is well again. */
    public void behave() {
        before.clear();
        after.clear();
    }

    /** The calls so far that arrived, in order. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public void forgetCalls() {
        calls.clear();
    }

    /** The names of all blobs, in order. */
    public synchronized List<String> names() {
        return List.copyOf(blobs.keySet());
    }

    /** What no answer at all looks like. */
    public static StorageException noAnswer(Call call) {
        return StorageException.passing(call + " got no answer", new IOException("connection reset"));
    }

    @Override
    public Answer<Optional<Blob>> get(String name) {
        return call(new Call(Kind.GET, name), () -> {
            Stored stored = blobs.get(name);
            if (stored == null) {
                return Optional.empty();
            }
            if (stored.blob().content().length > MAX_BYTES) {
                throw new UnreadableRecordException(
                        "The document " + name + " cannot be read: it is larger than " + MAX_BYTES + " bytes");
            }
            return Optional.of(stored.blob());
        });
    }

    @Override
    public Answer<Optional<String>> put(
            String name, byte[] content, Map<String, String> metadata, Condition condition) {
        return call(new Call(Kind.PUT, name), () -> {
            Stored stored = blobs.get(name);
            boolean holds = condition instanceof Condition.IfAbsent
                    ? stored == null
                    : !(condition instanceof Condition.IfMatch match)
                            || (stored != null && stored.blob().etag().equals(match.etag()));
            if (!holds) {
                return Optional.empty();
            }
            String etag = "\"0x" + Long.toHexString(++versions) + "\"";
            blobs.put(name, new Stored(new Blob(content, metadata, etag), date()));
            return Optional.of(etag);
        });
    }

    @Override
    public Answer<Boolean> delete(String name, @Nullable String etag) {
        return call(new Call(Kind.DELETE, name), () -> {
            Stored stored = blobs.get(name);
            if (stored == null || (etag != null && !stored.blob().etag().equals(etag))) {
                return false;
            }
            blobs.remove(name);
            return true;
        });
    }

    @Override
    public Answer<Listing> list(String prefix, @Nullable String after, int max) {
        return call(new Call(Kind.LIST, prefix), () -> {
            if (after != null && !after.startsWith("after ")) {
                throw new IllegalArgumentException("Not a marker: " + after);
            }
            String from = after == null ? "" : after.substring("after ".length());
            List<Item> items = new ArrayList<>();
            for (Map.Entry<String, Stored> entry : blobs.tailMap(from, false).entrySet()) {
                if (!entry.getKey().startsWith(prefix)) {
                    continue;
                }
                if (items.size() == max) {
                    return new Listing(items, "after " + items.get(max - 1).name());
                }
                Stored stored = entry.getValue();
                items.add(new Item(
                        entry.getKey(),
                        stored.blob().etag(),
                        stored.lastModified(),
                        stored.blob().metadata()));
            }
            return new Listing(items, null);
        });
    }

    /** Faults are asked outside of the lock, so that one may call this object, or hold a call up while others go on. */
    private <T> Answer<T> call(Call call, Supplier<T> work) {
        before.forEach(fault -> fault.on(call));
        Answer<T> answer;
        synchronized (this) {
            calls.add(call);
            answer = new Answer<>(work.get(), date());
        }
        after.forEach(fault -> fault.on(call));
        return answer;
    }

    private Instant date() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static Fault once(Predicate<Call> fitting, Fault fault) {
        AtomicBoolean done = new AtomicBoolean();
        return call -> {
            if (fitting.test(call) && done.compareAndSet(false, true)) {
                fault.on(call);
            }
        };
    }
}
