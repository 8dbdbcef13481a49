package io.alertcap.capture;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The durable memory. Every write is a compare-and-swap: it happens only if the document is still the one that was
 * read. Methods throw {@link CaptureException} when storage does not answer.
 */
public interface CaptureLedger {
    /** The storage service's clock, as well as it is known here. Everything in a record is dated by it. */
    Instant now();

    /**
     * Makes a record durable unless its id is known already. When this returns the record survives any crash and will
     * be found by {@link #open()}; that holds for a record found as well.
     */
    Opening create(CaptureRecord record);

    /**
     * As {@link #create(CaptureRecord)}, with a record that is dated by the ledger's clock after it has been heard: a
     * process that has just started knows no other than its host's.
     */
    default Opening create(String id, Function<Instant, CaptureRecord> record) {
        return create(record.apply(now()));
    }

    /** Empty if there is none. Throws {@link UnreadableRecordException} if the document is not one of ours. */
    Optional<Versioned<CaptureRecord>> find(String id);

    /** The new version, or empty if somebody was faster. */
    Optional<Versioned<CaptureRecord>> save(Versioned<CaptureRecord> base, CaptureRecord next);

    /** What is not finished, or still owes a message. */
    List<OpenEntry> open();

    /** Takes an entry from the list, unless it was touched since it was read. */
    void retire(OpenEntry entry);

    /** The slots of a watcher ({@link Watcher#key()}); an empty book if there is no document yet. */
    Versioned<SlotBook> slots(String watcherKey);

    /** The keys of all watchers that have a book. */
    List<String> slotKeys();

    Optional<Versioned<SlotBook>> saveSlots(String watcherKey, Versioned<SlotBook> base, SlotBook next);

    /** What the watch has found in a subscription; an empty book if there is no document yet. */
    Versioned<WatchBook> watchBook(String subscriptionId);

    Optional<Versioned<WatchBook>> saveWatchBook(String subscriptionId, Versioned<WatchBook> base, WatchBook next);

    /**
     * Records, newest first.
     *
     * @param after the {@code next} of the page before; null for the first
     */
    Page page(@Nullable String after, int size);

    /**
     * The lines of the history, newest first; a line may have lost its record.
     *
     * @param after the {@code next} of the page before; null for the first
     * @throws IllegalArgumentException if {@code after} is not the {@code next} of such a page
     */
    HistoryPage history(@Nullable String after, int size);

    /** Writes on a line that its capture has no files in storage. */
    void noteFileless(HistoryLine line);

    /** Takes a line from the history. */
    void forget(HistoryLine line);

    /** Deletes a record, unless it was changed since it was read: then false. */
    boolean remove(Versioned<CaptureRecord> record);

    /** How far the purge has come; {@link PurgeBook#NEVER} if there is no document yet. */
    Versioned<PurgeBook> purgeBook();

    Optional<Versioned<PurgeBook>> savePurgeBook(Versioned<PurgeBook> base, PurgeBook next);

    Optional<TickReport> lastTick();

    void saveTick(TickReport report);

    /**
     * A document with the mark by which a later change of it is noticed.
     *
     * @param etag null when there is no document yet
     */
    record Versioned<T>(T value, @Nullable String etag) {}

    /** What {@link #create} found or made. */
    record Opening(Versioned<CaptureRecord> record, boolean created) {}

    /** A line of the list of open records. */
    record OpenEntry(String id, String etag, Instant touchedAt) {}

    /**
     * A line of the history.
     *
     * @param name by which lines are ordered
     * @param fileless whether the capture is known to have no files in storage
     */
    record HistoryLine(String name, String id, String etag, Instant createdAt, boolean fileless) {}

    /** Part of the history; {@code next} is null on the last. */
    record HistoryPage(List<HistoryLine> lines, @Nullable String next) {}

    /** Part of a long list; {@code next} is null on the last. */
    record Page(List<CaptureRecord> captures, @Nullable String next) {}
}
