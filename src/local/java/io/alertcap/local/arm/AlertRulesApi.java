package io.alertcap.local.arm;

/** Alert rules: the list of each type in a subscription. */
final class AlertRulesApi {
    private final World world;

    AlertRulesApi(World world) {
        this.world = world;
    }

    ArmAnswer list(String type, ArmRequest request) {
        String subscription = request.variable("sub");
        world.groupsOf(subscription);
        return Listing.of(
                request,
                world.rules().stream()
                        .filter(rule -> rule.type().equals(type)
                                && ArmId.of(rule.id()).subscription().equalsIgnoreCase(subscription))
                        .map(rule -> Json.object(
                                "id",
                                rule.id(),
                                "name",
                                rule.name(),
                                "type",
                                "Microsoft.Insights/" + rule.type(),
                                "location",
                                "global",
                                "tags",
                                Json.object(),
                                "properties",
                                rule.properties()))
                        .toList(),
                world.behaviour().pageSize());
    }
}
