package io.alertcap.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One payload, read by the shape it has. What is wrong with it goes into the findings, never up as an exception. */
final class AlertShapes {
    private static final String COMMON = "azureMonitorCommonAlertSchema";
    private static final String METRIC = "AzureMonitorMetricAlert";
    private static final String ACTIVITY_LOG = "Microsoft.Insights/activityLogs";
    /** What log search rules on Application Insights sent: the plain log payload in an envelope. */
    private static final String LOG_ALERT = "Microsoft.Insights/LogAlert";

    private static final String KNOWN = "Known are " + String.join(", ", COMMON, METRIC, ACTIVITY_LOG, LOG_ALERT)
            + ", and payloads without it that have the key context (classic metric alert) or AlertRuleName (log alert).";

    private static final String UNNAMED = "unnamed";
    private static final int MAX_SHOWN = 100;

    private final Fields root;
    private final Findings findings;
    private final String digest;

    AlertShapes(Fields root, Findings findings, String digest) {
        this.root = root;
        this.findings = findings;
        this.digest = digest;
    }

    /** @throws AlertFormatException if the shape is not known */
    Alert read() {
        String schemaId = root.neededText("schemaId");
        if (schemaId == null) {
            return withoutSchemaId();
        }
        if (schemaId.equalsIgnoreCase(COMMON)) {
            return common();
        }
        if (schemaId.equalsIgnoreCase(METRIC)) {
            return metric(AlertSchema.METRIC, root.neededObject("data"));
        }
        if (schemaId.equalsIgnoreCase(ACTIVITY_LOG)) {
            return activityLog();
        }
        if (schemaId.equalsIgnoreCase(LOG_ALERT)) {
            return log("Application Insights", root.neededObject("data"));
        }
        throw unknownShape("'" + Text.line(schemaId, MAX_SHOWN) + "' is not known. " + KNOWN);
    }

    private Alert withoutSchemaId() {
        if (root.has("context")) {
            return metric(AlertSchema.CLASSIC, root);
        }
        if (root.has("AlertRuleName") || root.has("SearchResult")) {
            return log("Log Analytics", root);
        }
        throw unknownShape("It is absent. " + KNOWN);
    }

    private AlertFormatException unknownShape(String detail) {
        findings.throwIfErrors();
        return new AlertFormatException(List.of(new FieldError(root.at("schemaId"), detail)));
    }

    private Alert common() {
        Fields data = root.neededObject("data");
        Fields essentials = data.neededObject("essentials");
        Fields context = data.object("alertContext");
        // Metric and log rules repeat their properties in the context; an event's properties there are Azure's own.
        boolean repeated = !data.has("customProperties") && context.has("conditionType");
        return alert(
                AlertSchema.COMMON,
                essentials.neededId("alertId"),
                essentials.name("alertRule"),
                essentials.id("alertRuleID"),
                condition(essentials, "monitorCondition", "Fired", "Resolved"),
                Severity.from(essentials.text("severity")),
                Objects.requireNonNullElse(essentials.name("monitoringService"), "unknown"),
                essentials.instant("firedDateTime"),
                AlertClues.find(
                        essentials.neededTexts("alertTargetIDs"), essentials.texts("configurationItems"), context),
                repeated ? context.scalars("properties") : data.scalars("customProperties"));
    }

    /** Metric alerts in the older schema, and classic ones, which are the same without the envelope. */
    private Alert metric(AlertSchema schema, Fields data) {
        Fields context = data.neededObject("context");
        AlertCondition condition = condition(data, "status", "Activated", "Deactivated", "Resolved");
        return alert(
                schema,
                null,
                context.name("name"),
                context.id("id"),
                condition,
                Severity.from(context.text("severity")),
                "Platform",
                // The time is that of the message: only when it says "fired" is it the time of the firing.
                condition == AlertCondition.FIRED ? context.instant("timestamp") : null,
                AlertClues.find(context.neededTextAsList("resourceId"), List.of(), context),
                data.scalars("properties"));
    }

    private Alert activityLog() {
        Fields data = root.neededObject("data");
        Fields event = data.neededObject("context").neededObject("activityLog");
        return alert(
                AlertSchema.ACTIVITY_LOG,
                null,
                event.name("operationName"),
                null,
                condition(data, "status", "Activated", "Deactivated", "Resolved"),
                // The payload has none, and in the common schema activity-log alerts always have this one.
                Severity.SEV4,
                "Activity Log - " + Objects.requireNonNullElse(event.name("eventSource"), "unknown"),
                event.instant("eventTimestamp"),
                AlertClues.find(event.neededTextAsList("resourceId"), List.of(), event),
                data.scalars("properties"));
    }

    private Alert log(String service, Fields body) {
        return alert(
                AlertSchema.LOG_V1,
                null,
                body.name("AlertRuleName"),
                null,
                AlertCondition.FIRED,
                Severity.from(body.text("Severity")),
                service,
                body.instant("SearchIntervalEndtimeUtc"),
                AlertClues.find(body.neededTextAsList("ResourceId"), List.of(), body),
                Map.of());
    }

    private Alert alert(
            AlertSchema schema,
            @Nullable String alertId,
            @Nullable String rule,
            @Nullable String ruleId,
            AlertCondition condition,
            Severity severity,
            String service,
            @Nullable Instant firedAt,
            AlertTargets.Clues clues,
            Map<String, String> customProperties) {
        List<AlertTarget> targets = AlertTargets.find(clues, findings);
        return new Alert(
                schema,
                alertId,
                rule == null ? UNNAMED : rule,
                ruleId,
                condition,
                severity,
                service,
                firedAt,
                targets,
                customProperties,
                findings.warnings(),
                digest);
    }

    /** Reads a condition's word; an absent one is taken for a firing, because packets not captured are gone. */
    private AlertCondition condition(Fields fields, String name, String fired, String... resolved) {
        String word = fields.neededText(name);
        if (word == null) {
            findings.warning(fields.at(name), "Absent; taken as " + fired + ".");
            return AlertCondition.FIRED;
        }
        if (List.of(resolved).stream().anyMatch(word::equalsIgnoreCase)) {
            return AlertCondition.RESOLVED;
        }
        if (!word.equalsIgnoreCase(fired)) {
            String allowed = fired + ", " + String.join(", ", resolved);
            findings.error(
                    fields.at(name), "'" + Text.line(word, MAX_SHOWN) + "' is not known; allowed are " + allowed + ".");
        }
        return AlertCondition.FIRED;
    }
}
