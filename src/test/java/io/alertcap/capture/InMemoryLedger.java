package io.alertcap.capture;

import io.alertcap.capture.CaptureLedger.Versioned;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The ledger as blobs would keep it: every write is a compare-and-swap. Thread-safe. */
public final class InMemoryLedger implements CaptureLedger {
    private final Clock clock;
    private final Map<String, Versioned<CaptureRecord>> records = new LinkedHashMap<>();
    private final Map<String, OpenEntry> open = new LinkedHashMap<>();
    private final Map<String, Versioned<SlotBook>> books = new LinkedHashMap<>();
    private final Map<String, Versioned<WatchBook>> watchBooks = new LinkedHashMap<>();
    private final NavigableMap<String, HistoryLine> lines = new TreeMap<>();
    private Versioned<PurgeBook> purgeBook = new Versioned<>(PurgeBook.NEVER, null);
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
        line(record);
        open.put(record.id(), new OpenEntry(record.id(), version(), clock.instant()));
    }

    public synchronized void putOpenEntry(String id) {
        open.put(id, new OpenEntry(id, version(), clock.instant()));
    }

    public synchronized void putBook(String key, SlotBook book) {
        books.put(key, new Versioned<>(book, version()));
    }

    private void line(CaptureRecord record) {
        long millis = record.createdAt().toEpochMilli();
        String name = String.format(Locale.ROOT, "history/%015d-%s", 999_999_999_999_999L - millis, record.id());
        lines.put(name, new HistoryLine(name, record.id(), version(), Instant.ofEpochMilli(millis), false));
    }

    /** Names of the lines of the history, newest first. */
    public synchronized List<String> lines() {
        return List.copyOf(lines.keySet());
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
        line(there.value());
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
        if (there.value().state() == CaptureState.FINISHED && !there.value().isOpen() && !next.isBeingPurged()) {
            putOpenEntry(next.id());
        }
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
    public synchronized HistoryPage history(@Nullable String after, int size) {
        effects.before("list history");
        List<HistoryLine> rest = List.copyOf((after == null ? lines : lines.tailMap(after, false)).values());
        List<HistoryLine> page = rest.subList(0, Math.min(size, rest.size()));
        return new HistoryPage(
                page, page.size() == rest.size() ? null : page.get(size - 1).name());
    }

    @Override
    public synchronized void noteFileless(HistoryLine line) {
        effects.before("note fileless");
        lines.replace(line.name(), line, new HistoryLine(line.name(), line.id(), version(), line.createdAt(), true));
    }

    @Override
    public synchronized void forget(HistoryLine line) {
        effects.before("forget line");
        lines.remove(line.name());
        effects.after("forget line");
    }

    @Override
    public synchronized boolean remove(Versioned<CaptureRecord> record) {
        effects.before("remove record");
        String id = record.value().id();
        Versioned<CaptureRecord> there = records.get(id);
        if (there != null && !same(there.etag(), record.etag())) {
            return false;
        }
        records.remove(id);
        effects.after("remove record");
        return true;
    }

    @Override
    public synchronized Versioned<PurgeBook> purgeBook() {
        return purgeBook;
    }

    @Override
    public synchronized Optional<Versioned<PurgeBook>> savePurgeBook(Versioned<PurgeBook> base, PurgeBook next) {
        effects.before("save purge book");
        if (!same(purgeBook.etag(), base.etag())) {
            return Optional.empty();
        }
        purgeBook = new Versioned<>(next, version());
        effects.after("save purge book");
        return Optional.of(purgeBook);
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
