package io.alertcap.capture;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Severity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A capture that an operator asks for.
 *
 * @param id of the record; the same order given twice has the same id
 * @param by who asks, as records and messages say it
 * @param name of the session, with placeholders as in the setting; null for that of the setting
 * @param reason why, in the operator's words; null if none were given
 */
public record CaptureOrder(
        String id,
        String by,
        MachineTarget target,
        CaptureWish wish,
        @Nullable String name,
        @Nullable String reason) {

    CaptureRecord record(Instant now, CapturePolicy policy) {
        CaptureRecord record = CaptureRecord.requested(
                id,
                // An operator gives way to the gravest alerts only.
                new Trigger(Trigger.Kind.OPERATOR, by, null, Severity.SEV1, now),
                target,
                wish,
                List.of(),
                now,
                now.plus(policy.queueTimeout()));
        CaptureRecord.Change change = record.change().name(name == null ? null : CaptureName.of(name, record));
        return (reason == null ? change : change.event(now, "reason", reason)).done();
    }
}
