package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long a capture is kept after its end. Pure: what may go, and nothing of how.
 *
 * @param records how long record, line of history and case are kept; zero for ever
 * @param files how long the files in storage are kept; zero leaves them to the storage account
 * @param every how often the history is gone through
 */
public record Retention(Duration records, Duration files, Duration every) {
    /** Everything is kept. */
    public static final Retention FOR_EVER = new Retention(Duration.ZERO, Duration.ZERO, Duration.ofDays(1));

    /** What is to be deleted. */
    enum Due {
        NOTHING,
        FILES,
        RECORD
    }

    /** Whether nothing is ever deleted. */
    public boolean isOff() {
        return records.isZero() && files.isZero();
    }

    /** What of a capture may go, as far as its own record tells. */
    Due due(CaptureRecord record, Instant now) {
        Instant end = record.finishedAt();
        if (record.isOpen() || end == null || record.hold() != null) {
            return Due.NOTHING;
        }
        if (record.isBeingPurged() || isOver(records, end, now)) {
            return Due.RECORD;
        }
        return hasFiles(record) && isOver(files, end, now) ? Due.FILES : Due.NOTHING;
    }

    /**
     * Whether anything may be due of a capture that was requested then. It ended later, so that most of a history need not
     * be read.
     *
     * @param fileless whether it is known to have no files
     */
    boolean mayBeDue(Instant createdAt, boolean fileless, Instant now) {
        return isOver(records, createdAt, now) || (!fileless && isOver(files, createdAt, now));
    }

    /** Whether the capture has files of its own in storage, as far as is known. Its record names them. */
    static boolean hasFiles(CaptureRecord record) {
        CaptureFile.State state = record.file().state();
        return (state == CaptureFile.State.ARRIVED || state == CaptureFile.State.GROWING)
                && !ownFiles(record).isEmpty()
                && !record.file().isDeleted();
    }

    /** Where files of the capture's own are, or would be if they came after all; not those of one that serves it. */
    static List<String> ownFiles(CaptureRecord record) {
        return record.location().account() == null || record.outcome() == Outcome.COVERED
                ? List.of()
                : record.file().urls();
    }

    private static boolean isOver(Duration length, Instant since, Instant now) {
        return !length.isZero() && !now.isBefore(since.plus(length));
    }

    /** Such as {@code 365 days}. */
    static String inWords(Duration length) {
        return length.equals(Duration.ofDays(length.toDays())) ? length.toDays() + " days" : Lifecycle.inWords(length);
    }
}
