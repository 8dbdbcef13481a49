package io.alertcap.local.arm;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A role assignment: what may be done at a scope and below it.
 *
 * @param scope id of a subscription, a resource group or a resource
 * @param actions by their whole names, no wildcards
 */
public record Grant(String scope, Set<String> actions) {
    public Grant {
        actions = actions.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it allows that; letter case does not matter to Azure. */
    public boolean allows(ArmAction action) {
        return actions.contains(action.name().toLowerCase(Locale.ROOT))
                && (action.scope() + "/").toLowerCase(Locale.ROOT).startsWith(scope.toLowerCase(Locale.ROOT) + "/");
    }
}
