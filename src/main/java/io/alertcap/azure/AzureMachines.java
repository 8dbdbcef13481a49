package io.alertcap.azure;

import com.azure.resourcemanager.compute.fluent.models.VirtualMachineExtensionInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInstanceViewInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetExtensionInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetInner;
import com.azure.resourcemanager.compute.models.InstanceViewStatus;
import com.azure.resourcemanager.compute.models.OperatingSystemTypes;
import com.azure.resourcemanager.compute.models.VirtualMachineExtensionInstanceView;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetVMProfile;
import io.alertcap.alert.MachineKind;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.Machines;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.TimeBudget;
import java.util.List;
import java.util.Locale;
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
    private static final String POWER = "PowerState/";
    private static final String PROVISIONING = "ProvisioningState/";

    /** A word that a shell takes as it is. */
    private static final Pattern PLAIN_WORD = Pattern.compile("[\\w.-]+");

    private final ArmClient arm;

    public AzureMachines(ArmClient arm) {
        this.arm = arm;
    }

    @Override
    public Condition look(MachineTarget target, TimeBudget budget) {
        try {
            return target.kind() == MachineKind.SCALE_SET
                    ? lookAtScaleSet(target.id(), budget)
                    : lookAtMachine(target.id(), budget);
        } catch (ServiceException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            return new NotReady(
                    "The machine does not exist (any more): " + target.id() + ".",
                    "If it was deleted, delete or correct the alert rule that watches it.");
        }
    }

    private Condition lookAtMachine(ResourceId id, TimeBudget budget) {
        VirtualMachineInner machine = arm.get(
                arm.url(id.toString(), "$expand=instanceView&" + API_VERSION), VirtualMachineInner::fromJson, budget);
        @Nullable VirtualMachineInstanceViewInner view = machine.instanceView();
        List<Agent> agents = agents(machine, view);
        String os = os(
                machine.storageProfile() == null || machine.storageProfile().osDisk() == null
                        ? null
                        : machine.storageProfile().osDisk().osType(),
                agents);
        boolean extensionsAllowed = machine.osProfile() == null
                || !Boolean.FALSE.equals(machine.osProfile().allowExtensionOperations());

        return Stream.<Optional<NotReady>>of(
                        power(id, view), extensionsAllowed(extensionsAllowed), guestAgent(view), agent(id, os, agents))
                .flatMap(Optional::stream)
                .<Condition>map(wrong -> wrong)
                .findFirst()
                .orElseGet(() -> new Ready(region(machine.location()), os));
    }

    private Condition lookAtScaleSet(ResourceId id, TimeBudget budget) {
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

        return Stream.<Optional<NotReady>>of(extensionsAllowed(extensionsAllowed), agent(id, os, agents))
                .flatMap(Optional::stream)
                .<Condition>map(wrong -> wrong)
                .findFirst()
                .orElseGet(() -> new Ready(region(scaleSet.location()), os));
    }

    private static Optional<NotReady> power(ResourceId id, @Nullable VirtualMachineInstanceViewInner view) {
        return statuses(view == null ? null : view.statuses())
                .map(InstanceViewStatus::code)
                .filter(code -> startsWith(code, POWER))
                .map(code -> code.substring(POWER.length()))
                .filter(state -> !state.equalsIgnoreCase("running"))
                .findFirst()
                .map(state -> new NotReady(
                        "The machine is not running, its power state is " + ServiceWords.clean(state) + ".",
                        "Start it: az vm start " + named(id, "--name")));
    }

    private static Optional<NotReady> extensionsAllowed(boolean allowed) {
        return allowed
                ? Optional.empty()
                : Optional.of(new NotReady(
                        "The machine was made with extensions switched off (osProfile.allowExtensionOperations is"
                                + " false), and packet capture needs an extension.",
                        "Allow extension operations on the machine, then install the Network Watcher extension."));
    }

    private static Optional<NotReady> guestAgent(@Nullable VirtualMachineInstanceViewInner view) {
        return statuses(
                        view == null || view.vmAgent() == null
                                ? null
                                : view.vmAgent().statuses())
                .filter(status -> status.displayStatus() != null)
                .findFirst()
                .filter(status -> !status.displayStatus().equalsIgnoreCase("Ready"))
                .map(status -> new NotReady(
                        "The Azure guest agent in the machine does not answer: " + words(status) + ".",
                        "Check that the agent (Linux: walinuxagent or waagent, Windows: WindowsAzureGuestAgent) runs and"
                                + " that 168.63.129.16 can be reached from the machine."));
    }

    private static Optional<NotReady> agent(ResourceId id, String os, List<Agent> agents) {
        String install = "Install it: " + installation(id, os);
        if (agents.isEmpty()) {
            return Optional.of(new NotReady("The Network Watcher extension is not installed.", install));
        }
        return agents.stream()
                .filter(agent -> !agent.state().equalsIgnoreCase("Succeeded"))
                .findFirst()
                .map(agent -> agent.isUnderWay()
                        ? new NotReady(
                                "The Network Watcher extension is not there yet: " + agent.words() + ".",
                                "Wait some minutes; the extension is being installed or updated.")
                        : new NotReady(
                                "The Network Watcher extension does not work: " + agent.words() + ".",
                                "Remove the extension and install it again. " + install));
    }

    private static List<Agent> agents(VirtualMachineInner machine, @Nullable VirtualMachineInstanceViewInner view) {
        @Nullable List<VirtualMachineExtensionInner> resources = machine.resources();
        Stream<Agent> asResource = elements(resources)
                .filter(extension -> isAgent(extension.publisher(), extension.typePropertiesType()))
                .map(extension -> Agent.of(extension.typePropertiesType(), extension.provisioningState()));
        @Nullable List<VirtualMachineExtensionInstanceView> seen = view == null ? null : view.extensions();
        Stream<Agent> asSeen = elements(seen)
                .filter(extension -> extension.type() != null && isAgent(extension.type()))
                .map(Agent::of);
        // What the machine itself reports comes first: it has the words.
        return Stream.concat(asSeen, asResource).toList();
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

    private static String installation(ResourceId id, String os) {
        boolean scaleSet = id.type().endsWith("scalesets");
        String extension = " --publisher " + PUBLISHER + " --name "
                + (os.equals("Windows") ? WINDOWS_AGENT : LINUX_AGENT) + " --version 1.4";
        return scaleSet
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
