package io.alertcap.capture;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert rule, as far as it says which machines its alerts can be about.
 *
 * @param scopes what it watches: machines, resource groups, subscriptions, or whatever its kind allows
 * @param region of the machines; null where the rule names none
 * @param namesMachine whether its alerts can name a machine, as far as the rule tells
 */
public record AlertRule(
        ResourceId id,
        Kind kind,
        List<ResourceId> scopes,
        @Nullable Region region,
        boolean namesMachine) {
    /** What the rule looks at. */
    public enum Kind {
        METRIC("metric rule"),
        LOG("log rule"),
        ACTIVITY_LOG("activity-log rule");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public AlertRule {
        scopes = List.copyOf(scopes);
    }

    /** Such as {@code metric rule network-out-high}. */
    String inWords() {
        return kind + " " + id.name();
    }

    /** Whether a scope is a machine, or may hold machines. A workspace tells of machines wherever they are. */
    static boolean isPlace(ResourceId scope) {
        return MachineTarget.of(scope).isPresent() || scope.type().startsWith("microsoft.resources/subscriptions");
    }
}
