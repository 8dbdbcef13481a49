package io.alertcap.storage;

import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.PurgeBook;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.UnreadableRecordException;
import io.alertcap.capture.WatchBook;
import io.alertcap.storage.Blobs.Blob;
import io.alertcap.storage.Blobs.Condition;
import io.alertcap.storage.Blobs.Item;
import io.alertcap.storage.Blobs.Listing;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ledger as blobs of one container. Thread-safe, and safe with any number of hosts.
 *
 * <ul>
 *   <li>{@code captures/{id}.json}: the record. It never moves.
 *   <li>{@code open/{id}}: the record is not finished or owes a message. Only its ETag and its date say anything.
 *   <li>{@code history/{time}-{id}}: the order of the records. The time is that of the record's creation in
 *       milliseconds, counted down, so that the order of names is newest first. Its metadata may say that the capture has
 *       no files, so that nobody need read the record for that.
 *   <li>{@code slots/{subscription}/{region}.json}: the slots of a Network Watcher.
 *   <li>{@code watch/{subscription}.json}: packet captures that are not as asked for here.
 *   <li>{@code monitor/tick.json}: the last round of the monitor.
 *   <li>{@code monitor/purge.json}: how far the purge has come.
 * </ul>
 */
public final class BlobCaptureLedger implements CaptureLedger {
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern WATCHER_KEY = Pattern.compile("[a-z0-9-]{1,64}/[a-z0-9-]{1,64}");
    private static final Pattern SUBSCRIPTION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern HISTORY_LINE = Pattern.compile("history/([0-9]{15})-(" + ID.pattern() + ")");
    private static final Pattern SLOT_BOOK = Pattern.compile("slots/(" + WATCHER_KEY.pattern() + ")\\.json");
    private static final String OPEN = "open/";
    private static final String HISTORY = "history/";
    private static final String TICK = "monitor/tick.json";
    private static final String PURGE = "monitor/purge.json";

    /** On a line whose capture has no files in storage. */
    private static final Map<String, String> FILELESS = Map.of("files", "none");

    /** Fifteen digits of milliseconds reach into the year 33,658. */
    private static final long END_OF_HISTORY = 999_999_999_999_999L;

    /** Characters. All metadata of a blob together may have 8 KB, and an alert can name a very long machine. */
    private static final int LONGEST_SUMMARY = 256;

    private static final int LIST_SIZE = 5_000;
    private static final String PAGE_MARK = "page_";
    private static final int LARGEST_PAGE = 1_000;
    private static final int PARALLEL_READS = 8;

    private final Blobs blobs;
    private final ServiceClock clock;
    private final Documents documents;
    private final ExecutorService readers = readers();

    /** @param pause waits before a call is repeated; a simulation lets its own time pass */
    public BlobCaptureLedger(Blobs blobs, Clock hostClock, Consumer<Duration> pause) {
        this(blobs, hostClock, pause, new Documents());
    }

    BlobCaptureLedger(Blobs blobs, Clock hostClock, Consumer<Duration> pause, Documents documents) {
        this.documents = documents;
        this.blobs = new RepeatingBlobs(blobs, hostClock, pause);
        this.clock = new ServiceClock(hostClock);
    }

    @Override
    public Instant now() {
        return clock.now();
    }

    @Override
    public Opening create(CaptureRecord record) {
        return create(record.id(), now -> record);
    }

    /**
     * First the open entry, then the record: a crash between leaves an entry without a record, which promises nothing. The
     * entry is touched again at the end, because a tick may have found the first one empty, or the record finished, and be
     * about to remove it: it does so by the ETag it saw. Four writes; one read more when the record was there.
     */
    @Override
    public Opening create(String id, Function<Instant, CaptureRecord> record) {
        touchOpen(id);
        Optional<Versioned<CaptureRecord>> made = write(recordName(id), record.apply(now()), new Condition.IfAbsent());
        Versioned<CaptureRecord> known = made.or(() -> find(id))
                .orElseThrow(
                        () -> new CaptureException(recordName(id) + " was there a moment ago and is gone: try again"));
        writeHistory(known.value());
        touchOpen(id);
        return new Opening(known, made.isPresent());
    }

    @Override
    public Optional<Versioned<CaptureRecord>> find(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        String name = recordName(id);
        Optional<Versioned<CaptureRecord>> found = read(name, CaptureRecord.class);
        if (found.isPresent() && !found.get().value().id().equals(id)) {
            throw new UnreadableRecordException(
                    "The document " + name + " cannot be read: it holds another record's id");
        }
        return found;
    }

