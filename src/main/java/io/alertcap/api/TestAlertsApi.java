package io.alertcap.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.alert.FieldError;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.Errand;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /api/alerts/test}: an alert that is made here goes the way of one that Azure Monitor posts, so that the whole
 * chain is proved before the night it is needed.
 */
public final class TestAlertsApi {
    private static final Set<String> KNOWN =
            Set.of("target", "kind", Switch.REHEARSAL.parameter(), /* the key, which the host has looked at */ "code");

    private final AlertsApi alerts;
    private final Clock clock;

    public TestAlertsApi(AlertsApi alerts, Clock clock) {
        this.alerts = alerts;
        this.clock = clock;
    }

    /** Changes nothing unless {@code dryRun} is false. */
    ApiAnswer test(Map<String, String> query, Caller caller, Errand errand) {
        List<FieldError> errors = new ArrayList<>();
        query.keySet().stream()
                .filter(name -> !KNOWN.contains(name))
                .forEach(name -> errors.add(new FieldError(
                        "query." + Problems.shown(name), "is not known; allowed are target, kind and dryRun")));
        Optional<ResourceId> target = ResourceId.parse(query.get("target"))
                .filter(id -> MachineTarget.of(id).isPresent());
        if (target.isEmpty()) {
            errors.add(new FieldError(
                    "query.target",
                    "must be the resource id of a virtual machine, of a scale set or of one of its instances"));
        }
        Optional<TestAlert> kind = TestAlert.of(query.getOrDefault("kind", TestAlert.METRIC.wire()));
        if (kind.isEmpty()) {
            errors.add(new FieldError("query.kind", "allowed are " + TestAlert.kinds()));
        }
        if (target.isEmpty() || kind.isEmpty() || !errors.isEmpty()) {
            return Problems.invalid("No alert can be made for the test as asked.", errors);
        }
        Optional<Boolean> dryRun = Switch.REHEARSAL.in(query);
        if (dryRun.isEmpty()) {
            return Switch.REHEARSAL.refused(query);
        }
        JsonNode payload = kind.get().payload(target.get(), caller.name(), clock.instant());
        return alerts.test(payload, dryRun.get(), caller, errand);
    }
}
