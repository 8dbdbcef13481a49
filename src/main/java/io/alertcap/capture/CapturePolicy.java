package io.alertcap.capture;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The owner's rules for captures, as set by app settings.
 *
 * @param limit captures at once on one Network Watcher, ours and others', 1 to 10,000
 * @param perMachine captures of ours at once on one machine
 * @param queueTimeout how long a request may wait before it is no longer worth taking
 * @param wish what is captured when an alert says nothing else
 * @param bounds the largest time limit and size that an alert may ask for
 * @param profiles named wishes that an alert may choose
 * @param nameTemplate with {@code {machine}}, {@code {rule}}, {@code {fired}} and {@code {id}}
 * @param storageAccounts by the region whose captures they take
 * @param container of the capture files
 * @param linuxPath path on a Linux machine where a copy is kept; null for none; may contain {@code {name}}
 * @param windowsPath likewise for Windows
 * @param scopes subscriptions and resource groups whose machines may be captured
 * @param agentInstall what happens when a machine lacks the capture agent
 * @param keepSession how long an ended session stays visible on the watcher
 * @param fileSettle how long a blob must not have changed to be whole
 * @param fileLateAfter when to say that the file has still not come
 * @param fileDeadline when to give the file up
 * @param emptyAfter how long a file without packets is given to grow
 * @param messageGiveUp how long a message is tried
 * @param watchInterval how often others' captures are looked for; zero for never
 * @param retention how long captures are kept
 */
public record CapturePolicy(
        int limit,
        AtLimit atLimit,
        int perMachine,
        Duration queueTimeout,
        CaptureWish wish,
        CaptureLimits bounds,
        Map<String, CaptureWish> profiles,
        String nameTemplate,
        OnNameConflict onNameConflict,
        Map<Region, ResourceId> storageAccounts,
        String container,
        @Nullable String linuxPath,
        @Nullable String windowsPath,
        List<ResourceId> scopes,
        AgentInstall agentInstall,
        Duration keepSession,
        Duration fileSettle,
        Duration fileLateAfter,
        Duration fileDeadline,
        Duration emptyAfter,
        Duration messageGiveUp,
        Duration watchInterval,
        Retention retention) {
    public CapturePolicy {
        profiles = Map.copyOf(profiles);
        storageAccounts = Map.copyOf(storageAccounts);
        scopes = List.copyOf(scopes);
    }

    /** Whether a machine lies in one of the scopes. */
    public boolean allows(MachineTarget machine) {
        return scopes.stream().anyMatch(scope -> contains(scope, machine.id()));
    }

    private static boolean contains(ResourceId scope, ResourceId id) {
        return id.equals(scope) || id.key().startsWith(scope.key() + "/");
    }

    /** Whether a scope holds, or lies in, a place whose machines may be captured. */
    boolean touches(ResourceId place) {
        return scopes.stream().anyMatch(scope -> contains(scope, place) || contains(place, scope));
    }

    /** Whether capture files go to the account, so that it is ours to delete them there. */
    boolean storesIn(ResourceId account) {
        return storageAccounts.containsValue(account);
    }

    boolean installsAgents() {
        return agentInstall == AgentInstall.IF_MISSING;
    }

    public Optional<ResourceId> accountFor(Region region) {
        return Optional.ofNullable(storageAccounts.get(region));
    }

    /**
     * Where on the machine a copy is kept, for its operating system. The capture's id is in it, if need be at its end: where
     * names are used again, a later capture would write over the file, and its session would look like the earlier one's.
     */
    Optional<String> pathOn(String os, String name, String id) {
        return Optional.ofNullable(pathTemplate(os)).map(template -> MachinePath.of(template, name, id));
    }

    boolean keepsCopyOn(String os) {
        return pathTemplate(os) != null;
    }

    /** Whether machines of some operating system keep a copy themselves. */
    boolean keepsCopies() {
        return linuxPath != null || windowsPath != null;
    }

    private @Nullable String pathTemplate(String os) {
        return os.equalsIgnoreCase("Windows") ? windowsPath : linuxPath;
    }
}
