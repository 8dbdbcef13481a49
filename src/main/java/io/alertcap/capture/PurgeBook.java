package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the history has been gone through for what is to be deleted. One for the app: whoever swaps it goes on.
 *
 * @param begunAt when this pass began
 * @param endedAt when it was through; null while it is not
 * @param page where the list goes on; null for its beginning
 * @param line the last line that was dealt with; null for none
 * @param captures deleted in this pass
 * @param files captures whose files alone were deleted in this pass
 * @param claim who is at it
 */
public record PurgeBook(
        Instant begunAt,
        @Nullable Instant endedAt,
        @Nullable String page,
        @Nullable String line,
        int captures,
        int files,
        @Nullable Claim claim) {
    /** There was no pass yet. */
    public static final PurgeBook NEVER = new PurgeBook(Instant.EPOCH, Instant.EPOCH, null, null, 0, 0, null);

    static PurgeBook begun(Instant now) {
        return new PurgeBook(now, null, null, null, 0, 0, null);
    }

    boolean isClaimed(Instant now) {
        return claim != null && Lifecycle.isAhead(claim.until(), now);
    }

    /** Whether the pass is through, and the next not due. */
    boolean rests(Duration every, Instant now) {
        return endedAt != null && Lifecycle.isAhead(begunAt.plus(every), now);
    }

    PurgeBook claimed(Claim by) {
        return new PurgeBook(begunAt, endedAt, page, line, captures, files, by);
    }

    PurgeBook at(@Nullable String newPage, @Nullable String newLine) {
        return new PurgeBook(begunAt, endedAt, newPage, newLine, captures, files, claim);
    }

    PurgeBook counted(int moreCaptures, int moreFiles) {
        return new PurgeBook(begunAt, endedAt, page, line, captures + moreCaptures, files + moreFiles, claim);
    }

    PurgeBook freed() {
        return new PurgeBook(begunAt, endedAt, page, line, captures, files, null);
    }

    PurgeBook ended(Instant now) {
        return new PurgeBook(begunAt, now, null, null, captures, files, null);
    }
}
