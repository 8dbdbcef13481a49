package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A scale set as it is now. Guarded by the {@link World}. */
final class ScaleSetState {
    static final String TYPE = "Microsoft.Compute/virtualMachineScaleSets";

    private final ScaleSet declared;
    private final Map<String, VirtualMachine> instances = new LinkedHashMap<>();
    private final Map<String, Extension> extensions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private boolean modelAhead;

    ScaleSetState(ScaleSet declared) {
        this.declared = declared;
        declared.instances().forEach(machine -> instances.put(machine.name(), new VirtualMachine(machine)));
        instances.values().forEach(instance -> extensions.putAll(instance.extensions()));
    }

    ScaleSet declared() {
        return declared;
    }

    Map<String, VirtualMachine> instances() {
        return instances;
    }

    Map<String, Extension> extensions() {
        return extensions;
    }

    /** A change of the model's extensions reaches the instances at once, unless they wait for a manual upgrade. */
    void modelChanged() {
        modelAhead = true;
        if (!declared.manualUpgrade()) {
            upgrade();
        }
    }

    void upgrade() {
        modelAhead = false;
        for (VirtualMachine instance : instances.values()) {
            instance.extensions().clear();
            instance.extensions().putAll(extensions);
        }
    }

    ObjectNode json(VirtualMachine instance, boolean withInstanceView, Instant now) {
        return instance.instanceJson(declared.name(), !modelAhead, withInstanceView, now);
    }

    ObjectNode json(Instant now) {
        List<ObjectNode> shown = new ArrayList<>();
        extensions.values().forEach(one -> shown.add(one.json(declared.id(), TYPE, null, now)));
        return Json.object(
                "name",
                declared.name(),
                "id",
                declared.id(),
                "type",
                TYPE,
                "location",
                declared.region(),
                "sku",
                Json.object("name", "Standard_B2s", "tier", "Standard", "capacity", instances.size()),
                "properties",
                Json.object(
                        "singlePlacementGroup",
                        true,
                        "orchestrationMode",
                        "Uniform",
                        "upgradePolicy",
                        Json.object("mode", declared.manualUpgrade() ? "Manual" : "Automatic"),
                        "virtualMachineProfile",
                        Json.object(
                                "storageProfile",
                                Json.object(
                                        "osDisk",
                                        Json.object("osType", declared.os().word(), "createOption", "FromImage")),
                                "extensionProfile",
                                Json.object("extensions", shown)),
                        "provisioningState",
                        "Succeeded"));
    }
}
