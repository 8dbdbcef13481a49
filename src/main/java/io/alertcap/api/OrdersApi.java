package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.FieldError;
import io.alertcap.alert.Warning;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureOrder;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.Decision;
import io.alertcap.capture.Errand;
import io.alertcap.capture.FileDeletion;
import io.alertcap.capture.FilterSense;
import io.alertcap.capture.HoldAnswer;
import io.alertcap.capture.OperatorOrders;
import io.alertcap.capture.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What operators order: captures to be started, stopped, forgotten and held. */
public final class OrdersApi {
    /** Fifty filters, and room. */
    static final int BODY_LIMIT = 64 * 1024;

    /** So that a script whose answer was lost can ask again. */
    static final String IDEMPOTENCY_KEY = "idempotency-key";

    private static final int LONGEST_KEY = 200;

    private final CaptureLedger ledger;
    private final OperatorOrders orders;

    public OrdersApi(CaptureLedger ledger, OperatorOrders orders) {
        this.ledger = ledger;
        this.orders = orders;
    }

    OperatorOrders orders() {
        return orders;
    }

    /**
     * Starts a capture, or with {@code dryRun} shows what would be done.
     *
     * @param headers with names in lower case
     */
    ApiAnswer start(
            Optional<String> body,
            Map<String, String> query,
            Map<String, String> headers,
            Caller caller,
            Errand errand) {
        String text = body.orElse("");
        if (text.getBytes(StandardCharsets.UTF_8).length > BODY_LIMIT) {
            return Problems.tooLarge("An order has at most " + BODY_LIMIT + " bytes.");
        }
        Optional<Boolean> dryRun = Switch.DRY_RUN.in(query);
        if (dryRun.isEmpty()) {
            return Switch.DRY_RUN.refused(query);
        }
        String key = headers.getOrDefault(IDEMPOTENCY_KEY, "");
        if (key.length() > LONGEST_KEY) {
            return Problems.invalid(
                    "The order cannot be told from others.",
                    List.of(new FieldError("Idempotency-Key", "has at most " + LONGEST_KEY + " characters")));
        }
        String id = CaptureId.of("order " + (key.isEmpty() ? UUID.randomUUID().toString() : key));
        OrderReader.Reading reading = new OrderReader(orders.policy()).read(text, query, id, caller.inWords());
        CaptureOrder order = reading.order();
        if (order == null) {
            return Problems.invalid("The order cannot be carried out as it is.", reading.errors());
        }
        List<Warning> doubts = FilterSense.doubts("filters", order.wish().filters());
        return CapturesApi.reading(() -> {
            if (dryRun.get()) {
                return ApiAnswer.json(200, decided(Json.object(), orders.preview(order, errand), doubts));
            }
            OperatorOrders.Taken taken = orders.start(order, errand);
            Decision decision = taken.decision();
            return decision.kind() == Decision.Kind.REFUSED
                    ? Problems.refused(409, String.valueOf(decision.reason()), decision)
                    : ApiAnswer.json(202, decided(CaptureDocument.of(taken.capture()), decision, doubts));
        });
    }

    private static ObjectNode decided(ObjectNode document, Decision decision, List<Warning> doubts) {
        document.putArray("decisions").add(DecisionDocument.of(decision));
        ArrayNode warnings = document.withArray("warnings");
        doubts.forEach(doubt -> warnings.addObject().put("field", doubt.field()).put("detail", doubt.detail()));
        return document;
    }

    /** Ends a capture now; asking again changes nothing. The answer is the capture as it stands. */
    ApiAnswer stop(String id, Map<String, String> query, Caller caller, Errand errand) {
        return Problems.unknown(query, List.of(), "The capture cannot be stopped as asked.")
                .orElseGet(() -> CapturesApi.one(id, () -> orders.stop(id, caller.inWords(), "by hand", errand)));
    }

    /** Takes the session off its watcher. The file stays, unless its deletion is asked for twice. */
    ApiAnswer forget(String id, Map<String, String> query, Caller caller, Errand errand) {
        Optional<ApiAnswer> unknown =
                Problems.unknown(query, List.of("keepFile", "confirm"), "The capture cannot be forgotten as asked.");
        if (unknown.isPresent()) {
            return unknown.get();
        }
        Optional<Boolean> keepFile = Switch.KEEP_FILE.in(query);
        if (keepFile.isEmpty()) {
            return Switch.KEEP_FILE.refused(query);
        }
        if (keepFile.get()) {
            return CapturesApi.one(id, () -> orders.remove(id, caller.inWords(), errand));
        }
        Optional<ApiAnswer> objection = objection(id, query.getOrDefault("confirm", ""));
        return objection.isPresent() ? objection.get() : withFile(id, caller, errand);
    }

