package io.alertcap.alert;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A machine whose packets can be captured.
 *
 * @param id a virtual machine or a scale set, never a scale set's instance: Network Watcher refuses an instance's id as
 *     a target and wants the set's id with the instances in the capture's scope
 * @param instances the scale set's instances in lower case, sorted and distinct; empty means all of them, and is the
 *     only value for a virtual machine
 */
public record MachineTarget(ResourceId id, List<String> instances) {
    /** Why a node of Azure Kubernetes Service is refused. */
    public static final String AKS_NODE =
            "It is an AKS node: the Network Watcher agent extension is not supported there."
                    + " Capture inside the cluster instead.";

    private static final String VIRTUAL_MACHINE = "microsoft.compute/virtualmachines";
    private static final String SCALE_SET = "microsoft.compute/virtualmachinescalesets";
    private static final String SCALE_SET_INSTANCE = "microsoft.compute/virtualmachinescalesets/virtualmachines";
    /** A number in a uniform scale set, a machine name in a flexible one. */
    private static final Pattern INSTANCE = Pattern.compile("[a-z0-9_.-]{1,80}");

    /** @throws IllegalArgumentException if the id is of something else, or the instances do not fit to it */
    public MachineTarget {
        instances = instances.stream()
                .map(instance -> instance.toLowerCase(Locale.ROOT))
                .sorted()
                .distinct()
                .toList();
        boolean scaleSet = id.type().equals(SCALE_SET);
        if (id.resourceGroup().isEmpty() || !(scaleSet || id.type().equals(VIRTUAL_MACHINE))) {
            throw new IllegalArgumentException("Neither a virtual machine nor a scale set: " + id);
        }
        if (!instances.stream().allMatch(MachineTarget::isInstance) || !(scaleSet || instances.isEmpty())) {
            throw new IllegalArgumentException("Instances " + instances + " do not fit to " + id);
        }
    }

    /** The machine an id names: a virtual machine, a whole scale set or one instance of it; empty for anything else. */
    public static Optional<MachineTarget> of(ResourceId id) {
        if (id.resourceGroup().isEmpty()) {
            return Optional.empty();
        }
        return switch (id.type()) {
            case VIRTUAL_MACHINE, SCALE_SET -> Optional.of(new MachineTarget(id, List.of()));
            case SCALE_SET_INSTANCE ->
                id.parent()
                        .filter(scaleSet -> isInstance(id.name().toLowerCase(Locale.ROOT)))
                        .map(scaleSet -> new MachineTarget(scaleSet, List.of(id.name())));
            default -> Optional.empty();
        };
    }

    public MachineKind kind() {
        return id.type().equals(SCALE_SET) ? MachineKind.SCALE_SET : MachineKind.VIRTUAL_MACHINE;
    }

    /**
     * Whether it is a node of Azure Kubernetes Service by its names: as a rule AKS puts nodes into a resource group of its
     * own, {@code MC_{group}_{cluster}_{region}}. Where the owner named that group, only the resource's tags tell.
     */
    public boolean isAksNode() {
        return id.resourceGroup().toLowerCase(Locale.ROOT).startsWith("mc_")
                && id.name().toLowerCase(Locale.ROOT).startsWith("aks-");
    }

    /**
     * One target for several mentions of one machine: all the instances named, or all there are if a mention means all.
     *
     * @throws IllegalArgumentException if they are not of one machine
     */
    static MachineTarget merge(List<MachineTarget> mentions) {
        if (mentions.stream().map(MachineTarget::machineKey).distinct().count() != 1) {
            throw new IllegalArgumentException("Not mentions of one machine: " + mentions);
        }
        boolean all = mentions.stream().anyMatch(mention -> mention.instances.isEmpty());
        return new MachineTarget(
                mentions.get(0).id,
                all
                        ? List.of()
                        : mentions.stream()
                                .flatMap(mention -> mention.instances.stream())
                                .toList());
    }

    /** Identity of the target, instances included. {@code #} can be in no id, so no two targets share a key. */
    public String key() {
        return instances.isEmpty() ? id.key() : id.key() + "#" + String.join(",", instances);
    }

    /** Identity of the machine or scale set, whatever the instances. */
    public String machineKey() {
        return id.key();
    }

    /** Whether a capture of this has the packets of {@code other} as well. */
    public boolean includes(MachineTarget other) {
        return machineKey().equals(other.machineKey())
                && (instances.isEmpty() || (!other.instances.isEmpty() && instances.containsAll(other.instances)));
    }

    private static boolean isInstance(String instance) {
        return INSTANCE.matcher(instance).matches();
    }
}
