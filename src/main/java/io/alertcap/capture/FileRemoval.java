package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureLedger.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Deletes the files of a capture whose record stays: on an operator's order, or because their time is over. That it begins
 * is written first; a hold that is set at the same moment either sees that and is refused, or is seen here.
 */
final class FileRemoval {
    private static final int TRIES = 8;

    /** Longer than one deletion takes. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final CaptureLedger ledger;
    private final Lifecycle lifecycle;
    private final CaptureFiles files;

    FileRemoval(CaptureLedger ledger, Lifecycle lifecycle, CaptureFiles files) {
        this.ledger = ledger;
        this.lifecycle = lifecycle;
        this.files = files;
    }

    /** The hold that keeps a capture's files: its own, or that of one which it serves as well. */
    Optional<FileDeletion.Held> heldBy(CaptureRecord record) {
        if (record.hold() != null) {
            return Optional.of(new FileDeletion.Held(record.id(), record.hold()));
        }
        for (String id : record.covers()) {
            // One that cannot be read may be held: then this throws, and nothing is deleted.
            CaptureRecord other = ledger.find(id).map(Versioned::value).orElse(null);
            if (other != null && other.hold() != null && record.id().equals(other.coveredBy())) {
                return Optional.of(new FileDeletion.Held(id, other.hold()));
            }
        }
        return Optional.empty();
    }

    /**
     * Deletes them.
     *
     * @param by who or what wants it
     * @return empty if there is no such capture, or soon none
     * @throws CaptureException if they, or some of them, are still there
     */
    Optional<FileDeletion> delete(String id, String by) {
        Disposal mine = new Disposal(Disposal.What.FILES, by, ledger.now());
        for (int i = 0; i < TRIES; i++) {
            Optional<Versioned<CaptureRecord>> found = ledger.find(id);
            if (found.isEmpty() || found.get().value().isBeingPurged()) {
                return Optional.empty();
            }
            CaptureRecord record = found.get().value();
            if (record.hold() != null) {
                return Optional.of(new FileDeletion.Held(id, record.hold()));
            }
            ResourceId account = record.location().account();
            List<String> urls = Retention.ownFiles(record);
            if (account == null || urls.isEmpty()) {
                return Optional.of(new FileDeletion.Done(record));
            }
            Disposal other = record.disposal();
            if (other != null && !other.by().equals(by) && other.binds(ledger.now())) {
                throw new CaptureException("The files of capture " + id + " are just being deleted by " + other.by());
            }
            if (ledger.save(found.get(), lifecycle.filesGoing(record, mine)).isPresent()) {
                return Optional.of(delete(record, mine, account, urls));
            }
        }
        throw tooOften(id);
    }

    private FileDeletion delete(CaptureRecord record, Disposal mine, ResourceId account, List<String> urls) {
        try {
            Optional<FileDeletion.Held> held = heldBy(record);
            if (held.isPresent()) {
                change(
                        record.id(),
                        r -> mine.equals(r.disposal())
                                ? lifecycle.notBegun(r, "capture " + held.get().id() + " is held", ledger.now())
                                : r);
                return held.get();
            }
            for (String url : urls) {
                if (!mine.binds(ledger.now().plus(MARGIN))) {
                    throw new CaptureException("Deleting the files of capture " + record.id() + " took too long");
                }
                files.delete(account, List.of(url));
            }
        } catch (CaptureException e) {
            told(record.id(), mine, e);
            throw e;
        }
        // First those that it serves: were this cut short, the capture itself would still say that there is work.
        for (String id : record.covers()) {
            change(id, r -> record.id().equals(r.coveredBy()) && !r.file().isDeleted() ? deleted(r, mine) : r);
        }
        return new FileDeletion.Done(change(record.id(), r -> deleted(r, mine)).orElse(record));
    }

    private CaptureRecord deleted(CaptureRecord record, Disposal mine) {
        return lifecycle.fileDeleted(record, mine.by(), ledger.now());
    }

    /** Where not even this can be written, the mark ends by itself all the same. */
    private void told(String id, Disposal mine, CaptureException why) {
        String words = String.valueOf(why.getMessage());
        try {
            change(id, r -> mine.equals(r.disposal()) ? lifecycle.notDeleted(r, mine.by(), words, ledger.now()) : r);
        } catch (CaptureException e) {
            why.addSuppressed(e);
        }
    }

    private Optional<CaptureRecord> change(String id, UnaryOperator<CaptureRecord> change) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Versioned<CaptureRecord>> found = ledger.find(id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            CaptureRecord next = change.apply(found.get().value());
            if (next.equals(found.get().value())
                    || ledger.save(found.get(), next).isPresent()) {
                return Optional.of(next);
            }
        }
        throw tooOften(id);
    }

    private static CaptureException tooOften(String id) {
        return new CaptureException("Capture " + id + " changes too often just now");
    }
}
