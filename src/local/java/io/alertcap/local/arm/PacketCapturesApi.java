package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.local.agent.CaptureOrder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Packet captures: create, get, list, stop, queryStatus, delete. */
final class PacketCapturesApi {
    private static final String NETWORK = "Microsoft.Network";
    private static final String WATCHERS = "Microsoft.Network/networkWatchers";

    /** The rule of Microsoft.Network resource names; none is documented for packet captures. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?");

    private static final DateTimeFormatter DEFAULT_FILE = DateTimeFormatter.ofPattern(
                    "uuuu/MM/dd/'packetcapture'_HH_mm_ss_SSS'.cap'")
            .withZone(ZoneOffset.UTC);

    private final World world;
    private final Operations operations;

    PacketCapturesApi(World world, Operations operations) {
        this.world = world;
        this.operations = operations;
    }

    ArmAnswer list(ArmRequest request) {
        return Listing.of(
                request,
                watcher(request).sessions().stream()
                        .map(session -> session.json(world.now()))
                        .toList(),
                world.behaviour().pageSize());
    }

    ArmAnswer get(ArmRequest request) {
        return ArmAnswer.ok(session(request).json(world.now()));
    }

    ArmAnswer put(ArmRequest request) {
        Watcher watcher = parent(request);
        String name = request.variable("capture");
        if (!NAME.matcher(name).matches()) {
            throw new ArmRefusal(
                    400,
                    "InvalidResourceName",
                    "Resource name " + name
                            + " is invalid. The name can be up to 80 characters long. It must begin with"
                            + " a word character, and it must end with a word character or with '_'. The name may contain"
                            + " word characters or '.', '-', '_'.");
        }
        CaptureBody body = CaptureBody.parse(request.json(), request.apiVersion());
        List<VirtualMachine> machines = targets(body, watcher);
        machines.forEach(machine -> body.checkLocalFile(machine.machine().os()));
        Session existing = watcher.session(name).orElse(null);
        if (existing != null) {
            return answerExisting(existing);
        }
        if (watcher.running() >= world.behaviour().serviceLimit()) {
            throw new ArmRefusal(
                    400,
                    "PacketCaptureCountLimitReached",
                    "Cannot run more packet captures in this subscription and region. Limit: "
                            + world.behaviour().serviceLimit() + ", Region: " + watcher.region() + ".");
        }
        String storagePath = storagePath(body);
        Session session = new Session(
                name,
                watcher,
                echo(body, storagePath),
                plan(body, machines, storagePath, watcher, name, request.effects()));
        watcher.add(session, world.now());
        return operations.begin(
                ArmAnswer.of(201, session.json(Instant.MIN)),
                request,
                NETWORK,
                watcher.region(),
                new Operations.Outcome(world.now().plus(world.behaviour().createTakes()), session.failure(), 200, null),
                false);
    }

    ArmAnswer stop(ArmRequest request) {
        Session session = session(request);
        session.stop(world.now(), world.behaviour().agent());
        session.watcher().written();
        // Recorded from the service in 2019: the final answer of a stop is 200 with the body null.
        return begin(request, session, new Operations.Outcome(ready(), null, 200, NullNode.instance));
    }

    ArmAnswer queryStatus(ArmRequest request) {
        Session session = session(request);
        return world.behaviour().queryStatusIsLongRunning()
                ? begin(request, session, Operations.Outcome.result(ready(), session.status()))
                : ArmAnswer.ok(session.status());
    }

    ArmAnswer delete(ArmRequest request) {
        Session session = watcher(request).session(request.variable("capture")).orElse(null);
        if (session == null) {
            return ArmAnswer.of(204, null);
        }
        world.delete(session);
        return begin(request, session, Operations.Outcome.done(ready()));
    }

    private ArmAnswer begin(ArmRequest request, Session session, Operations.Outcome outcome) {
        return operations.begin(
                ArmAnswer.of(202, null), request, NETWORK, session.watcher().region(), outcome, true);
    }

    private Instant ready() {
        return world.now().plus(world.behaviour().operationTakes());
    }

    private ArmAnswer answerExisting(Session existing) {
        return switch (world.behaviour().existingName()) {
            case OK -> ArmAnswer.ok(existing.json(world.now()));
            case BAD_REQUEST ->
                throw new ArmRefusal(
                        400, "PacketCaptureAlreadyExists", "Packet capture '" + existing.name() + "' already exists.");
            case CONFLICT ->
                throw new ArmRefusal(
                        409, "PacketCaptureAlreadyExists", "Packet capture '" + existing.name() + "' already exists.");
        };
    }

    /** The machines of the target; refuses what cannot be one. */
    private List<VirtualMachine> targets(CaptureBody body, Watcher watcher) {
        ArmId target = ArmId.parse(body.target()).orElseThrow(() -> unsupported(body.target()));
        boolean scaleSet = target.isA(ScaleSetState.TYPE);
        if (!target.child().isEmpty()
                || (!scaleSet && !target.isA(VirtualMachine.TYPE))
                || scaleSet != body.targetType().equals("AzureVMSS")) {
            throw unsupported(body.target());
        }
        List<VirtualMachine> machines = scaleSet ? instances(body) : List.of(machine(body.target()));
        if (machines.isEmpty()) {
            throw CaptureBody.invalid("the scope leaves no instance of the scale set");
        }
        String region = machines.get(0).machine().region();
        if (!Regions.same(region, watcher.region())
                || !target.subscription()
                        .equalsIgnoreCase(ArmId.of(watcher.id()).subscription())) {
            throw CaptureBody.invalid(
                    "the target is in region '" + region + "' and must be in the subscription and region"
                            + " of the network watcher, '" + watcher.region() + "'");
        }
        return machines;
    }

