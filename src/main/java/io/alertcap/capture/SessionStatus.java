package io.alertcap.capture;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code queryStatus}.
 *
 * @param status {@code PcStatus}: NotStarted, Running, Stopped, Error, Unknown, or a word not known yet
 * @param stopReason free text of the service, such as TimeExceeded or Manual
 * @param errors {@code PcError}: InternalError, AgentStopped, CaptureFailed, LocalFileFailed, StorageFailed, or others
 * @param startedAt when the agent began, as far as the service says
 */
public record SessionStatus(
        String status,
        @Nullable String stopReason,
        List<String> errors,
        @Nullable Instant startedAt) {

    public SessionStatus {
        errors = List.copyOf(errors);
    }

    public boolean isRunning() {
        return status.equalsIgnoreCase("Running");
    }

    /** Whether the session has ended for good. */
    public boolean hasEnded() {
        return status.equalsIgnoreCase("Stopped") || isError();
    }

    public boolean isError() {
        return status.equalsIgnoreCase("Error");
    }
}
