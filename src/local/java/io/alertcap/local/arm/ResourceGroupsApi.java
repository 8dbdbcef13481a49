package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Subscriptions and resource groups, as far as clients look them up. */
final class ResourceGroupsApi {
    private final World world;

    ResourceGroupsApi(World world) {
        this.world = world;
    }

    ArmAnswer subscriptions(ArmRequest request) {
        List<ObjectNode> all =
                world.subscriptions().stream().map(ResourceGroupsApi::json).toList();
        return Listing.of(request, all, world.behaviour().pageSize());
    }

    ArmAnswer subscription(ArmRequest request) {
        world.groupsOf(request.variable("sub"));
        return ArmAnswer.ok(json(request.variable("sub")));
    }

    ArmAnswer list(ArmRequest request) {
        List<ObjectNode> all = world.groupsOf(request.variable("sub")).values().stream()
                .map(group -> json(request, group))
                .toList();
        return Listing.of(request, all, world.behaviour().pageSize());
    }

    ArmAnswer get(ArmRequest request) {
        return ArmAnswer.ok(json(request, world.group(request.variable("sub"), request.variable("group"))));
    }

    private static ObjectNode json(String subscription) {
        return Json.object(
                "id",
                "/subscriptions/" + subscription,
                "subscriptionId",
                subscription,
                "displayName",
                "Local cloud",
                "state",
                "Enabled");
    }

    private static ObjectNode json(ArmRequest request, World.Group group) {
        return Json.object(
                "id",
                "/subscriptions/" + request.variable("sub") + "/resourceGroups/" + group.name(),
                "name",
                group.name(),
                "type",
                "Microsoft.Resources/resourceGroups",
                "location",
                group.region(),
                "properties",
                Json.object("provisioningState", "Succeeded"));
    }
}
