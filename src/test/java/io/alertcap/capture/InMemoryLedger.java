package io.alertcap.capture;

import io.alertcap.capture.CaptureLedger.Versioned;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The ledger as blobs would keep it: every write is a compare-and-swap. Thread-safe. */
public final class InMemoryLedger implements CaptureLedger {
    private final Clock clock;
    private final Map<String, Versioned<CaptureRecord>> records = new LinkedHashMap<>();
    private final Map<String, OpenEntry> open = new LinkedHashMap<>();
    private final Map<String, Versioned<SlotBook>> books = new LinkedHashMap<>();
    private final Map<String, Versioned<WatchBook>> watchBooks = new LinkedHashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private Effects effects = Effects.UNDISTURBED;
    private @Nullable TickReport lastTick;
    private @Nullable String silent;
    private long versions;

    public InMemoryLedger(Clock clock) {
        this.clock = clock;
    }

    public synchronized void effects(Effects value) {
        effects = value;
    }

    /** From now on the record's document is rubbish. */
    public synchronized void spoil(String id) {
        unreadable.add(id);
    }

    public synchronized void mend(String id) {
        unreadable.remove(id);
    }

    /** Somebody deletes a record by hand. */
    public synchronized void delete(String id) {
        records.remove(id);
    }

    /** From now on nothing that the doctor asks is answered. */
    public synchronized void silent(String words) {
        silent = words;
    }

    private void answer() {
        if (silent != null) {
            throw new CaptureException(silent);
        }
    }

    /** What is there, past all faults. */
    public synchronized List<CaptureRecord> all() {
        return records.values().stream().map(Versioned::value).toList();
    }

    public synchronized SlotBook book(String key) {
        return books.getOrDefault(key, new Versioned<>(SlotBook.EMPTY, null)).value();
    }

    /** Changes a record past all rules, as an operator or another host might between two steps. */
    public synchronized void edit(String id, UnaryOperator<CaptureRecord> change) {
        records.computeIfPresent(id, (key, found) -> new Versioned<>(change.apply(found.value()), version()));
    }

    public synchronized void put(CaptureRecord record) {
        records.put(record.id(), new Versioned<>(record, version()));
        open.put(record.id(), new OpenEntry(record.id(), version(), clock.instant()));
    }

    public synchronized void putOpenEntry(String id) {
        open.put(id, new OpenEntry(id, version(), clock.instant()));
    }

    public synchronized void putBook(String key, SlotBook book) {
        books.put(key, new Versioned<>(book, version()));
    }

    private String version() {
        return "v" + ++versions;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public synchronized Opening create(CaptureRecord record) {
        effects.before("create");
        open.put(record.id(), new OpenEntry(record.id(), version(), clock.instant()));
        effects.before("create record");
        Versioned<CaptureRecord> known = records.get(record.id());
        Versioned<CaptureRecord> there = known == null ? new Versioned<>(record, version()) : known;
        records.put(record.id(), there);
        effects.after("create");
        return new Opening(there, known == null);
    }

    @Override
    public synchronized Optional<Versioned<CaptureRecord>> find(String id) {
        if (unreadable.contains(id)) {
            throw new UnreadableRecordException("captures/" + id + ".json cannot be read");
        }
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public synchronized Optional<Versioned<CaptureRecord>> save(Versioned<CaptureRecord> base, CaptureRecord next) {
        effects.before("save");
        Versioned<CaptureRecord> there = records.get(next.id());
        if (there == null || !same(there.etag(), base.etag())) {
            return Optional.empty();
        }
        Versioned<CaptureRecord> saved = new Versioned<>(next, version());
        records.put(next.id(), saved);
        effects.after("save");
        return Optional.of(saved);
    }

    private static boolean same(@Nullable String a, @Nullable String b) {
        return a == null ? b == null : a.equals(b);
    }

    @Override
    public synchronized List<OpenEntry> open() {
        return List.copyOf(open.values());
    }

    @Override
    public synchronized void retire(OpenEntry entry) {
        effects.before("retire");
        open.remove(entry.id(), entry);
        effects.after("retire");
    }

    @Override
    public synchronized Versioned<SlotBook> slots(String watcherKey) {
        answer();
        return books.getOrDefault(watcherKey, new Versioned<>(SlotBook.EMPTY, null));
    }

    @Override
    public synchronized List<String> slotKeys() {
        return List.copyOf(books.keySet());
    }

    @Override
    public synchronized Optional<Versioned<SlotBook>> saveSlots(
            String watcherKey, Versioned<SlotBook> base, SlotBook next) {
        effects.before("save slots");
        if (!same(slots(watcherKey).etag(), base.etag())) {
            return Optional.empty();
        }
        Versioned<SlotBook> saved = new Versioned<>(next, version());
        books.put(watcherKey, saved);
        effects.after("save slots");
        return Optional.of(saved);
    }

    @Override
    public synchronized Versioned<WatchBook> watchBook(String subscriptionId) {
        return watchBooks.getOrDefault(subscriptionId, new Versioned<>(WatchBook.EMPTY, null));
    }

    @Override
    public synchronized Optional<Versioned<WatchBook>> saveWatchBook(
            String subscriptionId, Versioned<WatchBook> base, WatchBook next) {
        effects.before("save watch book");
        if (!same(watchBook(subscriptionId).etag(), base.etag())) {
            return Optional.empty();
        }
        Versioned<WatchBook> saved = new Versioned<>(next, version());
        watchBooks.put(subscriptionId, saved);
        effects.after("save watch book");
        return Optional.of(saved);
    }

    @Override
    public synchronized Page page(@Nullable String after, int size) {
        List<CaptureRecord> newest = new ArrayList<>(all());
        newest.sort(Comparator.comparing(CaptureRecord::createdAt).reversed());
        int from = after == null ? 0 : Integer.parseInt(after);
        int to = Math.min(from + size, newest.size());
        return new Page(newest.subList(from, to), to == newest.size() ? null : Integer.toString(to));
    }

    @Override
    public synchronized Optional<TickReport> lastTick() {
        answer();
        return Optional.ofNullable(lastTick);
    }

    @Override
    public synchronized void saveTick(TickReport report) {
        lastTick = report;
    }
}
