package io.alertcap.bench;

import java.time.Instant;
import java.util.UUID;

/** Alerts in the common schema. */
final class Alerts {
    private static final String COMMON = """
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{
            "alertId":"/subscriptions/%s/providers/Microsoft.AlertsManagement/alerts/%s",
            "alertRule":"network-out-high","severity":"Sev2","signalType":"Metric","monitorCondition":"Fired",
            "monitoringService":"Platform","alertTargetIDs":["%s"],"firedDateTime":"%s","description":"",
            "essentialsVersion":"1.0","alertContextVersion":"1.0"},"alertContext":{}}}
            """;

    private Alerts() {}

    /** A new alert for a machine. */
    static String fresh(String subscription, String machineId) {
        return COMMON.formatted(subscription, UUID.randomUUID(), machineId, Instant.now());
    }
}
