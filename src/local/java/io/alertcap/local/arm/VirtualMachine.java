package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A virtual machine, or an instance of a scale set, as it is now. Guarded by the {@link World}. */
final class VirtualMachine {
    static final String TYPE = "Microsoft.Compute/virtualMachines";

    private Machine machine;
    private final Map<String, Extension> extensions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    VirtualMachine(Machine machine) {
        this.machine = machine;
        declare(machine);
    }

    /** Makes it what the declaration says, its agent included. */
    void declare(Machine declared) {
        machine = declared;
        extensions.values().removeIf(Extension::isAgent);
        String version = declared.agentVersion();
        if (version != null) {
            Extension agent = Extension.agent("AzureNetworkWatcherExtension", declared.os(), version);
            extensions.put(agent.name(), agent);
        }
    }

    Machine machine() {
        return machine;
    }

    Map<String, Extension> extensions() {
        return extensions;
    }

    boolean running() {
        return machine.power() == Machine.Power.RUNNING;
    }

    /** Whether a capture could start on it. */
    boolean ready(Instant now) {
        return running()
                && extensions.values().stream().anyMatch(extension -> extension.isAgent() && extension.ready(now));
    }

    ObjectNode json(boolean withInstanceView, Instant now) {
        ObjectNode properties = properties();
        if (withInstanceView) {
            properties.set("instanceView", instanceView(now));
        }
        return Json.object(
                "name",
                machine.name(),
                "id",
                machine.id(),
                "type",
                TYPE,
                "location",
                machine.region(),
                "properties",
                properties,
                "resources",
                resources(TYPE, now));
    }

    /** As an instance of a scale set. */
    ObjectNode instanceJson(String scaleSet, boolean latestModel, boolean withInstanceView, Instant now) {
        ObjectNode properties = properties();
        properties.put("latestModelApplied", latestModel);
        if (withInstanceView) {
            properties.set("instanceView", instanceView(now));
        }
        return Json.object(
                "name",
                scaleSet + "_" + machine.name(),
                "id",
                machine.id(),
                "type",
                "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
                "location",
                machine.region(),
                "instanceId",
                machine.name(),
                "properties",
                properties,
                "resources",
                resources("Microsoft.Compute/virtualMachineScaleSets/virtualMachines", now));
    }

    ObjectNode instanceView(Instant now) {
        String power = machine.power().name().toLowerCase(Locale.ROOT);
        List<ObjectNode> statuses = List.of(
                Json.object(
                        "code",
                        "ProvisioningState/succeeded",
                        "level",
                        "Info",
                        "displayStatus",
                        "Provisioning succeeded"),
                Json.object("code", "PowerState/" + power, "level", "Info", "displayStatus", "VM " + power));
        return Json.object(
                "computerName",
                computerName(),
                "osName",
                machine.os() == Machine.Os.LINUX ? "debian" : "Windows Server 2022 Datacenter",
                "vmAgent",
                running() ? guestAgent(now) : null,
                "extensions",
                running() && !extensions.isEmpty() ? extensionStatuses(now) : null,
                "statuses",
                statuses);
    }

    /** Instances of a scale set are named after it and their number, in six digits of base 36. */
    private String computerName() {
        ArmId id = ArmId.of(machine.id());
        return id.child().isEmpty()
                ? machine.name()
                : id.name()
                        + String.format("%6s", Integer.toString(Integer.parseInt(machine.name()), 36))
                                .replace(' ', '0')
                                .toUpperCase(Locale.ROOT);
    }

    private ObjectNode guestAgent(Instant now) {
        return Json.object(
                "vmAgentVersion",
                "2.12.0.4",
                "statuses",
                List.of(Json.object(
                        "code",
                        "ProvisioningState/succeeded",
                        "level",
                        "Info",
                        "displayStatus",
                        "Ready",
                        "message",
                        "Guest Agent is running",
                        "time",
                        now.toString())));
    }

    private List<ObjectNode> extensionStatuses(Instant now) {
        return extensions.values().stream()
                .map(extension -> extension.status(now))
                .toList();
    }

    private @Nullable List<ObjectNode> resources(String type, Instant now) {
        List<ObjectNode> resources = new ArrayList<>();
        extensions.values().forEach(one -> resources.add(one.json(machine.id(), type, machine.region(), now)));
        return resources.isEmpty() ? null : resources;
    }

    private ObjectNode properties() {
        String name = machine.name();
        return Json.object(
                "vmId",
                UUID.nameUUIDFromBytes(ArmId.key(machine.id()).getBytes(StandardCharsets.UTF_8))
                        .toString(),
                "hardwareProfile",
                Json.object("vmSize", "Standard_B2s"),
                "storageProfile",
                Json.object(
                        "osDisk",
                        Json.object(
                                "osType", machine.os().word(), "name", name + "_OsDisk", "createOption", "FromImage")),
                "osProfile",
                Json.object(
                        "computerName", computerName(), "adminUsername", "azureuser", "allowExtensionOperations", true),
                "networkProfile",
                Json.object(
                        "networkInterfaces",
                        List.of(Json.object(
                                "id", NetworkInterfacesApi.idOf(machine), "properties", Json.object("primary", true)))),
                "provisioningState",
                "Succeeded");
    }
}
