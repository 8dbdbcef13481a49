package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a session that has ended is to be called. Pure; decided by times and bytes, never by the spelling of a reason. */
record Verdict(Outcome outcome, @Nullable String reason) {
    /** How much before its time an end is called early: reading clocks and starting agents is not exact. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** The largest packet and its record header: less room than that, and the cap may have ended the session. */
    private static final long LARGEST_PACKET = 65_535 + 16;

    static Verdict of(CaptureRecord record) {
        Session session = record.session();
        CaptureFile file = record.file();
        boolean arrived = file.state() == CaptureFile.State.GROWING || file.state() == CaptureFile.State.ARRIVED;
        boolean onMachine = file.state() == CaptureFile.State.ON_MACHINE;
        if (session.isError()) {
            String words = session.errors().isEmpty() ? "no reason given" : String.join(", ", session.errors());
            return new Verdict(
                    Outcome.FAILED,
                    "the service reports an error: " + words + (arrived ? "; a file came all the same" : ""));
        }
        if (file.problem() != null && file.packets() == null) {
            return new Verdict(Outcome.FAILED, "the file is not a capture: " + file.problem());
        }
        if (!arrived && !onMachine) {
            return session.isGone()
                    ? new Verdict(Outcome.REMOVED, "somebody deleted the session, and no file came")
                    : new Verdict(Outcome.LOST, lostReason(record));
        }
        if (arrived && Objects.equals(file.packets(), 0L)) {
            return new Verdict(
                    Outcome.EMPTY,
                    record.wish().filters().isEmpty()
                            ? "the machine sent and received nothing"
                            : "no packet passed the filters");
        }
        boolean capReached = arrived && atCap(record);
        StopRequest stop = record.stop();
        if (stop != null && stop.sentAt() != null && endedEarly(record)) {
            return new Verdict(Outcome.STOPPED, "stopped by " + stop.by() + ": " + stop.reason() + note(file));
        }
        if (endedEarly(record) && !capReached) {
            return new Verdict(Outcome.STOPPED, earlyReason(record) + note(file));
        }
        if (capReached) {
            return new Verdict(
                    Outcome.TRUNCATED,
                    file.bytes() + " bytes of at most " + record.wish().limits().totalBytes() + note(file));
        }
        return new Verdict(Outcome.COMPLETE, onMachine ? notVerified(record) : completeReason(record));
    }

    private static String lostReason(CaptureRecord record) {
        String last = record.reason();
        return "no file at " + record.location().storagePath() + (last == null ? "" : " (" + last + ")");
    }

    private static boolean endedEarly(CaptureRecord record) {
        Instant end = record.session().expectedEnd();
        Instant stopped = record.stoppedAt();
        if (end == null || stopped == null) {
            return false;
        }
        Duration tenth = record.wish().timeLimit().dividedBy(10);
        Duration tolerance = tenth.compareTo(TOLERANCE) > 0 ? tenth : TOLERANCE;
        Instant early = end.minus(tolerance);
        // Seen late, an early end shows only in the service's word for a stop by hand, or, where the session is gone
        // and
        // there are no words, in a file that was whole before.
        return stopped.isBefore(early)
                || "Manual".equalsIgnoreCase(record.session().stopReason())
                || (record.session().isGone()
                        && record.file().changedAt() != null
                        && record.file().changedAt().isBefore(early));
    }

    private static String earlyReason(CaptureRecord record) {
        Session session = record.session();
        if (session.isGone()) {
            return "somebody deleted the session before its time";
        }
        String word = session.stopReason() == null ? "" : " (the service says " + session.stopReason() + ")";
        return record.file().state() == CaptureFile.State.ON_MACHINE
                ? "it ended before its time, or by its size" + word + "; " + notVerified(record)
                : "it ended before its time" + word;
    }

    private static @Nullable String completeReason(CaptureRecord record) {
        return record.session().isGone()
                ? "somebody deleted the session; its file came all the same" + note(record.file())
                : record.file().problem();
    }

    private static String notVerified(CaptureRecord record) {
        return "the file was not verified: it is on the machine, at "
                + record.location().filePath();
    }

    private static boolean atCap(CaptureRecord record) {
        long cap = record.wish().limits().totalBytes();
        long bytes = Objects.requireNonNullElse(record.file().bytes(), 0L);
        long perPacket = record.wish().limits().bytesPerPacket();
        long room = perPacket == 0 ? LARGEST_PACKET : Math.min(LARGEST_PACKET, perPacket + 16);
        return bytes >= cap - cap / 50 || (cap - bytes <= room && bytes >= cap / 2);
    }

    private static String note(CaptureFile file) {
        return file.problem() == null ? "" : "; " + file.problem();
    }
}
