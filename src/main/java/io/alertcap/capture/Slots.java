package io.alertcap.capture;

import io.alertcap.capture.CaptureLedger.Versioned;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reads and changes the books of slots, by compare-and-swap until it succeeds or others are too busy. */
final class Slots {
    private static final int TRIES = 12;

    private final CaptureLedger ledger;

    Slots(CaptureLedger ledger) {
        this.ledger = ledger;
    }

    List<String> keys() {
        return ledger.slotKeys();
    }

    Versioned<SlotBook> read(String key) {
        return ledger.slots(key);
    }

    Optional<Versioned<SlotBook>> save(String key, Versioned<SlotBook> base, SlotBook next) {
        return next.equals(base.value()) ? Optional.of(base) : ledger.saveSlots(key, base, next);
    }

    /** Applies a change to the newest book; throws when others keep being faster, so that the caller comes again. */
    SlotBook change(String key, UnaryOperator<SlotBook> change) {
        for (int i = 0; i < TRIES; i++) {
            Versioned<SlotBook> book = ledger.slots(key);
            Optional<Versioned<SlotBook>> saved = save(key, book, change.apply(book.value()));
            if (saved.isPresent()) {
                return saved.get().value();
            }
        }
        throw new CaptureException("The slots of " + key + " are changed by others all the time");
    }

    /** Gives back what a record holds, now that its session was seen to have ended. */
    void release(CaptureRecord record) {
        Watcher watcher = record.session().watcher();
        if (watcher != null) {
            release(watcher.key(), record);
        }
    }

    /** As {@link #release(CaptureRecord)}; for a record that does not know itself where it holds a slot. */
    void release(String key, CaptureRecord record) {
        boolean sessionLeft = record.session().id() != null && record.session().removedAt() == null;
        change(key, book -> sessionLeft ? book.released(record.id()) : book.forgotten(record.id()));
    }
}
