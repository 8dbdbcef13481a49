package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An extension of a machine or scale set.
 *
 * @param name its resource name
 * @param publisher such as {@code Microsoft.Azure.NetworkWatcher}
 * @param type such as {@code NetworkWatcherAgentLinux}
 * @param version full version that runs
 * @param properties as they were put
 * @param readyAt when its installation ends
 */
record Extension(String name, String publisher, String type, String version, ObjectNode properties, Instant readyAt) {
    static final String WATCHER_PUBLISHER = "Microsoft.Azure.NetworkWatcher";

    static Extension agent(String name, Machine.Os os, String version) {
        return new Extension(
                name,
                WATCHER_PUBLISHER,
                os.agentType(),
                version,
                Json.object(
                        "publisher",
                        WATCHER_PUBLISHER,
                        "type",
                        os.agentType(),
                        "typeHandlerVersion",
                        "1.4",
                        "autoUpgradeMinorVersion",
                        true),
                Instant.EPOCH);
    }

    boolean isAgent() {
        return publisher.equalsIgnoreCase(WATCHER_PUBLISHER)
                && type.toLowerCase(Locale.ROOT).startsWith("networkwatcheragent");
    }

    boolean ready(Instant now) {
        return !now.isBefore(readyAt);
    }

    /** The resource; a scale set's has neither location nor the type of a machine's. */
    ObjectNode json(String owner, String ownerType, @Nullable String location, Instant now) {
        ObjectNode shown = properties.deepCopy();
        shown.put("provisioningState", ready(now) ? "Succeeded" : "Creating");
        return Json.object(
                "name",
                name,
                "id",
                owner + "/extensions/" + name,
                "type",
                ownerType + "/extensions",
                "location",
                location,
                "properties",
                shown);
    }

    /** Its entry in an instance view. */
    ObjectNode status(Instant now) {
        return Json.object(
                "name",
                name,
                "type",
                publisher + "." + type,
                "typeHandlerVersion",
                version,
                "statuses",
                List.of(
                        ready(now)
                                ? Json.object(
                                        "code",
                                        "ProvisioningState/succeeded",
                                        "level",
                                        "Info",
                                        "displayStatus",
                                        "Provisioning succeeded",
                                        "message",
                                        "Ready")
                                : Json.object(
                                        "code",
                                        "ProvisioningState/transitioning",
                                        "level",
                                        "Info",
                                        "displayStatus",
                                        "Transitioning")));
    }
}
