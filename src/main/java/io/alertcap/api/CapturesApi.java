package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.FieldError;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code GET /api/captures} and {@code /api/captures/{id}}. */
public final class CapturesApi {
    static final int PAGE = 50;
    static final int LARGEST_PAGE = 200;

    private final CaptureLedger ledger;

    public CapturesApi(CaptureLedger ledger) {
        this.ledger = ledger;
    }

    /** Newest first; {@code limit} and {@code after} page through them. */
    public ApiAnswer list(Map<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        int limit = PAGE;
        String after = null;
        for (Map.Entry<String, String> entry : query.entrySet()) {
            switch (entry.getKey()) {
                case "limit" -> {
                    if (entry.getValue().matches("[0-9]{1,3}")
                            && Integer.parseInt(entry.getValue()) >= 1
                            && Integer.parseInt(entry.getValue()) <= LARGEST_PAGE) {
                        limit = Integer.parseInt(entry.getValue());
                    } else {
                        errors.add(new FieldError("query.limit", "must be a whole number from 1 to " + LARGEST_PAGE));
                    }
                }
                case "after" -> after = entry.getValue();
                // The function key, which the host has looked at already.
                case "code" -> {}
                default ->
                    errors.add(new FieldError(
                            "query." + Problems.shown(entry.getKey()), "is not known; allowed are limit and after"));
            }
        }
        if (!errors.isEmpty()) {
            return Problems.invalid("The list cannot be made as asked.", errors);
        }
        try {
            CaptureLedger.Page page = ledger.page(after, limit);
            ObjectNode document = Json.object();
            ArrayNode captures = document.putArray("captures");
            page.captures().forEach(capture -> captures.add(CaptureDocument.of(capture)));
            document.put("next", page.next());
            return ApiAnswer.json(200, document);
        } catch (IllegalArgumentException e) {
            return Problems.invalid(
                    "The list cannot be continued.",
                    List.of(new FieldError("query.after", "must be the next of a list that was read before")));
        } catch (CaptureException e) {
            return Problems.unavailable(String.valueOf(e.getMessage()));
        }
    }

    public ApiAnswer show(String id) {
        try {
            return CaptureId.isId(id)
                    ? ledger.find(id)
                            .map(found -> ApiAnswer.json(200, CaptureDocument.of(found.value())))
                            .orElseGet(() -> Problems.notFound("No capture has the id " + id + "."))
                    : Problems.notFound(
                            "This is no id of a capture; ids are in the answers to alerts and in the list.");
        } catch (CaptureException e) {
            return Problems.unavailable(String.valueOf(e.getMessage()));
        }
    }
}