    private VirtualMachine machine(String id) {
        return world.machine(id).orElseThrow(() -> missing(id));
    }

    private List<VirtualMachine> instances(CaptureBody body) {
        ScaleSetState scaleSet = world.scaleSet(body.target()).orElseThrow(() -> missing(body.target()));
        for (String instance : body.include()) {
            if (!scaleSet.instances().containsKey(instance)) {
                throw CaptureBody.invalid("the scale set has no instance '" + instance + "'");
            }
        }
        return scaleSet.instances().entrySet().stream()
                .filter(one -> body.include().isEmpty() || body.include().contains(one.getKey()))
                .filter(one -> !body.exclude().contains(one.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private ArmRefusal missing(String id) {
        ArmId target = ArmId.of(id);
        return world.behaviour().missingTargetStatus() == 404
                ? ArmRefusal.notFound(target.type(), target.name(), target.group())
                : new ArmRefusal(
                        400,
                        "InvalidResourceReference",
                        "Resource " + id + " referenced by the packet capture was not found. Please make sure that the"
                                + " referenced resource exists, and that both resources are in the same region.");
    }

    private static ArmRefusal unsupported(String target) {
        return new ArmRefusal(
                400, "UnsupportedTargetResourceId", "The target resource id '" + target + "' is not supported.");
    }

    /** The properties as they are shown, with the storage path that the service chooses. */
    private static ObjectNode echo(CaptureBody body, @Nullable String storagePath) {
        ObjectNode echo = body.echo().deepCopy();
        if (echo.get("storageLocation") instanceof ObjectNode location) {
            location.put("storagePath", storagePath == null ? "" : storagePath);
        }
        return echo;
    }

    private @Nullable String storagePath(CaptureBody body) {
        String storageId = body.storageId();
        if (storageId == null) {
            return null;
        }
        StorageAccount account = world.account(storageId)
                .orElseThrow(() -> new ArmRefusal(
                        400,
                        "InvalidResourceReference",
                        "Resource " + storageId
                                + " referenced by the packet capture was not found. Please make sure that"
                                + " the referenced resource exists, and that both resources are in the same region."));
        return body.storagePath() != null
                ? body.storagePath()
                : account.blobEndpoint() + "/network-watcher-logs"
                        + body.target().toLowerCase(Locale.ROOT) + "/" + DEFAULT_FILE.format(world.now());
    }

    private Session.Plan plan(
            CaptureBody body,
            List<VirtualMachine> machines,
            @Nullable String storagePath,
            Watcher watcher,
            String name,
            List<Fault.Effect> effects) {
        Behaviour behaviour = world.behaviour();
        Instant now = world.now();
        Instant startsAt = now.plus(behaviour.createTakes());
        Session.Failure failure = effects.stream()
                .filter(Fault.ProvisioningFails.class::isInstance)
                .map(Fault.ProvisioningFails.class::cast)
                .map(fault -> new Session.Failure(fault.code(), fault.message()))
                .findFirst()
                .orElse(null);
        List<String> startErrors = new ArrayList<>();
        if (machines.stream().anyMatch(machine -> !machine.ready(now))) {
            String message =
                    "The Network Watcher agent of the target cannot be reached: the machine must be running and"
                            + " have the agent extension.";
            switch (behaviour.unreadyTarget()) {
                case REFUSED -> throw new ArmRefusal(400, "AgentNotReachable", message);
                case PROVISIONING_FAILED -> failure = new Session.Failure("AgentNotReachable", message);
                case STATUS_ERROR -> startErrors.add("AgentStopped");
            }
        }
        String storageId = body.storageId();
        if (storageId != null
                && world.account(storageId)
                        .filter(account -> !account.takesFilesFrom(watcher.region()))
                        .isPresent()) {
            startErrors.add("StorageFailed");
        }
        List<Session.Share> shares = machines.stream()
                .map(machine -> share(body, machine, storagePath, name, startsAt))
                .toList();
        return new Session.Plan(
                now,
                startsAt,
                failure,
                startErrors,
                shares,
                behaviour.sizeStopReason(),
                behaviour.uploadTakes(),
                effects);
    }

    private Session.Share share(
            CaptureBody body, VirtualMachine target, @Nullable String storagePath, String name, Instant startsAt) {
        Machine machine = target.machine();
        String machineName = name(machine);
        String localFile = body.localFile();
        Path folder = world.behaviour().machines().resolve(machineName);
        Path file = localFile == null
                ? folder.resolve("temporary").resolve(name + "-" + startsAt.toEpochMilli() + ".cap")
                : folder.resolve(localFile.replace('\\', '/').replace(":", "").replaceFirst("^/", ""));
        CaptureOrder order = new CaptureOrder(
                machineName,
                address(machine.localAddress()),
                ArmId.key(machine.id()).hashCode(),
                machine.packetsPerSecond(),
                startsAt,
                body.timeLimit(),
                body.bytesPerPacket(),
                body.totalBytes(),
                body.filters(),
                body.rotation(),
                file);
        boolean scaleSet = body.targetType().equals("AzureVMSS");
        return new Session.Share(
                order,
                storagePath == null || !scaleSet ? storagePath : instancePath(storagePath, machineName),
                localFile != null);
    }

    /** {@code a/b.cap} becomes {@code a/b/machine_b.cap}: the form seen from the service for several instances. */
    private static String instancePath(String storagePath, String machine) {
        String stem = storagePath.replaceFirst("(?i)\\.cap$", "");
        return stem + "/" + machine + "_" + stem.substring(stem.lastIndexOf('/') + 1) + ".cap";
    }

    private static String name(Machine machine) {
        ArmId id = ArmId.of(machine.id());
        return id.isA(ScaleSetState.TYPE) ? id.name() + "_" + machine.name() : machine.name();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("A machine's address must be a literal, not " + literal, e);
        }
    }

    private Session session(ArmRequest request) {
        Watcher watcher = watcher(request);
        return watcher.session(request.variable("capture"))
                .orElseThrow(() -> ArmRefusal.notFound(
                        WATCHERS,
                        ArmId.of(watcher.id()).name() + "/packetCaptures/" + request.variable("capture"),
                        ArmId.of(watcher.id()).group()));
    }

    private Watcher watcher(ArmRequest request) {
        return world.watcher(watcherId(request))
                .orElseThrow(
                        () -> ArmRefusal.notFound(WATCHERS, request.variable("watcher"), request.variable("group")));
    }

    private Watcher parent(ArmRequest request) {
        return world.watcher(watcherId(request))
                .orElseThrow(() -> new ArmRefusal(
                        404,
                        "ParentResourceNotFound",
                        "Failed to perform 'write' on resource(s) of type 'networkWatchers/packetCaptures', because the"
                                + " parent resource '" + watcherId(request) + "' could not be found."));
    }

    private String watcherId(ArmRequest request) {
        String group =
                world.group(request.variable("sub"), request.variable("group")).name();
        return ArmId.of(request.variable("sub"), group, WATCHERS, request.variable("watcher"));
    }
}
