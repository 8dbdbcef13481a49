package io.alertcap.azure;

import com.azure.resourcemanager.compute.fluent.models.VirtualMachineExtensionInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInstanceViewInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetExtensionInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetVMInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetVMInstanceViewInner;
import com.azure.resourcemanager.compute.models.InstanceViewStatus;
import com.azure.resourcemanager.compute.models.OSProfile;
import com.azure.resourcemanager.compute.models.OperatingSystemTypes;
import com.azure.resourcemanager.compute.models.StorageProfile;
import com.azure.resourcemanager.compute.models.UpgradeMode;
import com.azure.resourcemanager.compute.models.VirtualMachineAgentInstanceView;
import com.azure.resourcemanager.compute.models.VirtualMachineExtensionInstanceView;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetVMProfile;
import io.alertcap.alert.MachineKind;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.MachineTags;
import io.alertcap.capture.Machines;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.TimeBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Virtual machines and scale sets by Azure Resource Manager, one GET each. What an answer does not say is taken to be
 * well: only what is seen to be wrong keeps a capture from being tried.
 */
public final class AzureMachines implements Machines {
    private static final String API_VERSION = "api-version=2025-04-01";
    private static final String PUBLISHER = "Microsoft.Azure.NetworkWatcher";
    private static final String LINUX_AGENT = "NetworkWatcherAgentLinux";
    private static final String WINDOWS_AGENT = "NetworkWatcherAgentWindows";
    private static final String AGENT_VERSION = "1.4";

    /** By convention: the portal and Azure Policy use this name. */
    private static final String AGENT_NAME = "AzureNetworkWatcherExtension";

    private static final String POWER = "PowerState/";
    private static final String PROVISIONING = "ProvisioningState/";

    /** Tags that AKS puts on the scale sets and machines of its node pools. */
    private static final String AKS_TAG = "aks-managed-";

    /** A word that a shell takes as it is. */
    private static final Pattern PLAIN_WORD = Pattern.compile("[\\w.-]+");

    private final ArmClient arm;
    private final MachineTags tags;

    /** @param tags that a machine must have: the first thing looked at, so that nothing is done to one without them */
    public AzureMachines(ArmClient arm, MachineTags tags) {
        this.arm = arm;
        this.tags = tags;
    }

    @Override
    public Condition look(MachineTarget target, TimeBudget budget) {
        try {
            if (target.kind() == MachineKind.VIRTUAL_MACHINE) {
                return lookAtMachine(target.id(), budget);
            }
            return target.instances().size() == 1
                    ? lookAtInstance(target.id(), target.instances().get(0), budget)
                    : lookAtScaleSet(target, budget);
        } catch (ServiceException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            return new NotReady(
                    "The machine does not exist (any more): " + target.id() + ".",
                    "Check its id. If it was deleted, delete or correct the alert rule that watched it.");
        }
    }

