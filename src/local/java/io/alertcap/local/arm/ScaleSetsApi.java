package io.alertcap.local.arm;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Scale sets and their instances: list, get, and the upgrade that brings a new model to the instances. */
final class ScaleSetsApi {
    private final World world;
    private final Operations operations;

    ScaleSetsApi(World world, Operations operations) {
        this.world = world;
        this.operations = operations;
    }

    ArmAnswer listAll(ArmRequest request) {
        return list(request, id -> true);
    }

    ArmAnswer listInGroup(ArmRequest request) {
        world.group(request.variable("sub"), request.variable("group"));
        return list(request, id -> id.group().equalsIgnoreCase(request.variable("group")));
    }

    ArmAnswer get(ArmRequest request) {
        return ArmAnswer.ok(find(request).json(world.now()));
    }

    /** Brings the model to all instances, whichever the body names. */
    ArmAnswer upgrade(ArmRequest request) {
        ScaleSetState scaleSet = find(request);
        scaleSet.upgrade();
        Instant ready = world.now().plus(world.behaviour().operationTakes());
        return operations.begin(
                ArmAnswer.of(202, null),
                request,
                "Microsoft.Compute",
                scaleSet.declared().region(),
                Operations.Outcome.done(ready),
                true);
    }

    ArmAnswer instances(ArmRequest request) {
        ScaleSetState scaleSet = find(request);
        return Listing.of(
                request,
                scaleSet.instances().values().stream()
                        .map(instance -> scaleSet.json(instance, request.expandsInstanceView(), world.now()))
                        .toList(),
                world.behaviour().pageSize());
    }

    ArmAnswer instance(ArmRequest request) {
        ScaleSetState scaleSet = find(request);
        return ArmAnswer.ok(scaleSet.json(instance(scaleSet, request), request.expandsInstanceView(), world.now()));
    }

    ArmAnswer instanceView(ArmRequest request) {
        return ArmAnswer.ok(instance(find(request), request).instanceView(world.now()));
    }

    ScaleSetState find(ArmRequest request) {
        String group = request.variable("group");
        String name = request.variable("scaleset");
        world.group(request.variable("sub"), group);
        return world.scaleSet(ArmId.of(request.variable("sub"), group, ScaleSetState.TYPE, name))
                .orElseThrow(() -> ArmRefusal.notFound(ScaleSetState.TYPE, name, group));
    }

    private static VirtualMachine instance(ScaleSetState scaleSet, ArmRequest request) {
        String instance = request.variable("instance");
        return Optional.ofNullable(scaleSet.instances().get(instance))
                .orElseThrow(() -> new ArmRefusal(
                        404,
                        "NotFound",
                        "The instance '" + instance + "' of the scale set '"
                                + scaleSet.declared().name() + "' was not found."));
    }

    private ArmAnswer list(ArmRequest request, Predicate<ArmId> chosen) {
        world.groupsOf(request.variable("sub"));
        return Listing.of(
                request,
                world.scaleSets().stream()
                        .filter(scaleSet -> {
                            ArmId id = ArmId.of(scaleSet.declared().id());
                            return id.subscription().equalsIgnoreCase(request.variable("sub")) && chosen.test(id);
                        })
                        .map(scaleSet -> scaleSet.json(world.now()))
                        .toList(),
                world.behaviour().pageSize());
    }
}
