package io.alertcap.local.arm;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Network Watchers: list, get, create. */
final class NetworkWatchersApi {
    private static final String TYPE = "Microsoft.Network/networkWatchers";

    private final World world;

    NetworkWatchersApi(World world) {
        this.world = world;
    }

    ArmAnswer listAll(ArmRequest request) {
        return list(request, id -> true);
    }

    ArmAnswer listInGroup(ArmRequest request) {
        return list(request, id -> id.group().equalsIgnoreCase(request.variable("group")));
    }

    ArmAnswer get(ArmRequest request) {
        return ArmAnswer.ok(find(request)
                .orElseThrow(() -> ArmRefusal.notFound(TYPE, request.variable("watcher"), request.variable("group")))
                .json());
    }

    /** At most one in each region of a subscription. */
    ArmAnswer put(ArmRequest request) {
        String region = Json.text(request.json(), "location");
        if (region == null) {
            throw new ArmRefusal(400, "LocationRequired", "The location property is required for this definition.");
        }
        Optional<Watcher> existing = find(request);
        if (existing.isPresent()) {
            if (!existing.get().region().equals(Regions.name(region))) {
                throw new ArmRefusal(
                        409,
                        "InvalidResourceLocation",
                        "The resource '" + request.variable("watcher") + "' already exists in location '"
                                + existing.get().region() + "'.");
            }
            existing.get().written();
            return ArmAnswer.ok(existing.get().json());
        }
        if (inSubscription(request).stream()
                .anyMatch(watcher -> watcher.region().equals(Regions.name(region)))) {
            throw new ArmRefusal(
                    400,
                    "NetworkWatcherCountLimitReached",
                    "Cannot create more than 1 network watchers for this subscription in this region."
                            + " Current: 1, Max: 1, Region: " + region + ".");
        }
        Watcher created = new Watcher(id(request), Regions.name(region));
        world.put(created);
        return ArmAnswer.of(201, created.json());
    }

    private ArmAnswer list(ArmRequest request, Predicate<ArmId> chosen) {
        return Listing.of(
                request,
                inSubscription(request).stream()
                        .filter(watcher -> chosen.test(ArmId.of(watcher.id())))
                        .map(Watcher::json)
                        .toList(),
                world.behaviour().pageSize());
    }

    private List<Watcher> inSubscription(ArmRequest request) {
        return world.watchers().stream()
                .filter(watcher -> ArmId.of(watcher.id()).subscription().equalsIgnoreCase(request.variable("sub")))
                .toList();
    }

    private Optional<Watcher> find(ArmRequest request) {
        return world.watcher(id(request));
    }

    private String id(ArmRequest request) {
        String group =
                world.group(request.variable("sub"), request.variable("group")).name();
        return ArmId.of(request.variable("sub"), group, TYPE, request.variable("watcher"));
    }
}
