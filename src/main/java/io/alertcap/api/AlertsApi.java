package io.alertcap.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.Alert;
import io.alertcap.alert.AlertFormatException;
import io.alertcap.alert.AlertReader;
import io.alertcap.alert.FieldError;
import io.alertcap.alert.Warning;
import io.alertcap.capture.AlertIntake;
import io.alertcap.capture.AlertIntake.Sender;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.Errand;
import io.alertcap.capture.Journal;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/alerts}: any alert of Azure Monitor, with one decision a target as the answer. */
public final class AlertsApi {
    /** Azure Monitor sends at most 256 KiB; twice that leaves room for people with curl. */
    public static final int BODY_LIMIT = 512 * 1024;

    /**
     * Azure Monitor gives up after some 10 s, and then calls nobody for 15 minutes: 5 s of our own work at most. A cold
     * process on a busy machine takes more than a second before this begins and after it ends.
     */
    static final Duration WORK = Duration.ofMillis(3_500);

    private final AlertReader reader = new AlertReader();
    private final AlertIntake intake;

    public AlertsApi(AlertIntake intake) {
        this.intake = intake;
    }

    /** @param budget {@link #WORK}, less what was done for this request before */
    ApiAnswer receive(
            Optional<String> body, Map<String, String> query, Caller caller, TimeBudget budget, Journal journal) {
        String text = body.orElse("");
        if (text.length() > BODY_LIMIT || text.getBytes(StandardCharsets.UTF_8).length > BODY_LIMIT) {
            return Problems.tooLarge(
                    "An alert has at most " + BODY_LIMIT + " bytes; Azure Monitor itself sends at most 262144.");
        }
        if (text.isBlank()) {
            return Problems.invalid(
                    "The body is empty. Post an alert as JSON, with a Content-Length: the Functions host passes chunked "
                            + "bodies on as empty ones.",
                    List.of(new FieldError("", "must be an alert of Azure Monitor")));
        }
        Optional<Boolean> dryRun = Switch.DRY_RUN.in(query);
        if (dryRun.isEmpty()) {
            return Switch.DRY_RUN.refused(query);
        }
        Alert alert;
        try {
            alert = reader.read(text);
        } catch (AlertFormatException e) {
            journal.tell("refused-body", "reason", String.valueOf(e.getMessage()));
            return Problems.invalid("This is no alert that Azure Monitor sends.", e.errors());
        }
        return take(alert, text, dryRun.get(), sender(caller), null, new Errand(budget, journal, false));
    }

    /** Takes an alert that was made for a test; the answer shows it, too. */
    ApiAnswer test(JsonNode payload, boolean dryRun, Caller caller, Errand errand) {
        String text = payload.toString();
        return take(reader.read(text), text, dryRun, new Sender(Trigger.Kind.TEST, caller.inWords()), payload, errand);
    }

    private ApiAnswer take(
            Alert alert, String text, boolean dryRun, Sender sender, @Nullable JsonNode payload, Errand errand) {
        try {
            ObjectNode document = document(
                    alert, dryRun ? intake.preview(alert, errand) : intake.receive(alert, text, sender, errand));
            if (payload != null) {
                document.set("payload", payload);
            }
            return ApiAnswer.json(dryRun ? 200 : 202, document);
        } catch (CaptureException e) {
            errand.journal().tell("not-accepted", "rule", alert.rule(), "reason", String.valueOf(e.getMessage()));
            return Problems.unavailable("The alert was not accepted; post it again. " + e.getMessage());
        }
    }

    /** A key alone says nothing worth keeping: every alert that was ever taken in came with one. */
    private static Sender sender(Caller caller) {
        return caller.proof() == Caller.Proof.FUNCTION_KEY
                ? Sender.UNNAMED
                : new Sender(Trigger.Kind.ALERT, caller.inWords());
    }

    private static ObjectNode document(Alert alert, AlertIntake.Answer answer) {
        ObjectNode document = Json.object();
        document.putObject("alert")
                .put("id", alert.alertId())
                .put("rule", alert.rule())
                .put("condition", title(alert.condition().name()))
                .put("severity", alert.severity().toString())
                .put("service", alert.service())
                .put("firedAt", alert.firedAt() == null ? null : alert.firedAt().toString());
        ArrayNode decisions = document.putArray("decisions");
        answer.decisions().forEach(decision -> decisions.add(DecisionDocument.of(decision)));
        ArrayNode warnings = document.putArray("warnings");
        for (Warning warning : answer.warnings()) {
            warnings.addObject().put("field", warning.field()).put("detail", warning.detail());
        }
        return document;
    }

    private static String title(String constant) {
        return constant.charAt(0) + constant.substring(1).toLowerCase(Locale.ROOT);
    }
}
