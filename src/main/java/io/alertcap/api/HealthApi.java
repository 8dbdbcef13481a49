package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.TickReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/health}: is it alive, configured, and followed up? */
public final class HealthApi {
    private final String version;
    private final List<SettingProblem> settingProblems;
    private final Supplier<CaptureLedger> ledger;
    private final Clock clock;

    /** @param ledger asked only when the settings are right */
    public HealthApi(
            String version, List<SettingProblem> settingProblems, Supplier<CaptureLedger> ledger, Clock clock) {
        this.version = version;
        this.settingProblems = List.copyOf(settingProblems);
        this.ledger = ledger;
        this.clock = clock;
    }

    String version() {
        return version;
    }

    public ApiAnswer read() {
        if (!settingProblems.isEmpty()) {
            ObjectNode document = document("misconfigured", null);
            settingProblems.forEach(problem -> problem(document, problem.setting(), problem.detail()));
            return ApiAnswer.json(503, document);
        }
        try {
            return followedUp(ledger.get().lastTick().orElse(null));
        } catch (CaptureException e) {
            ObjectNode document = document("degraded", null);
            problem(document, "AzureWebJobsStorage", "the ledger does not answer: " + e.getMessage());
            return ApiAnswer.json(200, document);
        }
    }

    private ApiAnswer followedUp(@Nullable TickReport tick) {
        if (tick == null) {
            ObjectNode document = document("degraded", null);
            problem(document, "ALERTCAP_MONITOR_SCHEDULE", "the monitor has not run yet");
            return ApiAnswer.json(200, document);
        }
        boolean late = tick.isLate(clock.instant());
        ObjectNode document = document(late || !tick.problems().isEmpty() ? "degraded" : "ok", tick);
        if (late) {
            problem(document, "ALERTCAP_MONITOR_SCHEDULE", "the monitor has not run since " + tick.at());
        }
        tick.problems().forEach(detail -> problem(document, null, detail));
        return ApiAnswer.json(200, document);
    }

    private ObjectNode document(String status, @Nullable TickReport tick) {
        ObjectNode document = Json.object().put("status", status).put("version", version);
        document.putArray("problems");
        document.put("lastTick", tick == null ? null : tick.at().toString());
        document.put("open", tick == null ? null : tick.open());
        document.put("oldestOpenSeconds", tick == null ? null : oldest(tick));
        document.put("messagesWaiting", tick == null ? null : tick.messagesWaiting());
        return document;
    }

    private Long oldest(TickReport tick) {
        Instant oldest = tick.oldestOpenAt();
        return oldest == null
                ? 0L
                : Math.max(0, Duration.between(oldest, clock.instant()).toSeconds());
    }

    private static void problem(ObjectNode document, @Nullable String setting, String detail) {
        ((ArrayNode) document.get("problems"))
                .addObject()
                .put("setting", setting)
                .put("detail", detail);
    }
}
