package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import java.util.List;
import java.util.Set;

/** The alert rules of Azure Monitor. */
public interface AlertRules {
    /**
     * The rules in a subscription that are switched on and name one of the action groups, by three calls. What an alert
     * processing rule adds to an alert is not seen. Throws {@link ServiceException}.
     */
    List<AlertRule> calling(Set<ResourceId> actionGroups, String subscription, TimeBudget budget);
}