    /** One write; one more for the save that finishes a record, and for each after that. */
    @Override
    public Optional<Versioned<CaptureRecord>> save(Versioned<CaptureRecord> base, CaptureRecord next) {
        if (base.etag() == null || !base.value().id().equals(next.id())) {
            throw new IllegalArgumentException("Only the record that was read can be saved: " + next.id());
        }
        if (next.state() == CaptureState.FINISHED && base.value().state() != CaptureState.FINISHED) {
            // create() may have died between the record and its line: no finished record shall be missing from history.
            writeHistory(next);
        }
        if (base.value().state() == CaptureState.FINISHED && !base.value().isOpen() && !next.isBeingPurged()) {
            // What is said of a capture after its end has to be sealed too: the monitor comes by once more.
            touchOpen(next.id());
        }
        return write(recordName(next.id()), next, new Condition.IfMatch(base.etag()));
    }

    @Override
    public List<OpenEntry> open() {
        List<OpenEntry> entries = new ArrayList<>();
        for (Item item : listAll(OPEN)) {
            String id = item.name().substring(OPEN.length());
            if (ID.matcher(id).matches()) {
                entries.add(new OpenEntry(id, item.etag(), item.lastModified()));
            }
        }
        return List.copyOf(entries);
    }

    @Override
    public void retire(OpenEntry entry) {
        // Not gone means touched since, and then it is to stay.
        clock.hear(() -> blobs.delete(OPEN + safe(ID, entry.id()), entry.etag()));
    }

    @Override
    public Versioned<SlotBook> slots(String watcherKey) {
        return read(slotsName(watcherKey), SlotBook.class).orElseGet(() -> new Versioned<>(SlotBook.EMPTY, null));
    }

    @Override
    public List<String> slotKeys() {
        return listAll("slots/").stream()
                .map(item -> SLOT_BOOK.matcher(item.name()))
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .toList();
    }

    @Override
    public Optional<Versioned<SlotBook>> saveSlots(String watcherKey, Versioned<SlotBook> base, SlotBook next) {
        return write(slotsName(watcherKey), next, unchanged(base));
    }

    @Override
    public Versioned<WatchBook> watchBook(String subscriptionId) {
        return read(watchName(subscriptionId), WatchBook.class).orElseGet(() -> new Versioned<>(WatchBook.EMPTY, null));
    }

    @Override
    public Optional<Versioned<WatchBook>> saveWatchBook(
            String subscriptionId, Versioned<WatchBook> base, WatchBook next) {
        return write(watchName(subscriptionId), next, unchanged(base));
    }

    /**
     * A page may hold fewer records than asked for: one that cannot be read is left out, so that it hides itself only.
     *
     * @param size 1 to 1,000
     * @throws IllegalArgumentException if {@code after} is not the {@code next} of a page
     */
    @Override
    public Page page(@Nullable String after, int size) {
        if (size < 1 || size > LARGEST_PAGE) {
            throw new IllegalArgumentException("size must be 1 to " + LARGEST_PAGE + ", not " + size);
        }
        Listing lines = lines(after, size);
        List<CompletableFuture<Optional<CaptureRecord>>> reads = lines.items().stream()
                .map(item -> HISTORY_LINE.matcher(item.name()))
                .filter(Matcher::matches)
                .map(match -> match.group(2))
                .map(id -> CompletableFuture.supplyAsync(() -> readable(id), readers))
                .toList();
        List<CaptureRecord> captures = reads.stream()
                .map(BlobCaptureLedger::join)
                .flatMap(Optional::stream)
                .toList();
        return new Page(captures, lines.next() == null ? null : encode(lines.next()));
    }

    private Listing lines(@Nullable String after, int size) {
        return clock.hear(() -> blobs.list(HISTORY, after == null ? null : decode(after), size));
    }

    @Override
    public HistoryPage history(@Nullable String after, int size) {
        Listing listing = lines(after, size);
        List<HistoryLine> lines = new ArrayList<>();
        for (Item item : listing.items()) {
            Matcher line = HISTORY_LINE.matcher(item.name());
            if (line.matches()) {
                lines.add(new HistoryLine(
                        item.name(),
                        line.group(2),
                        item.etag(),
                        Instant.ofEpochMilli(END_OF_HISTORY - Long.parseLong(line.group(1))),
                        item.metadata().entrySet().containsAll(FILELESS.entrySet())));
            }
        }
        return new HistoryPage(List.copyOf(lines), listing.next() == null ? null : encode(listing.next()));
    }

    @Override
    public void noteFileless(HistoryLine line) {
        // Not written means touched or gone since, and then somebody looks at it again.
        clock.hear(() -> blobs.put(lineName(line), new byte[0], FILELESS, new Condition.IfMatch(line.etag())));
    }

    @Override
    public void forget(HistoryLine line) {
        clock.hear(() -> blobs.delete(lineName(line), null));
    }

