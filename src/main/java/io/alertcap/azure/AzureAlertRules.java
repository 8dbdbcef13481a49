package io.alertcap.azure;

import com.azure.json.JsonReader;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.AlertRule;
import io.alertcap.capture.AlertRule.Kind;
import io.alertcap.capture.AlertRules;
import io.alertcap.capture.TimeBudget;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Alert rules by Azure Resource Manager: the lists of metric, log and activity-log rules. The action groups themselves are
 * never read, because a key of the app is in them.
 */
public final class AzureAlertRules implements AlertRules {
    private final ArmClient arm;

    public AzureAlertRules(ArmClient arm) {
        this.arm = arm;
    }

    @Override
    public List<AlertRule> calling(Set<ResourceId> actionGroups, String subscription, TimeBudget budget) {
        return Stream.of(
                        list(subscription, "metricAlerts", "2018-03-01", budget)
                                .flatMap(rule -> metric(rule, actionGroups)),
                        list(subscription, "scheduledQueryRules", "2023-12-01", budget)
                                .flatMap(rule -> log(rule, actionGroups)),
                        list(subscription, "activityLogAlerts", "2020-10-01", budget)
                                .flatMap(rule -> activityLog(rule, actionGroups)))
                .flatMap(found -> found)
                .toList();
    }

    private Stream<Map<?, ?>> list(String subscription, String type, String apiVersion, TimeBudget budget) {
        String path = "/subscriptions/" + subscription + "/providers/Microsoft.Insights/" + type;
        return arm.list(arm.url(path, "api-version=" + apiVersion), JsonReader::readUntyped, budget).stream()
                .map(AzureAlertRules::object);
    }

    private static Stream<AlertRule> metric(Map<?, ?> rule, Set<ResourceId> actionGroups) {
        Map<?, ?> properties = object(rule.get("properties"));
        Stream<String> calls = objects(properties.get("actions")).flatMap(action -> text(action, "actionGroupId"));
        List<ResourceId> scopes = ids(properties.get("scopes"));
        boolean machines = text(properties, "targetResourceType")
                .findFirst()
                .map(type -> type.toLowerCase(Locale.ROOT).startsWith("microsoft.compute/virtualmachine"))
                // A rule about one resource need not name its type.
                .orElseGet(() -> scopes.stream().anyMatch(AzureAlertRules::isMachine));
        return rule(rule, Kind.METRIC, calls, actionGroups, region(properties), machines);
    }

    private static Stream<AlertRule> log(Map<?, ?> rule, Set<ResourceId> actionGroups) {
        Map<?, ?> properties = object(rule.get("properties"));
        Stream<String> calls = texts(object(properties.get("actions")).get("actionGroups"));
        boolean split = objects(object(properties.get("criteria")).get("allOf"))
                .anyMatch(criterion -> text(criterion, "resourceIdColumn").anyMatch(column -> !column.isBlank())
                        || objects(criterion.get("dimensions"))
                                .flatMap(dimension -> text(dimension, "name"))
                                .anyMatch(name ->
                                        name.equalsIgnoreCase("_ResourceId") || name.equalsIgnoreCase("ResourceId")));
        boolean machine = ids(properties.get("scopes")).stream().anyMatch(AzureAlertRules::isMachine);
        return rule(rule, Kind.LOG, calls, actionGroups, null, split || machine);
    }

    private static Stream<AlertRule> activityLog(Map<?, ?> rule, Set<ResourceId> actionGroups) {
        Stream<String> calls = objects(
                        object(object(rule.get("properties")).get("actions")).get("actionGroups"))
                .flatMap(action -> text(action, "actionGroupId"));
        return rule(rule, Kind.ACTIVITY_LOG, calls, actionGroups, null, true);
    }

    private static Stream<AlertRule> rule(
            Map<?, ?> rule,
            Kind kind,
            Stream<String> calls,
            Set<ResourceId> actionGroups,
            @Nullable Region region,
            boolean namesMachine) {
        Map<?, ?> properties = object(rule.get("properties"));
        boolean ours = calls.map(ResourceId::parse).flatMap(Optional::stream).anyMatch(actionGroups::contains);
        // Absent means true: learn.microsoft.com/rest/api/monitor, activity-log alerts.
        return !ours || Boolean.FALSE.equals(properties.get("enabled"))
                ? Stream.empty()
                : text(rule, "id")
                        .map(ResourceId::parse)
                        .flatMap(Optional::stream)
                        .map(id -> new AlertRule(id, kind, ids(properties.get("scopes")), region, namesMachine));
    }

    private static boolean isMachine(ResourceId id) {
        return MachineTarget.of(id).isPresent();
    }

    private static @Nullable Region region(Map<?, ?> properties) {
        try {
            return text(properties, "targetResourceRegion")
                    .filter(name -> !name.isBlank())
                    .map(Region::of)
                    .findFirst()
                    .orElse(null);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static List<ResourceId> ids(@Nullable Object list) {
        return texts(list).map(ResourceId::parse).flatMap(Optional::stream).toList();
    }

    private static Stream<Map<?, ?>> objects(@Nullable Object list) {
        return list instanceof List<?> elements ? elements.stream().map(AzureAlertRules::object) : Stream.empty();
    }

    private static Stream<String> texts(@Nullable Object list) {
        return list instanceof List<?> elements
                ? elements.stream().filter(Objects::nonNull).map(Object::toString)
                : Stream.empty();
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Stream<String> text(Map<?, ?> object, String field) {
        return object.get(field) instanceof String text ? Stream.of(text) : Stream.empty();
    }
}
