package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert rule of Azure Monitor; it never fires by itself.
 *
 * @param type metricAlerts, scheduledQueryRules or activityLogAlerts
 */
public record AlertRule(String id, String type, ObjectNode properties) {
    private static final String PROVIDER = "Microsoft.Insights";

    public AlertRule {
        properties = properties.deepCopy();
    }

    /** Over all virtual machines of a region within the scopes, as the sample of {@code infra/} is. */
    public static AlertRule metric(
            String group, String name, @Nullable String region, List<String> scopes, String actionGroup) {
        ObjectNode properties = Json.object("enabled", true, "scopes", scopes);
        properties.put("targetResourceType", "Microsoft.Compute/virtualMachines");
        if (region != null) {
            properties.put("targetResourceRegion", region);
        }
        properties.set("actions", Json.array(List.of(Json.object("actionGroupId", actionGroup))));
        return of(group, "metricAlerts", name, properties);
    }

    /**
     * Over what a workspace has collected.
     *
     * @param resourceIdColumn the column that names the machine; null for none
     */
    public static AlertRule log(
            String group, String name, String workspace, @Nullable String resourceIdColumn, String actionGroup) {
        ObjectNode criterion = Json.object("query", "Perf", "timeAggregation", "Count");
        if (resourceIdColumn != null) {
            criterion.put("resourceIdColumn", resourceIdColumn);
        }
        return of(
                group,
                "scheduledQueryRules",
                name,
                Json.object(
                        "enabled",
                        true,
                        "scopes",
                        List.of(workspace),
                        "criteria",
                        Json.object("allOf", Json.array(List.of(criterion))),
                        "actions",
                        Json.object("actionGroups", List.of(actionGroup))));
    }

    /** Over what happens to the resources of a scope. */
    public static AlertRule activityLog(String group, String name, String scope, String actionGroup) {
        return of(
                group,
                "activityLogAlerts",
                name,
                Json.object(
                        "enabled",
                        true,
                        "scopes",
                        List.of(scope),
                        "actions",
                        Json.object("actionGroups", Json.array(List.of(Json.object("actionGroupId", actionGroup))))));
    }

    /** The same rule, switched off. */
    public AlertRule off() {
        ObjectNode changed = properties.deepCopy();
        changed.put("enabled", false);
        return new AlertRule(id, type, changed);
    }

    String name() {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    private static AlertRule of(String group, String type, String name, ObjectNode properties) {
        return new AlertRule(ArmId.of(ArmStandIn.SUBSCRIPTION, group, PROVIDER + "/" + type, name), type, properties);
    }
}
