package io.alertcap.api.pages;

import io.alertcap.alert.FieldError;
import io.alertcap.alert.Warning;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.Decision;
import io.alertcap.capture.HoldAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the one at the browser may order from a page. Throws {@code CaptureException} when the ledger does not answer. */
public interface Orders {
    /** The owner's rules: what the form offers. */
    CapturePolicy policy();

    /**
     * Starts a capture, or says what that would do.
     *
     * @param fields by the names of the API
     * @param key tells one order from another: the same again starts nothing
     */
    Placed start(Map<String, String> fields, String key, boolean preview);

    /** Ends a capture now; empty if there is none of this id. */
    Optional<CaptureRecord> stop(String id);

    /** Keeps a capture from being deleted; empty if there is none of this id. */
    Optional<HoldAnswer> hold(String id, String reason);

    /** Ends that; empty if there is none of this id. */
    Optional<CaptureRecord> release(String id);

    /**
     * What became of an order.
     *
     * @param decision null if there are errors
     * @param errors what is wrong with its fields
     * @param doubts what would hardly be meant
     */
    record Placed(@Nullable Decision decision, List<FieldError> errors, List<Warning> doubts) {
        public Placed {
            errors = List.copyOf(errors);
            doubts = List.copyOf(doubts);
        }
    }
}
