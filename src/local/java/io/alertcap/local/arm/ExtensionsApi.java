package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Extensions of machines and of scale sets: list, get, install, remove. */
final class ExtensionsApi {
    private final World world;
    private final Operations operations;
    private final MachinesApi machines;
    private final ScaleSetsApi scaleSets;

    ExtensionsApi(World world, Operations operations, MachinesApi machines, ScaleSetsApi scaleSets) {
        this.world = world;
        this.operations = operations;
        this.machines = machines;
        this.scaleSets = scaleSets;
    }

    /**
     * Whose extensions they are.
     *
     * @param id of the machine or scale set
     * @param type of it
     * @param region of it
     * @param location shown with each extension; null for a scale set's
     * @param os that it runs
     * @param installed by name
     */
    private record Owner(
            String id,
            String type,
            String region,
            @Nullable String location,
            Machine.Os os,
            Map<String, Extension> installed) {
        static Owner of(VirtualMachine owner) {
            Machine machine = owner.machine();
            return new Owner(
                    machine.id(),
                    VirtualMachine.TYPE,
                    machine.region(),
                    machine.region(),
                    machine.os(),
                    owner.extensions());
        }

        static Owner of(ScaleSetState owner) {
            ScaleSet declared = owner.declared();
            return new Owner(
                    declared.id(), ScaleSetState.TYPE, declared.region(), null, declared.os(), owner.extensions());
        }

        ObjectNode json(Extension extension, Instant now) {
            return extension.json(id, type, location, now);
        }
    }

    ArmAnswer listOfMachine(ArmRequest request) {
        return list(request, Owner.of(machines.find(request)));
    }

    ArmAnswer listOfScaleSet(ArmRequest request) {
        return list(request, Owner.of(scaleSets.find(request)));
    }

    ArmAnswer getOfMachine(ArmRequest request) {
        return get(request, Owner.of(machines.find(request)));
    }

    ArmAnswer getOfScaleSet(ArmRequest request) {
        return get(request, Owner.of(scaleSets.find(request)));
    }

    ArmAnswer putToMachine(ArmRequest request) {
        VirtualMachine machine = machines.find(request);
        refuseUnlessRunning(machine);
        return put(request, Owner.of(machine));
    }

    ArmAnswer putToScaleSet(ArmRequest request) {
        ScaleSetState scaleSet = scaleSets.find(request);
        ArmAnswer answer = put(request, Owner.of(scaleSet));
        scaleSet.modelChanged();
        return answer;
    }

    ArmAnswer deleteFromMachine(ArmRequest request) {
        VirtualMachine machine = machines.find(request);
        refuseUnlessRunning(machine);
        return delete(request, Owner.of(machine));
    }

    ArmAnswer deleteFromScaleSet(ArmRequest request) {
        ScaleSetState scaleSet = scaleSets.find(request);
        ArmAnswer answer = delete(request, Owner.of(scaleSet));
        scaleSet.modelChanged();
        return answer;
    }

    private ArmAnswer list(ArmRequest request, Owner owner) {
        List<ObjectNode> all = owner.installed().values().stream()
                .map(extension -> owner.json(extension, world.now()))
                .toList();
        return Listing.of(request, all, world.behaviour().pageSize());
    }

    private ArmAnswer get(ArmRequest request, Owner owner) {
        String name = request.variable("extension");
        Extension extension = owner.installed().get(name);
        if (extension == null) {
            ArmId id = ArmId.of(owner.id());
            throw ArmRefusal.notFound(owner.type(), id.name() + "/extensions/" + name, id.group());
        }
        return ArmAnswer.ok(owner.json(extension, world.now()));
    }

    private ArmAnswer put(ArmRequest request, Owner owner) {
        String name = request.variable("extension");
        Instant ready = world.now().plus(world.behaviour().operationTakes());
        Extension wanted = read(request, name, owner, ready);
        Extension replaced = owner.installed().put(name, wanted);
        return operations.begin(
                ArmAnswer.of(replaced == null ? 201 : 200, owner.json(wanted, world.now())),
                request,
                "Microsoft.Compute",
                owner.region(),
                Operations.Outcome.done(ready),
                false);
    }

    private ArmAnswer delete(ArmRequest request, Owner owner) {
        if (owner.installed().remove(request.variable("extension")) == null) {
            return ArmAnswer.of(204, null);
        }
        Instant ready = world.now().plus(world.behaviour().operationTakes());
        return operations.begin(
                ArmAnswer.of(202, null),
                request,
                "Microsoft.Compute",
                owner.region(),
                Operations.Outcome.done(ready),
                true);
    }

    private static Extension read(ArmRequest request, String name, Owner owner, Instant ready) {
        if (!(Json.get(request.json(), "properties") instanceof ObjectNode properties)) {
            throw new ArmRefusal(400, "InvalidParameter", "Required parameter 'properties' is missing (null).");
        }
        String publisher = required(properties, "publisher");
        String type = required(properties, "type");
        String version = required(properties, "typeHandlerVersion");
        ExtensionImage image = ExtensionImage.find(publisher, type)
                .orElseThrow(() -> new ArmRefusal(
                        404,
                        "ArtifactNotFound",
                        "The VM extension with publisher '" + publisher + "' and type '" + type
                                + "' could not be found in location '" + owner.region() + "'."));
        if (image.os() != owner.os()) {
            throw new ArmRefusal(
                    409,
                    "OperationNotAllowed",
                    "The extension '" + type + "' is for " + image.os().word() + " and the machine runs "
                            + owner.os().word() + ".");
        }
        for (Extension other : owner.installed().values()) {
            if (!other.name().equalsIgnoreCase(name) && other.type().equalsIgnoreCase(type)) {
                throw new ArmRefusal(
                        400,
                        "BadRequest",
                        "Multiple VMExtensions per handler not supported for OS type '"
                                + owner.os().word() + "'. VMExtension '" + name + "' with handler '" + publisher + "."
                                + type + "' already added or specified in input.");
            }
        }
        if (!image.version().startsWith(version)) {
            throw new ArmRefusal(
                    400,
                    "InvalidParameter",
                    "The version '" + version + "' of the extension '" + type + "' is not one of '" + image.version()
                            + "'.");
        }
        properties.remove("provisioningState");
        return new Extension(name, image.publisher(), image.type(), image.version(), properties, ready);
    }

    private static String required(ObjectNode properties, String member) {
        String text = Json.text(properties, member);
        if (text == null) {
            throw new ArmRefusal(400, "InvalidParameter", "Required parameter '" + member + "' is missing (null).");
        }
        return text;
    }

    private static void refuseUnlessRunning(VirtualMachine machine) {
        if (!machine.running()) {
            throw new ArmRefusal(
                    409, "OperationNotAllowed", "Cannot modify extensions in the VM when the VM is not running.");
        }
    }
}