    /** The form of learn.microsoft.com/azure/network-watcher/network-watcher-agent-linux; it has no settings. */
    @Override
    public void installAgent(MachineTarget target, NoAgent seen, TimeBudget budget) {
        if (target.kind() != MachineKind.VIRTUAL_MACHINE) {
            throw new IllegalArgumentException("Nothing is installed in a scale set: " + target.id());
        }
        VirtualMachineExtensionInner agent = new VirtualMachineExtensionInner()
                .withLocation(seen.region().name())
                .withPublisher(PUBLISHER)
                .withTypePropertiesType(agentFor(seen.os()))
                .withTypeHandlerVersion(AGENT_VERSION)
                .withAutoUpgradeMinorVersion(true);
        String url = arm.url(target.id() + "/extensions/" + AGENT_NAME, API_VERSION);
        try {
            arm.put(url, agent.toJsonString(), budget);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String agentFor(String os) {
        return os.equals("Windows") ? WINDOWS_AGENT : LINUX_AGENT;
    }

    private Condition lookAtMachine(ResourceId id, TimeBudget budget) {
        VirtualMachineInner machine = arm.get(
                arm.url(id.toString(), "$expand=instanceView&" + API_VERSION), VirtualMachineInner::fromJson, budget);
        @Nullable VirtualMachineInstanceViewInner view = machine.instanceView();
        List<Agent> agents =
                agents(machine.resources(), view == null || view.extensions() == null ? List.of() : view.extensions());
        String os = os(machine.storageProfile(), agents);
        Region region = region(machine.location());
        return condition(
                region,
                os,
                List.of(
                        tagged(id, machine.tags()),
                        aksNode(machine.tags()),
                        leaving(machine.provisioningState()),
                        power(start("az vm start", id, ""), view == null ? null : view.statuses()),
                        extensionsAllowed(machine.osProfile()),
                        guestAgent(view == null ? null : view.vmAgent()),
                        agents.isEmpty()
                                ? Optional.of(new NoAgent(region, os, notInstalled(id, os)))
                                : agent(region, os, id, agents)));
    }

    /** One GET of the instance says all that one of the scale set says, and whether the instance runs. */
    private Condition lookAtInstance(ResourceId scaleSet, String number, TimeBudget budget) {
        VirtualMachineScaleSetVMInner instance = arm.get(
                arm.url(scaleSet + "/virtualMachines/" + number, "$expand=instanceView&" + API_VERSION),
                VirtualMachineScaleSetVMInner::fromJson,
                budget);
        @Nullable VirtualMachineScaleSetVMInstanceViewInner view = instance.instanceView();
        List<Agent> agents = agents(instance);
        String os = os(instance.storageProfile(), agents);
        Region region = region(instance.location());
        boolean stale = Boolean.FALSE.equals(instance.latestModelApplied());
        return condition(
                region,
                os,
                List.of(
                        tagged(scaleSet, instance.tags()),
                        aksNode(instance.tags()),
                        leaving(instance.provisioningState()),
                        power(
                                start("az vmss start", scaleSet, " --instance-ids " + quoted(number)),
                                view == null ? null : view.statuses()),
                        extensionsAllowed(instance.osProfile()),
                        guestAgent(view == null ? null : view.vmAgent()),
                        agents.isEmpty()
                                ? Optional.of(stale ? behindItsModel(scaleSet, number) : notInstalled(scaleSet, os))
                                : agent(region, os, scaleSet, agents)));
    }

    private Condition lookAtScaleSet(MachineTarget target, TimeBudget budget) {
        ResourceId id = target.id();
        VirtualMachineScaleSetInner scaleSet =
                arm.get(arm.url(id.toString(), API_VERSION), VirtualMachineScaleSetInner::fromJson, budget);
        @Nullable VirtualMachineScaleSetVMProfile profile = scaleSet.virtualMachineProfile();
        List<Agent> agents = agents(profile);
        String os = os(
                profile == null
                                || profile.storageProfile() == null
                                || profile.storageProfile().osDisk() == null
                        ? null
                        : profile.storageProfile().osDisk().osType(),
                agents);
        boolean extensionsAllowed = profile == null
                || profile.osProfile() == null
                || !Boolean.FALSE.equals(profile.osProfile().allowExtensionOperations());
        Region region = region(scaleSet.location());
        Condition condition = condition(
                region,
                os,
                List.of(
                        tagged(id, scaleSet.tags()),
                        aksNode(scaleSet.tags()),
                        leaving(scaleSet.provisioningState()),
                        extensionsAllowed ? Optional.empty() : Optional.of(extensionsOff()),
                        agents.isEmpty() ? Optional.of(notInstalled(id, os)) : agent(region, os, id, agents)));
        boolean manual =
                scaleSet.upgradePolicy() != null && scaleSet.upgradePolicy().mode() == UpgradeMode.MANUAL;
        return manual && condition instanceof Ready
                ? instancesBehindTheirModel(target, budget)
                        .<Condition>map(wrong -> wrong)
                        .orElse(condition)
                : condition;
    }

    /** With upgrade policy Manual an extension in the model is in no instance until that is updated: one call more. */
    private Optional<NotReady> instancesBehindTheirModel(MachineTarget target, TimeBudget budget) {
        String url = arm.url(target.id() + "/virtualMachines", "$expand=instanceView&" + API_VERSION);
        List<VirtualMachineScaleSetVMInner> wanted =
                arm.list(url, VirtualMachineScaleSetVMInner::fromJson, budget).stream()
                        .filter(instance -> target.instances().isEmpty()
                                || (instance.instanceId() != null
                                        && target.instances()
                                                .contains(instance.instanceId().toLowerCase(Locale.ROOT))))
                        .toList();
        boolean none = !wanted.isEmpty()
                && wanted.stream()
                        .allMatch(instance -> Boolean.FALSE.equals(instance.latestModelApplied())
                                && agents(instance).isEmpty());
        return none ? Optional.of(behindItsModel(target.id(), "*")) : Optional.empty();
    }

    private static NotReady behindItsModel(ResourceId scaleSet, String instances) {
        return new NotReady(
                Part.AGENT,
                "The Network Watcher extension is not in the instances: they do not have the scale set's latest model,"
                        + " and its upgrade policy leaves them as they are.",
                "Update them: az vmss update-instances " + named(scaleSet, "--name") + " --instance-ids "
                        + quoted(instances) + ". If the model has no extension either, install it there first.");
    }

    /** The first that stands in the way. */
    private static Condition condition(Region region, String os, List<Optional<? extends Condition>> inOrder) {
        return inOrder.stream().<Condition>flatMap(Optional::stream).findFirst().orElseGet(() -> new Ready(region, os));
    }

    private Optional<NotReady> tagged(ResourceId id, @Nullable Map<String, String> present) {
        return tags.missingFrom(present == null ? Map.of() : present)
                .map(tag -> new NotReady(
                        "The machine does not have the tag " + tag + ", which ALERTCAP_MACHINE_TAGS asks for.",
                        "If its packets may be captured: az tag update --operation Merge --resource-id "
                                + quoted(id.toString()) + " --tags " + quoted(tag)));
    }

    /** AKS marks what it manages; its nodes' resource group may have any name. */
    private static Optional<NotReady> aksNode(@Nullable Map<String, String> tags) {
        return tags != null && tags.keySet().stream().anyMatch(key -> startsWith(key, AKS_TAG))
                ? Optional.of(new NotReady(
                        MachineTarget.AKS_NODE, "Capture inside the cluster, or take it out of the alert rule."))
                : Optional.empty();
    }

    private static Optional<NotReady> leaving(@Nullable String provisioningState) {
        return "Deleting".equalsIgnoreCase(provisioningState)
                ? Optional.of(new NotReady(
                        "The machine is being deleted.",
                        "Delete or correct the alert rule that watches it, if there is one."))
                : Optional.empty();
    }

    private static Optional<NotReady> power(String start, @Nullable List<InstanceViewStatus> statuses) {
        Optional<String> power = statuses(statuses)
                .map(InstanceViewStatus::code)
                .filter(code -> startsWith(code, POWER))
                .map(code -> code.substring(POWER.length()))
                .findFirst();
        if (power.isEmpty()) {
            return statuses(statuses)
                    .filter(status -> startsWith(status.code(), PROVISIONING + "failed"))
                    .findFirst()
                    .map(status -> new NotReady(
                            Part.POWER,
                            "The machine failed to be made or changed, and has no power state: " + words(status) + ".",
                            "Mend it, then start it: " + start));
        }
        return power.filter(state -> !state.equalsIgnoreCase("running"))
                .map(state -> new NotReady(
                        Part.POWER,
                        "The machine is not running, its power state is " + ServiceWords.clean(state) + ".",
                        "Start it: " + start));
    }

    private static String start(String command, ResourceId id, String which) {
        return command + " " + named(id, "--name") + which;
    }

    private static Optional<NotReady> extensionsAllowed(@Nullable OSProfile profile) {
        return profile == null || !Boolean.FALSE.equals(profile.allowExtensionOperations())
                ? Optional.empty()
                : Optional.of(extensionsOff());
    }

    private static NotReady extensionsOff() {
        return new NotReady(
                Part.EXTENSIONS,
                "The machine was made with extensions switched off (osProfile.allowExtensionOperations is"
                        + " false), and packet capture needs an extension.",
                "Allow extension operations on the machine, then install the Network Watcher extension.");
    }

    private static Optional<NotReady> guestAgent(@Nullable VirtualMachineAgentInstanceView agent) {
        return statuses(agent == null ? null : agent.statuses())
                .filter(status -> status.displayStatus() != null)
                .findFirst()
                .filter(status -> !status.displayStatus().equalsIgnoreCase("Ready"))
                .map(status -> new NotReady(
                        Part.GUEST_AGENT,
                        "The Azure guest agent in the machine does not answer: " + words(status) + ".",
                        "Check that the agent (Linux: walinuxagent or waagent, Windows: WindowsAzureGuestAgent) runs and"
                                + " that 168.63.129.16 can be reached from the machine."));
    }

    /** A scale set is everybody's: it is left as it is, whatever the settings say of machines. */
    private static NotReady notInstalled(ResourceId id, String os) {
        return new NotReady(
                Part.AGENT,
                isScaleSet(id)
                        ? "The Network Watcher extension is not in the scale set, and is never installed there by a capture."
                        : "The Network Watcher extension is not installed.",
                "Install it: " + installation(id, os));
    }

    private static Optional<? extends Condition> agent(Region region, String os, ResourceId id, List<Agent> agents) {
        return agents.stream()
                .filter(agent -> !agent.state().equalsIgnoreCase("Succeeded"))
                .findFirst()
                .map(agent -> agent.isUnderWay()
                        ? new AgentUnderWay(
                                region,
                                os,
                                "The Network Watcher extension is not there yet, it is being installed or updated: "
                                        + agent.words() + ".")
                        : new NotReady(
                                Part.AGENT,
                                "The Network Watcher extension does not work: " + agent.words() + ".",
                                "Remove the extension and install it again: " + installation(id, os)));
    }

    /** What the machine itself reports comes first: it has the words. */
    private static List<Agent> agents(
            @Nullable List<VirtualMachineExtensionInner> resources, List<VirtualMachineExtensionInstanceView> seen) {
        Stream<Agent> asResource = elements(resources)
                .filter(extension -> isAgent(extension.publisher(), extension.typePropertiesType()))
                .map(extension -> Agent.of(extension.typePropertiesType(), extension.provisioningState()));
        Stream<Agent> asSeen = elements(seen)
                .filter(extension -> extension.type() != null && isAgent(extension.type()))
                .map(Agent::of);
        return Stream.concat(asSeen, asResource).toList();
    }

    private static List<Agent> agents(VirtualMachineScaleSetVMInner instance) {
        @Nullable VirtualMachineScaleSetVMInstanceViewInner view = instance.instanceView();
        return agents(instance.resources(), view == null || view.extensions() == null ? List.of() : view.extensions());
    }

    private static List<Agent> agents(@Nullable VirtualMachineScaleSetVMProfile profile) {
        @Nullable
        List<VirtualMachineScaleSetExtensionInner> extensions = profile == null || profile.extensionProfile() == null
                ? null
                : profile.extensionProfile().extensions();
        return elements(extensions)
                .filter(extension -> isAgent(extension.publisher(), extension.typePropertiesType()))
                .map(extension -> Agent.of(extension.typePropertiesType(), extension.provisioningState()))
                .toList();
    }

    /** By publisher and type: the name is free. */
    private static boolean isAgent(@Nullable String publisher, @Nullable String type) {
        return isAgent(publisher + "." + type);
    }

    private static boolean isAgent(String publisherAndType) {
        return publisherAndType.equalsIgnoreCase(PUBLISHER + "." + LINUX_AGENT)
                || publisherAndType.equalsIgnoreCase(PUBLISHER + "." + WINDOWS_AGENT);
    }

    private static String os(@Nullable StorageProfile profile, List<Agent> agents) {
        return os(
                profile == null || profile.osDisk() == null
                        ? null
                        : profile.osDisk().osType(),
                agents);
    }

    /** The disk says it as a rule; an attached disk may not, but then the agent does. */
    private static String os(@Nullable OperatingSystemTypes type, List<Agent> agents) {
        boolean windows = type == null
                ? agents.stream().anyMatch(agent -> agent.type().endsWith("windows"))
                : type == OperatingSystemTypes.WINDOWS;
        return windows ? "Windows" : "Linux";
    }

    private static Region region(@Nullable String location) {
        try {
            return Region.of(location == null ? "" : location);
        } catch (IllegalArgumentException e) {
            throw new ServiceException(
                    Kind.UNCERTAIN, 200, null, "Azure Resource Manager does not say where the machine is.", null, e);
        }
    }

    private static boolean isScaleSet(ResourceId id) {
        return id.type().endsWith("scalesets");
    }

    private static String installation(ResourceId id, String os) {
        String extension = " --publisher " + PUBLISHER + " --name " + agentFor(os) + " --version " + AGENT_VERSION;
        return isScaleSet(id)
                ? "az vmss extension set " + named(id, "--vmss-name") + extension
                        + ", then update the instances: az vmss" + " update-instances " + named(id, "--name")
                        + " --instance-ids '*'"
                : "az vm extension set " + named(id, "--vm-name") + extension;
    }

    private static String named(ResourceId id, String option) {
        return "--subscription " + quoted(id.subscriptionId()) + " --resource-group " + quoted(id.resourceGroup()) + " "
                + option + " " + quoted(id.name());
    }

    private static String quoted(String word) {
        return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String words(InstanceViewStatus status) {
        String display = status.displayStatus() == null ? String.valueOf(status.code()) : status.displayStatus();
        boolean more = status.message() != null && !status.message().isBlank();
        return ServiceWords.clean(more ? display + ", " + status.message() : display);
    }

    private static Stream<InstanceViewStatus> statuses(@Nullable List<InstanceViewStatus> statuses) {
        return elements(statuses);
    }

    private static <T> Stream<T> elements(@Nullable List<T> list) {
        return list == null ? Stream.empty() : list.stream().filter(Objects::nonNull);
    }

    private static boolean startsWith(@Nullable String text, String start) {
        return text != null && text.regionMatches(true, 0, start, 0, start.length());
    }

    /**
     * The Network Watcher extension, as one part of an answer shows it.
     *
     * @param type in lower case
     * @param state Succeeded, Creating, Updating, Failed, or another word of Azure's
     */
    private record Agent(String type, String state, String words) {
        static Agent of(@Nullable String type, @Nullable String state) {
            String known = state == null ? "Succeeded" : state;
            return new Agent(String.valueOf(type).toLowerCase(Locale.ROOT), known, ServiceWords.clean(known));
        }

        static Agent of(VirtualMachineExtensionInstanceView view) {
            return statuses(view.statuses())
                    .filter(status -> startsWith(status.code(), PROVISIONING))
                    .findFirst()
                    .map(status -> new Agent(
                            view.type().toLowerCase(Locale.ROOT),
                            // ProvisioningState/failed/51: what comes third is the extension's own number.
                            status.code().split("/", -1)[1],
                            AzureMachines.words(status)))
                    .orElseGet(() -> of(view.type(), null));
        }

        boolean isUnderWay() {
            return Stream.of("Creating", "Updating", "Transitioning").anyMatch(state::equalsIgnoreCase);
        }
    }
}
