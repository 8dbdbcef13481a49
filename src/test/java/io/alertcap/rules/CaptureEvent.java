package io.alertcap.rules;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One event of the activity log, in the shapes in which the rules meet it. The Beats shape is that of Filebeat's Azure
 * module and the Azure Logs integration; AzureActivity is the table of Azure Monitor Logs.
 *
 * @param operation spelt as in this log
 * @param result Start, Accept, Success or Failure
 * @param claims of the caller's token; null where the log has none
 */
record CaptureEvent(
        String operation,
        String result,
        Caller caller,
        @Nullable String claims,
        String resource) {
    static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    static final String SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
    static final Caller OURS =
            new Caller("aaaaaaaa-0000-4000-8000-000000000001", "cccccccc-0000-4000-8000-000000000001", null);
    /** Signed in with Azure CLI, whose client id is the same everywhere. */
    static final Caller SOMEBODY = new Caller(
            "bbbbbbbb-0000-4000-8000-000000000002", "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "mallory@example.com");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";

    /** @param name the sign-in name of a person; an app's identity has none, and is called by its object id */
    record Caller(
            String objectId, String clientId, @Nullable String name) {
        String shown() {
            return name == null ? objectId : name;
        }
    }

    static CaptureEvent of(String operation, String result, Caller caller) {
        ObjectNode claims = JSON.createObjectNode();
        claims.put("aud", "https://management.core.windows.net/");
        claims.put("appid", caller.clientId());
        claims.put(OBJECT_ID, caller.objectId());
        return new CaptureEvent(
                operation,
                result,
                caller,
                claims.toString(),
                "/subscriptions/" + SUBSCRIPTION
                        + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/"
                        + "NetworkWatcher_westeurope/packetCaptures/web-1");
    }

    CaptureEvent withoutClaims() {
        return new CaptureEvent(operation, result, caller, null, resource);
    }

    /** As Azure exports it to Event Hubs; Sigma's field names for Azure are these. */
    ObjectNode exported() {
        ObjectNode event = JSON.createObjectNode();
        event.put("time", AT.toString());
        event.put("resourceId", resource.toUpperCase(Locale.ROOT));
        event.put("operationName", operation);
        event.put("category", "Administrative");
        event.put("resultType", result);
        event.put("correlationId", "dddddddd-0000-4000-8000-000000000003");
        event.put("callerIpAddress", "192.0.2.10");
        ObjectNode identity = event.putObject("identity");
        identity.putObject("authorization").put("scope", resource);
        if (claims != null) {
            identity.set("claims", token());
        }
        return event;
    }

    ObjectNode beats() {
        ObjectNode event = JSON.createObjectNode();
        event.put("@timestamp", AT.toString());
        ObjectNode general = event.putObject("event");
        general.put("dataset", "azure.activitylogs");
        general.put("action", operation);
        general.put("outcome", result.toLowerCase(Locale.ROOT));
        ObjectNode azure = event.putObject("azure");
        azure.put("subscription_id", SUBSCRIPTION);
        azure.putObject("resource").put("id", resource.toUpperCase(Locale.ROOT));
        ObjectNode log = azure.putObject("activitylogs");
        log.put("operation_name", operation);
        log.put("result_type", result);
        ObjectNode identity = log.putObject("identity");
        identity.putObject("authorization").put("scope", resource);
        if (claims != null) {
            identity.set("claims", token());
        }
        event.putObject("source").put("ip", "192.0.2.10");
        return event;
    }

    ObjectNode azureActivity() {
        ObjectNode row = JSON.createObjectNode();
        row.put("TimeGenerated", AT.toString());
        row.put("OperationNameValue", operation);
        row.put("ActivityStatusValue", result);
        row.put("CategoryValue", "Administrative");
        row.put("Caller", caller.shown());
        row.put("CallerIpAddress", "192.0.2.10");
        row.put("CorrelationId", "dddddddd-0000-4000-8000-000000000003");
        row.put("Claims", claims == null ? "" : claims);
        row.put("_ResourceId", resource.toLowerCase(Locale.ROOT));
        return row;
    }

    private ObjectNode token() {
        ObjectNode held = JSON.createObjectNode();
        held.put("appid", caller.clientId());
        // Beats puts _ for the dots of a key.
        held.put(OBJECT_ID.replace('.', '_'), caller.objectId());
        return held;
    }
}
