package io.alertcap.simulation;

import io.alertcap.storage.Blobs;
import io.alertcap.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ledger's storage account: one truth for all hosts, each of which sees it through calls that may fail. */
final class SimulatedBlobs {
    /** {@code AzureBlobs} gives a try two seconds. */
    private static final long LIMIT = 2_000;

    /** Sees every write as it becomes true. */
    interface Watch {
        void written(String name, @Nullable Object document, Schedule.@Nullable Strand by);

        void deleted(String name);

        void refused(String name, Schedule.@Nullable Strand by);
    }

    private record Stored(Blobs.Blob blob, Instant lastModified) {}

    private final Schedule schedule;
    private final Chaos chaos;
    private final Watch watch;
    private final NavigableMap<String, Stored> blobs = new TreeMap<>();
    private long versions;
    private long downUntil;

    SimulatedBlobs(Schedule schedule, Chaos chaos, Watch watch) {
        this.schedule = schedule;
        this.chaos = chaos;
        this.watch = watch;
    }

    void downFor(long millis) {
        downUntil = schedule.now() + millis;
    }

    /** Somebody ruins a document by hand. */
    void damage(String name) {
        Blobs.Blob blob = java.util.Objects.requireNonNull(blobs.get(name)).blob();
        byte[] sound = blob.content();
        byte[] ruined = chaos.coin()
                ? java.util.Arrays.copyOf(sound, chaos.pick(sound.length))
                : new String(sound, StandardCharsets.UTF_8)
                        .replaceFirst(chaos.coin() ? "\"version\":1" : "\"state\"", "\"was\":0")
                        .getBytes(StandardCharsets.UTF_8);
        blobs.put(name, new Stored(new Blobs.Blob(ruined, blob.metadata(), nextEtag()), date()));
    }

    private String nextEtag() {
        return "\"0x" + Long.toHexString(++versions) + "\"";
    }

    boolean has(String name) {
        return blobs.containsKey(name);
    }

    byte[] content(String name) {
        return java.util.Objects.requireNonNull(blobs.get(name)).blob().content();
    }

    List<String> names(String prefix) {
        return blobs.tailMap(prefix, true).keySet().stream()
                .takeWhile(name -> name.startsWith(prefix))
                .toList();
    }

    /** Storage as one host sees it. */
    Blobs seenBy(Host host) {
        return new View(host);
    }

    private final class View implements Blobs {
        private final Host host;

        View(Host host) {
            this.host = host;
        }

        @Override
        public Answer<Optional<Blob>> get(String name) {
            return call(
                    "GET " + name, () -> Optional.ofNullable(blobs.get(name)).map(Stored::blob));
        }

        @Override
        public Answer<Optional<String>> put(
                String name, byte[] content, Map<String, String> metadata, Condition condition) {
            Schedule.Strand strand = schedule.current();
            Object intent = strand == null ? null : strand.intent;
            return call("PUT " + name, () -> {
                Stored stored = blobs.get(name);
                boolean holds = condition instanceof Condition.IfAbsent
                        ? stored == null
                        : !(condition instanceof Condition.IfMatch match)
                                || (stored != null && stored.blob().etag().equals(match.etag()));
                if (!holds) {
                    watch.refused(name, strand);
                    return Optional.empty();
                }
                String etag = nextEtag();
                blobs.put(name, new Stored(new Blob(content, metadata, etag), date()));
                watch.written(name, intent, strand);
                return Optional.of(etag);
            });
        }

        @Override
        public Answer<Boolean> delete(String name, @Nullable String etag) {
            return call("DELETE " + name, () -> {
                Stored stored = blobs.get(name);
                if (stored == null || (etag != null && !stored.blob().etag().equals(etag))) {
                    return false;
                }
                blobs.remove(name);
                watch.deleted(name);
                return true;
            });
        }

        @Override
        public Answer<Listing> list(String prefix, @Nullable String after, int max) {
            return call("LIST " + prefix, () -> {
                List<Item> items = new ArrayList<>();
                for (String name : names(prefix)) {
                    Stored stored = java.util.Objects.requireNonNull(blobs.get(name));
                    items.add(new Item(
                            name,
                            stored.blob().etag(),
                            stored.lastModified(),
                            stored.blob().metadata()));
                }
                return new Listing(items, null);
            });
        }

        private <T> Answer<T> call(String what, Supplier<T> work) {
            return host.call(new Host.Outside<>(
                    what,
                    chaos.fate(chaos.storageFault),
                    chaos.storageLatency(),
                    chaos.storageLatency(),
                    LIMIT,
                    () -> {},
                    () -> {
                        if (schedule.now() < downUntil) {
                            throw noAnswer(what, "503 ServerBusy");
                        }
                        return new Answer<>(work.get(), date());
                    },
                    how -> noAnswer(what, how),
                    () -> chaos.pick(8) == 0
                            ? StorageException.lasting(what + ": 403 AuthorizationFailure", new IOException("403"))
                            : noAnswer(what, "503 ServerBusy")));
        }
    }

    private static StorageException noAnswer(String what, String how) {
        return StorageException.passing(what + ": " + how, new IOException(how));
    }

    private Instant date() {
        return schedule.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