    /** Keeps a capture from being deleted. */
    ApiAnswer hold(String id, Optional<String> body, Map<String, String> query, Caller caller, Errand errand) {
        Optional<ApiAnswer> unknown = Problems.unknown(query, List.of(), "The capture cannot be held as asked.");
        if (unknown.isPresent()) {
            return unknown.get();
        }
        String text = body.orElse("");
        if (text.getBytes(StandardCharsets.UTF_8).length > BODY_LIMIT) {
            return Problems.tooLarge("The wish to hold a capture has at most " + BODY_LIMIT + " bytes.");
        }
        HoldReader.Reading reading = HoldReader.read(text);
        if (reading.reason() == null) {
            return Problems.invalid("The capture cannot be held as asked.", reading.errors());
        }
        String reason = reading.reason();
        return CapturesApi.reading(() -> CaptureId.isId(id)
                ? orders.hold(id, caller.inWords(), reason, errand)
                        .map(OrdersApi::held)
                        .orElseGet(() -> CapturesApi.noSuchCapture(id))
                : CapturesApi.noId());
    }

    private static ApiAnswer held(HoldAnswer answer) {
        return answer instanceof HoldAnswer.Taken taken
                ? ApiAnswer.json(200, CaptureDocument.of(taken.capture()))
                : Problems.conflict("The hold cannot be taken", ((HoldAnswer.Refused) answer).reason() + ".");
    }

    /** Ends that; asking again changes nothing. */
    ApiAnswer release(String id, Map<String, String> query, Caller caller, Errand errand) {
        return Problems.unknown(query, List.of(), "The hold cannot be ended as asked.")
                .orElseGet(() -> CapturesApi.one(id, () -> orders.release(id, caller.inWords(), errand)));
    }

    private ApiAnswer withFile(String id, Caller caller, Errand errand) {
        try {
            return orders.removeWithFile(id, caller.inWords(), errand)
                    .map(OrdersApi::deleted)
                    .orElseGet(() -> CapturesApi.noSuchCapture(id));
        } catch (CaptureException e) {
            return Problems.fileNotDeleted(
                    e.getMessage() + ". If it says 403: the app may only read capture files unless"
                            + " infra/ was deployed with fileDeletion. The session is off its watcher all the same.");
        }
    }

    private static ApiAnswer deleted(FileDeletion deletion) {
        return deletion instanceof FileDeletion.Done done
                ? ApiAnswer.json(200, CaptureDocument.of(done.capture()))
                : held((FileDeletion.Held) deletion);
    }

    private static ApiAnswer held(FileDeletion.Held held) {
        return Problems.held("Nothing was deleted: capture " + held.id() + " is "
                + held.hold().inWords() + ". Release it first, with DELETE " + CaptureDocument.link(held.id())
                + "/hold; to take only the session off its watcher, leave keepFile out.");
    }

    /** Why a file is not deleted, or not yet. */
    private Optional<ApiAnswer> objection(String id, String confirmed) {
        if (!CaptureId.isId(id)) {
            return Optional.of(CapturesApi.noId());
        }
        Optional<CaptureRecord> found;
        try {
            found = ledger.find(id).map(CaptureLedger.Versioned::value);
        } catch (CaptureException e) {
            return Optional.of(Problems.unavailable(String.valueOf(e.getMessage())));
        }
        if (found.isEmpty()) {
            return Optional.of(CapturesApi.noSuchCapture(id));
        }
        CaptureRecord capture = found.get();
        if (capture.hold() != null) {
            return Optional.of(held(new FileDeletion.Held(id, capture.hold())));
        }
        if (capture.outcome() == null) {
            return Optional.of(Problems.conflict(
                    "The capture has not ended",
                    "Its file is deleted only after its end. Stop it, and ask again then."));
        }
        if (capture.outcome() == Outcome.COVERED) {
            return Optional.of(Problems.conflict(
                    "The file is another capture's",
                    "This alert was served by capture " + capture.coveredBy() + ", whose file it is."));
        }
        return confirmed.equals(id)
                ? Optional.empty()
                : Optional.of(Problems.unconfirmed(
                        "With the file the evidence is gone. To delete it all the same, send DELETE "
                                + CaptureDocument.link(id) + "?keepFile=false&confirm=" + id));
    }
}
