package io.alertcap.alert;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Azure Monitor said, whichever schema it used.
 *
 * @param alertId the alert instance; one firing and its end share it. Null where the schema has none
 * @param rule the rule's name; the operation where an activity-log payload names no rule
 * @param ruleId the rule's resource id, as written
 * @param service the monitoring service, in Azure Monitor's words
 * @param firedAt when the alert fired; null if the payload does not say (the end of a metric alert in the older schemas
 *     carries its own time only) or not readably
 * @param targets at least one; a machine, whatever the number of its instances, is in it once
 * @param customProperties what the rule or action adds, in the payload's order; untrusted
 * @param digest SHA-256 of the payload in lower-case hex: two deliveries of one event are equal byte by byte
 */
public record Alert(
        AlertSchema schema,
        @Nullable String alertId,
        String rule,
        @Nullable String ruleId,
        AlertCondition condition,
        Severity severity,
        String service,
        @Nullable Instant firedAt,
        List<AlertTarget> targets,
        Map<String, String> customProperties,
        List<Warning> warnings,
        String digest) {
    public Alert {
        targets = List.copyOf(targets);
        customProperties = Collections.unmodifiableMap(new LinkedHashMap<>(customProperties));
        warnings = List.copyOf(warnings);
    }

    /**
     * What every delivery of this alert instance has in common for a target; Fired and Resolved too, if the schema has
     * an {@code alertId}. Without one, rule and fired time stand for the instance; without a time, the payload itself.
     */
    public String instanceKey(MachineTarget target) {
        if (alertId != null) {
            return alertId.toLowerCase(Locale.ROOT) + "|" + target.key();
        }
        String ruleKey = Objects.requireNonNullElse(ruleId, rule).toLowerCase(Locale.ROOT);
        return schema + "|" + ruleKey + "|" + target.key() + "|" + (firedAt == null ? digest : firedAt);
    }
}
