package io.alertcap.capture;

import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;

/** The Network Watcher that serves one region of one subscription. There is never more than one. */
public record Watcher(ResourceId id, Region region) {
    /** Identity of the place where slots are counted: the subscription and the region. */
    public String key() {
        return id.subscriptionId().toLowerCase(java.util.Locale.ROOT) + "/" + region.name();
    }
}
