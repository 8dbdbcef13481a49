package io.alertcap.local.arm;

import java.util.List;
import java.util.function.Predicate;

/** Virtual machines: list and get, with the instance view. */
final class MachinesApi {
    private final World world;

    MachinesApi(World world) {
        this.world = world;
    }

    ArmAnswer listAll(ArmRequest request) {
        return list(request, id -> true);
    }

    ArmAnswer listInGroup(ArmRequest request) {
        world.group(request.variable("sub"), request.variable("group"));
        return list(request, id -> id.group().equalsIgnoreCase(request.variable("group")));
    }

    ArmAnswer get(ArmRequest request) {
        return ArmAnswer.ok(find(request).json(request.expandsInstanceView(), world.now()));
    }

    ArmAnswer instanceView(ArmRequest request) {
        return ArmAnswer.ok(find(request).instanceView(world.now()));
    }

    VirtualMachine find(ArmRequest request) {
        String group = request.variable("group");
        String name = request.variable("machine");
        world.group(request.variable("sub"), group);
        return world.machine(ArmId.of(request.variable("sub"), group, VirtualMachine.TYPE, name))
                .orElseThrow(() -> ArmRefusal.notFound(VirtualMachine.TYPE, name, group));
    }

    private ArmAnswer list(ArmRequest request, Predicate<ArmId> chosen) {
        world.groupsOf(request.variable("sub"));
        List<VirtualMachine> machines = world.machines().stream()
                .filter(machine -> {
                    ArmId id = ArmId.of(machine.machine().id());
                    return id.subscription().equalsIgnoreCase(request.variable("sub")) && chosen.test(id);
                })
                .toList();
        return Listing.of(
                request,
                machines.stream()
                        .map(machine -> machine.json(request.expandsInstanceView(), world.now()))
                        .toList(),
                world.behaviour().pageSize());
    }
}
