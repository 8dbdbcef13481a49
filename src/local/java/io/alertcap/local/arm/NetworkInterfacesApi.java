package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The one network interface that each machine has: get. */
final class NetworkInterfacesApi {
    private static final String TYPE = "Microsoft.Network/networkInterfaces";
    private static final String SUFFIX = "-nic";

    private final World world;

    NetworkInterfacesApi(World world) {
        this.world = world;
    }

    static String idOf(Machine machine) {
        ArmId id = ArmId.of(machine.id());
        return "/subscriptions/" + id.subscription() + "/resourceGroups/" + id.group() + "/providers/" + TYPE + "/"
                + machine.name() + SUFFIX;
    }

    ArmAnswer get(ArmRequest request) {
        String group = request.variable("group");
        String name = request.variable("interface");
        world.group(request.variable("sub"), group);
        String id = "/subscriptions/" + request.variable("sub") + "/resourceGroups/" + group + "/providers/" + TYPE
                + "/" + name;
        return ArmAnswer.ok(world.machines().stream()
                .map(VirtualMachine::machine)
                .filter(machine -> idOf(machine).equalsIgnoreCase(id))
                .findFirst()
                .map(NetworkInterfacesApi::json)
                .orElseThrow(() -> ArmRefusal.notFound(TYPE, name, group)));
    }

    private static ObjectNode json(Machine machine) {
        String id = idOf(machine);
        return Json.object(
                "name",
                machine.name() + SUFFIX,
                "id",
                id,
                "type",
                TYPE,
                "location",
                machine.region(),
                "properties",
                Json.object(
                        "provisioningState",
                        "Succeeded",
                        "ipConfigurations",
                        List.of(Json.object(
                                "name",
                                "ipconfig1",
                                "id",
                                id + "/ipConfigurations/ipconfig1",
                                "properties",
                                Json.object(
                                        "privateIPAddress",
                                        machine.localAddress(),
                                        "privateIPAllocationMethod",
                                        "Dynamic",
                                        "privateIPAddressVersion",
                                        "IPv4",
                                        "primary",
                                        true))),
                        "primary",
                        true,
                        "virtualMachine",
                        Json.object("id", machine.id())));
    }
}
