package io.alertcap.simulation;

import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.PurgeBook;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.WatchBook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A ledger that says what it is about to write, so that whoever watches the blobs need not parse them. */
class WatchedLedger implements CaptureLedger {
    private final CaptureLedger ledger;
    private final Schedule schedule;

    WatchedLedger(CaptureLedger ledger, Schedule schedule) {
        this.ledger = ledger;
        this.schedule = schedule;
    }

    private <T> T writing(Object document, Supplier<T> call) {
        Schedule.Strand strand = schedule.current();
        if (strand != null) {
            strand.intent = document;
        }
        return call.get();
    }

    @Override
    public Instant now() {
        return ledger.now();
    }

    @Override
    public Opening create(CaptureRecord record) {
        return writing(record, () -> ledger.create(record));
    }

    @Override
    public Opening create(String id, Function<Instant, CaptureRecord> record) {
        return ledger.create(id, now -> {
            CaptureRecord made = record.apply(now);
            return writing(made, () -> made);
        });
    }

    @Override
    public Optional<Versioned<CaptureRecord>> find(String id) {
        return ledger.find(id);
    }

    @Override
    public Optional<Versioned<CaptureRecord>> save(Versioned<CaptureRecord> base, CaptureRecord next) {
        return writing(next, () -> ledger.save(base, next));
    }

    @Override
    public List<OpenEntry> open() {
        return ledger.open();
    }

    @Override
    public void retire(OpenEntry entry) {
        ledger.retire(entry);
    }

    @Override
    public Versioned<SlotBook> slots(String watcherKey) {
        return ledger.slots(watcherKey);
    }

    @Override
    public List<String> slotKeys() {
        return ledger.slotKeys();
    }

    @Override
    public Optional<Versioned<SlotBook>> saveSlots(String watcherKey, Versioned<SlotBook> base, SlotBook next) {
        return writing(next, () -> ledger.saveSlots(watcherKey, base, next));
    }

    @Override
    public Versioned<WatchBook> watchBook(String subscriptionId) {
        return ledger.watchBook(subscriptionId);
    }

    @Override
    public Optional<Versioned<WatchBook>> saveWatchBook(
            String subscriptionId, Versioned<WatchBook> base, WatchBook next) {
        return writing(next, () -> ledger.saveWatchBook(subscriptionId, base, next));
    }

    @Override
    public Page page(@Nullable String after, int size) {
        return ledger.page(after, size);
    }

    @Override
    public HistoryPage history(@Nullable String after, int size) {
        return ledger.history(after, size);
    }

    @Override
    public void noteFileless(HistoryLine line) {
        ledger.noteFileless(line);
    }

    @Override
    public void forget(HistoryLine line) {
        ledger.forget(line);
    }

    @Override
    public boolean remove(Versioned<CaptureRecord> record) {
        return ledger.remove(record);
    }

    @Override
    public Versioned<PurgeBook> purgeBook() {
        return ledger.purgeBook();
    }

    @Override
    public Optional<Versioned<PurgeBook>> savePurgeBook(Versioned<PurgeBook> base, PurgeBook next) {
        return writing(next, () -> ledger.savePurgeBook(base, next));
    }

    @Override
    public Optional<TickReport> lastTick() {
        return ledger.lastTick();
    }

    @Override
    public void saveTick(TickReport report) {
        writing(report, () -> {
            ledger.saveTick(report);
            return report;
        });
    }
}