    @Override
    public boolean remove(Versioned<CaptureRecord> record) {
        String id = record.value().id();
        if (record.etag() == null) {
            throw new IllegalArgumentException("Only the record that was read can be deleted: " + id);
        }
        // Not deleted may mean that the answer to the first try was lost.
        return clock.hear(() -> blobs.delete(recordName(id), record.etag()))
                || clock.hear(() -> blobs.get(recordName(id))).isEmpty();
    }

    @Override
    public Versioned<PurgeBook> purgeBook() {
        return read(PURGE, PurgeBook.class).orElseGet(() -> new Versioned<>(PurgeBook.NEVER, null));
    }

    @Override
    public Optional<Versioned<PurgeBook>> savePurgeBook(Versioned<PurgeBook> base, PurgeBook next) {
        return write(PURGE, next, unchanged(base));
    }

    @Override
    public Optional<TickReport> lastTick() {
        return read(TICK, TickReport.class).map(Versioned::value);
    }

    @Override
    public void saveTick(TickReport report) {
        write(TICK, report, new Condition.Always());
    }

    private static Condition unchanged(Versioned<?> base) {
        return base.etag() == null ? new Condition.IfAbsent() : new Condition.IfMatch(base.etag());
    }

    private Optional<CaptureRecord> readable(String id) {
        try {
            return find(id).map(Versioned::value);
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private <T> Optional<Versioned<T>> read(String name, Class<T> type) {
        Optional<Blob> blob = clock.hear(() -> blobs.get(name));
        return blob.map(found -> new Versioned<>(documents.read(name, found.content(), type), found.etag()));
    }

    private <T> Optional<Versioned<T>> write(String name, T document, Condition condition) {
        byte[] content = documents.write(name, document);
        Map<String, String> metadata = document instanceof CaptureRecord record ? summary(record) : Map.of();
        return clock.hear(() -> blobs.put(name, content, metadata, condition))
                .map(etag -> new Versioned<>(document, etag));
    }

    private void touchOpen(String id) {
        clock.hear(() -> blobs.put(OPEN + safe(ID, id), new byte[0], Map.of(), new Condition.Always()));
    }

    private void writeHistory(CaptureRecord record) {
        long countDown = END_OF_HISTORY - record.createdAt().toEpochMilli();
        String name = String.format(Locale.ROOT, HISTORY + "%015d-%s", countDown, safe(ID, record.id()));
        clock.hear(() -> blobs.put(name, new byte[0], Map.of(), new Condition.Always()));
    }

    /** What a person who looks at the container wants to see beside the name. */
    private static Map<String, String> summary(CaptureRecord record) {
        String outcome = record.outcome() == null ? "none" : record.outcome().wire();
        String machine = URLEncoder.encode(record.target().id().name(), StandardCharsets.UTF_8);
        return Map.of(
                "state", record.state().wire(),
                "outcome", outcome,
                "machine", machine.substring(0, Math.min(machine.length(), LONGEST_SUMMARY)),
                "createdat", record.createdAt().toString());
    }

    private List<Item> listAll(String prefix) {
        List<Item> items = new ArrayList<>();
        String next = null;
        do {
            String after = next;
            Listing listing = clock.hear(() -> blobs.list(prefix, after, LIST_SIZE));
            items.addAll(listing.items());
            next = listing.next();
        } while (next != null);
        return items;
    }

    private static String recordName(String id) {
        return "captures/" + safe(ID, id) + ".json";
    }

    private static String lineName(HistoryLine line) {
        return safe(HISTORY_LINE, line.name());
    }

    private static String slotsName(String watcherKey) {
        return "slots/" + safe(WATCHER_KEY, watcherKey) + ".json";
    }

    private static String watchName(String subscriptionId) {
        return "watch/" + safe(SUBSCRIPTION, subscriptionId) + ".json";
    }

    /** No text from outside becomes part of a blob's name. */
    private static String safe(Pattern allowed, String text) {
        if (!allowed.matcher(text).matches()) {
            throw new IllegalArgumentException("Not a name of the ledger, which fit to " + allowed);
        }
        return text;
    }

    /** The beginning tells a page's next from any other text, which storage would refuse in words of its own. */
    private static String encode(String next) {
        return PAGE_MARK
                + Base64.getUrlEncoder().withoutPadding().encodeToString(next.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String after) {
        if (!after.startsWith(PAGE_MARK)) {
            throw new IllegalArgumentException("This is not the next of a page");
        }
        return new String(Base64.getUrlDecoder().decode(after.substring(PAGE_MARK.length())), StandardCharsets.UTF_8);
    }

    private static <T> T join(CompletableFuture<T> read) {
        try {
            return read.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static ExecutorService readers() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                PARALLEL_READS, PARALLEL_READS, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "ledger-reader");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
