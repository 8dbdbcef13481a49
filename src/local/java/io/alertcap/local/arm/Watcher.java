package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A Network Watcher and the packet captures under it. Guarded by the {@link World}. */
final class Watcher {
    private final String id;
    private final String region;
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final List<ArmStandIn.SessionStart> starts = new ArrayList<>();
    private String etag = "";
    private int mostRunningAtOnce;

    Watcher(String id, String region) {
        this.id = id;
        this.region = region;
        written();
    }

    String id() {
        return id;
    }

    String region() {
        return region;
    }

    /** Shared by the watcher and all its captures: every write below a watcher changes it. */
    String etag() {
        return etag;
    }

    void written() {
        etag = "W/\"" + UUID.randomUUID() + "\"";
        mostRunningAtOnce = Math.max(mostRunningAtOnce, running());
    }

    Collection<Session> sessions() {
        return sessions.values();
    }

    Optional<Session> session(String name) {
        return Optional.ofNullable(sessions.get(ArmId.key(name)));
    }

    /** Every session there ever was, in the order of their starts. */
    List<ArmStandIn.SessionStart> starts() {
        return List.copyOf(starts);
    }

    void add(Session session, Instant at) {
        starts.add(new ArmStandIn.SessionStart(
                at,
                session.name(),
                session.storagePath(),
                sessions.values().stream()
                        .filter(Session::live)
                        .map(Session::name)
                        .toList()));
        sessions.put(ArmId.key(session.name()), session);
        written();
    }

    void remove(Session session) {
        sessions.remove(ArmId.key(session.name()), session);
        written();
    }

    /** Sessions that have not ended. */
    int running() {
        return (int) sessions.values().stream().filter(Session::live).count();
    }

    int mostRunningAtOnce() {
        return mostRunningAtOnce;
    }

    ObjectNode json() {
        return Json.object(
                "name",
                ArmId.of(id).name(),
                "id",
                id,
                "etag",
                etag,
                "type",
                "Microsoft.Network/networkWatchers",
                "location",
                region,
                "properties",
                Json.object("provisioningState", "Succeeded", "runningOperationIds", Json.MAPPER.createArrayNode()));
    }
}
