package io.alertcap.simulation;

import io.alertcap.alert.MachineKind;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureFiles;
import io.alertcap.capture.Exchange;
import io.alertcap.capture.Machines;
import io.alertcap.capture.NetworkWatchers;
import io.alertcap.capture.PacketCaptureSession;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.ServiceRequest;
import io.alertcap.capture.SessionDetail;
import io.alertcap.capture.SessionRequest;
import io.alertcap.capture.SessionStatus;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Watcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Azure as it is: sessions, who else has some, and files that come when they come. Hosts see it through calls. */
final class SimulatedAzure {
    static final String SUBSCRIPTION = "0b1f6471-1bf0-4dda-aec3-111122223333";

    private static final ResourceId SCALE_SET = ResourceId.parse("/subscriptions/" + SUBSCRIPTION
                    + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachineScaleSets/shop")
            .orElseThrow();

    private static final int INSTANCES = 3;

    /** {@code ArmClient.CALL_LIMIT}. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(15);

    private static final Duration FILES_LIMIT = Duration.ofSeconds(5);

    /** Hears of what matters for the invariants, in the moment in which it happens. */
    interface Watch {
        /** Id of the record on whose behalf a request is sent that has no path in storage. */
        String recordOf(SessionRequest request);

        /** A request to start a session leaves the app. */
        void starting(String record, SessionRequest request);

        /** A request for the capture agent leaves the app. */
        void installing(Schedule.@Nullable Strand by, MachineTarget machine);

        /** It is under way, and will take effect. */
        void departed(String record);

        /** It has taken effect, or was refused. */
        void arrived(String record);

        void landed(Session session);

        void listed(Schedule.@Nullable Strand by, Watcher watcher, Set<String> foreign);

        void asked(Schedule.@Nullable Strand by, Watcher watcher, String call);

        void acted(String call, Session on);

        /** A file of ours is about to be gone. */
        void deleting(String url);
    }

    /** How a machine's capture agent stands; one that is not mentioned has its agent. */
    private enum Agent {
        MISSING,
        UNDER_WAY,
        BROKEN
    }

    /** A packet capture session, ours or anybody's. */
    static final class Session {
        final Watcher watcher;
        final String name;
        final String target;
        final @Nullable String path;
        final @Nullable String filePath;
        final int timeLimitSeconds;
        /** Id of the record in the path; null for somebody else's. */
        final @Nullable String record;

        final long landedAt;
        long startsAt;
        long visibleAt;
        boolean ended;
        long endedAt;
        boolean gone;
        long goneAt;
        boolean removedByOthers;

        @Nullable
        String stopReason;

        List<String> errors = List.of();
        boolean provisioningFailed;
        /** How many files come of it. */
        int files = 1;

        Session(
                Watcher watcher,
                String name,
                String target,
                @Nullable String path,
                @Nullable String filePath,
                int timeLimitSeconds,
                @Nullable String record,
                long landedAt) {
            this.watcher = watcher;
            this.name = name;
            this.target = target;
            this.path = path;
            this.filePath = filePath;
            this.timeLimitSeconds = timeLimitSeconds;
            this.record = record;
            this.landedAt = landedAt;
        }

        boolean isLive() {
            return !ended && !gone;
        }

        String id() {
            return watcher.id() + "/packetCaptures/" + name;
        }

        @Override
        public String toString() {
            return name + (record == null ? " (foreign)" : " of " + record);
        }
    }

    private static final class File {
        final String url;
        long bytes;
        long packets;
        Instant changedAt = Instant.EPOCH;

        File(String url) {
            this.url = url;
        }
    }

    private final Schedule schedule;
    private final Chaos chaos;
    private final Story story;
    private final Watch watch;
    private final List<Session> sessions = new ArrayList<>();
    private final Map<String, Agent> agents = new HashMap<>();
    /** Machines whose agent is asked for, seen or not. */
    private final Set<String> installing = new HashSet<>();

    /** By the path that was asked for, and then by their own. */
    private final Map<String, Map<String, File>> files = new LinkedHashMap<>();

    SimulatedAzure(Schedule schedule, Chaos chaos, Story story, Watch watch) {
        this.schedule = schedule;
        this.chaos = chaos;
        this.story = story;
        this.watch = watch;
    }

    static MachineTarget machine(int number) {
        return MachineTarget.of(ResourceId.parse("/subscriptions/" + SUBSCRIPTION
                                + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web-" + number)
                        .orElseThrow())
                .orElseThrow();
    }

    /** A machine of another subscription, which is not among the scopes. */
    static MachineTarget elsewhere() {
        return MachineTarget.of(ResourceId.parse("/subscriptions/9b1f6471-1bf0-4dda-aec3-111122223333"
                                + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web-1")
                        .orElseThrow())
                .orElseThrow();
    }

    /** A scale set of three instances; none named means all of it. */
    static MachineTarget scaleSet(String... instances) {
        return new MachineTarget(SCALE_SET, List.of(instances));
    }

    private static Region region(MachineTarget machine) {
        return new Region(machine.id().name().endsWith("3") ? "westus2" : "eastus");
    }

    static Watcher watcher(Region region) {
        return new Watcher(
                ResourceId.parse("/subscriptions/" + SUBSCRIPTION
                                + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/"
                                + "NetworkWatcher_" + region.name())
                        .orElseThrow(),
                region);
    }

    // ---- the truth ------------------------------------------------------------------------------------------------

    List<Session> sessions() {
        return sessions;
    }

    List<Session> of(String record) {
        return sessions.stream()
                .filter(session -> record.equals(session.record))
                .toList();
    }

    /** What others have, or had, by the resource id. */
    List<Session> foreign(String id) {
        return sessions.stream()
                .filter(session -> session.record == null && id.equalsIgnoreCase(session.id()))
                .toList();
    }

    List<Session> liveOf(String record) {
        return of(record).stream().filter(Session::isLive).toList();
    }

    List<Session> ourLive(Watcher watcher) {
        return sessions.stream()
                .filter(session -> session.record != null && session.isLive() && session.watcher.equals(watcher))
                .toList();
    }

    Set<String> foreignLive(Watcher watcher) {
        return sessions.stream()
                .filter(session -> session.record == null && session.isLive() && session.watcher.equals(watcher))
                .map(session -> session.name)
                .collect(Collectors.toSet());
    }

    boolean hasFile(String record) {
        return filesOf(record).findAny().isPresent();
    }

    /**
     * Of the session that a record tells of. One that others removed before its start was known, and whose name others took
     * then, may have left a file under that name.
     */
    int countFilesAt(@Nullable String path) {
        return path == null ? 0 : files.getOrDefault(path, Map.of()).size();
    }

    /** How many of these are there. */
    long filesAt(List<String> urls) {
        return files.values().stream()
                .flatMap(there -> there.keySet().stream())
                .filter(urls::contains)
                .count();
    }

    long countPackets(String record) {
        return filesOf(record).mapToLong(file -> file.packets).sum();
    }

    private Stream<File> filesOf(String record) {
        return files.entrySet().stream()
                .filter(entry -> entry.getKey().contains("/" + record + "/"))
                .flatMap(entry -> entry.getValue().values().stream());
    }

    private Optional<Session> named(Watcher watcher, String name) {
        return sessions.stream()
                .filter(session ->
                        !session.gone && session.watcher.equals(watcher) && session.name.equalsIgnoreCase(name))
                .findFirst();
    }

    boolean hasAgent(MachineTarget machine) {
        return !agents.containsKey(machine.machineKey());
    }

    // ---- the capture agent ----------------------------------------------------------------------------------------

    void withoutAgent(MachineTarget machine) {
        story.met(Happening.MACHINE_WITHOUT_AGENT);
        tell(() -> machine.id().name() + " has no agent");
        agents.put(machine.machineKey(), Agent.MISSING);
    }

    void othersInstall(MachineTarget machine) {
        if (agents.get(machine.machineKey()) == Agent.MISSING && installing.add(machine.machineKey())) {
            story.met(Happening.AGENT_INSTALLED_BY_OTHERS);
            tell(() -> "somebody installs the agent on " + machine.id().name());
            install(machine);
        }
    }

    /** Who asks again changes nothing. */
    private void askedForAgent(MachineTarget machine) {
        story.met(Happening.AGENT_ASKED_FOR);
        if (installing.add(machine.machineKey())) {
            install(machine);
        } else {
            story.met(Happening.AGENT_ASKED_FOR_TWICE);
        }
    }

    private void install(MachineTarget machine) {
        String key = machine.machineKey();
        long unseen = strikes(0.2, Happening.AGENT_NOT_VISIBLE_YET) ? chaos.upTo(20_000) : 0;
        long takes = unseen
                + (strikes(0.2, Happening.INSTALLATION_SLOW) ? chaos.upTo(60 * 60_000) : 5_000 + chaos.upTo(180_000));
        boolean fails = strikes(0.2, Happening.INSTALLATION_FAILS);
        schedule.in(unseen, () -> agents.put(key, Agent.UNDER_WAY));
        schedule.in(takes, () -> {
            tell(() -> "the agent on " + machine.id().name() + (fails ? " could not be installed" : " is there"));
            if (fails) {
                agents.put(key, Agent.BROKEN);
            } else {
                story.met(Happening.AGENT_INSTALLED);
                agents.remove(key);
            }
        });
    }

    private Machines.Condition condition(MachineTarget machine) {
        Region region = region(machine);
        if (strikes(0.01, Happening.MACHINE_NOT_READY)) {
            return new Machines.NotReady("the machine is stopped", "start it");
        }
        Agent agent = agents.get(machine.machineKey());
        if (agent == null) {
            return new Machines.Ready(region, "Linux");
        }
        return switch (agent) {
            case MISSING ->
                new Machines.NoAgent(region, "Linux", new Machines.NotReady("it has no agent", "install it"));
            case UNDER_WAY -> new Machines.AgentUnderWay(region, "Linux", "the agent is being installed");
            case BROKEN -> new Machines.NotReady("the agent does not work", "install it again");
        };
    }

    // ---- what others do -------------------------------------------------------------------------------------------

    void othersStart(String name, int machine, long lasts) {
        MachineTarget target = machine(machine);
        Watcher watcher = watcher(region(target));
        if (named(watcher, name).isPresent()) {
            return;
        }
        // Who takes a name of ours has a file in storage, as the portal proposes: a session without a path, with our
        // name
        // and on our machine, cannot be told from one of ours whose only copy stays on the machine.
        String path =
                name.startsWith("theirs") ? null : "https://theirs.blob.core.windows.net/captures/" + name + ".cap";
        Session session = new Session(
                watcher, name, target.id().toString(), path, null, (int) (lasts / 1_000), null, schedule.now());
        story.met(Happening.OTHERS_CAPTURE);
        tell(() -> "somebody starts " + session);
        sessions.add(session);
        schedule.in(lasts, () -> end(session, "TimeExceeded"));
        schedule.in(lasts + chaos.upTo(3_600_000), () -> {
            session.gone = true;
            session.goneAt = schedule.now();
            tell(() -> "somebody deletes " + session);
        });
    }

    /** Somebody takes one of our sessions for their own. */
    void othersDelete() {
        ours().ifPresent(session -> {
            story.met(Happening.OTHERS_DELETE_OURS);
            tell(() -> "somebody deletes our " + session);
            session.removedByOthers = true;
            end(session, "Manual");
            session.gone = true;
        });
    }

    void othersStop() {
        ours().filter(Session::isLive).ifPresent(session -> {
            story.met(Happening.OTHERS_STOP_OURS);
            tell(() -> "somebody stops our " + session);
            end(session, "Manual");
        });
    }

    void agentFails() {
        ours().filter(Session::isLive).ifPresent(session -> {
            session.errors = List.of(chaos.coin() ? "AgentStopped" : "StorageFailed");
            story.met(Happening.AGENT_FAILS);
            tell(() -> "the agent of " + session + " fails: " + session.errors.get(0));
            end(session, null);
        });
    }

    private Optional<Session> ours() {
        List<Session> candidates = sessions.stream()
                .filter(session -> session.record != null && !session.gone)
                .toList();
        return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(chaos.pick(candidates.size())));
    }

    // ---- the life of a session ------------------------------------------------------------------------------------

    private Session land(Watcher watcher, SessionRequest request, String record) {
        Session session = new Session(
                watcher,
                request.name(),
                request.target().id().toString(),
                request.location().storagePath(),
                request.location().filePath(),
                request.wish().limits().timeLimitSeconds(),
                record,
                schedule.now());
        session.startsAt = schedule.now() + chaos.upTo(20_000);
        session.visibleAt = schedule.now() + (strikes(0.2, Happening.SESSION_NOT_VISIBLE_YET) ? chaos.upTo(3_000) : 0);
        session.files = files(request.target());
        if (session.path == null || session.filePath != null) {
            story.met(session.path == null ? Happening.ON_THE_MACHINE_ONLY : Happening.ON_THE_MACHINE_AS_WELL);
        }
        if (strikes(0.03, Happening.SET_UP_FAILS)) {
            session.provisioningFailed = true;
            session.ended = true;
            session.endedAt = schedule.now();
            session.stopReason = "ProvisioningFailed";
        } else {
            long overrun = strikes(chaos.meddling * 0.3, Happening.SESSION_OVERRUNS)
                    ? chaos.upTo(90 * 60_000)
                    : chaos.upTo(4_000);
            schedule.in(
                    session.startsAt - schedule.now() + session.timeLimitSeconds * 1_000L + overrun,
                    () -> end(session, "TimeExceeded"));
        }
        sessions.add(session);
        return session;
    }

    /** Each instance writes its own; a machine more than one when files rotate. */
    private int files(MachineTarget target) {
        if (target.kind() == MachineKind.SCALE_SET) {
            return target.instances().isEmpty() ? INSTANCES : target.instances().size();
        }
        return chaos.pick(10) == 0 ? 2 + chaos.pick(2) : 1;
    }

    private boolean strikes(double chance, Happening happening) {
        boolean strikes = chaos.strikes(chance);
        if (strikes) {
            story.met(happening);
        }
        return strikes;
    }

    private void end(Session session, @Nullable String reason) {
        if (session.ended || session.gone) {
            return;
        }
        session.ended = true;
        session.endedAt = schedule.now();
        session.stopReason = reason;
        tell(() -> session + " has ended" + (reason == null ? "" : ", " + reason));
        String path = session.path;
        if (path == null || strikes(0.06, Happening.FILE_NEVER_COMES)) {
            return;
        }
        if (session.files == 1) {
            send(path, path);
            return;
        }
        story.met(Happening.SEVERAL_FILES);
        for (int i = 0; i < session.files; i++) {
            if (i == 0 || !strikes(0.05, Happening.A_FILE_OF_SEVERAL_MISSING)) {
                send(path, path.replaceFirst("\\.cap$", "_" + i + ".cap"));
            }
        }
    }

    private void send(String path, String url) {
        long comes = strikes(0.2, Happening.FILE_LATE) ? chaos.upTo(100 * 60_000) : chaos.upTo(20_000);
        boolean headerFirst = strikes(0.2, Happening.FILE_HEADER_FIRST);
        boolean empty = strikes(0.08, Happening.FILE_EMPTY);
        if (headerFirst) {
            schedule.in(comes, () -> write(path, url, 24, 0));
            comes += chaos.upTo(4 * 60_000);
        }
        schedule.in(comes, () -> write(path, url, empty ? 24 : 100_000, empty ? 0 : 700));
    }

    private void write(String path, String url, long bytes, long packets) {
        File file = files.computeIfAbsent(path, none -> new TreeMap<>()).computeIfAbsent(url, File::new);
        file.bytes = bytes;
        file.packets = packets;
        file.changedAt = schedule.instant();
        tell(() -> "a file of " + bytes + " bytes, " + packets + " packets, is at " + url);
    }

    private void tell(Supplier<String> what) {
        story.tell(schedule.instant(), "azure", what);
    }

    // ---- as a host sees it ----------------------------------------------------------------------------------------

    NetworkWatchers watchersSeenBy(Host host) {
        return new WatchersView(host);
    }

    Machines machinesSeenBy(Host host) {
        return new MachinesView(host);
    }

    CaptureFiles filesSeenBy(Host host) {
        return new FilesView(host);
    }

    private <T> T call(Host host, String what, TimeBudget budget, Supplier<T> effect) {
        return call(host, what, budget, () -> {}, false, effect);
    }

    private <T> T call(
            Host host, String what, TimeBudget budget, Runnable departs, boolean starts, Supplier<T> effect) {
        try {
            return exchange(host, what, budget, departs, starts, effect);
        } finally {
            Instant at = schedule.instant();
            String method = starts || what.startsWith("STOP") || what.startsWith("REMOVE") ? "PUT" : "GET";
            budget.witness()
                    .saw(() -> new Exchange(at, Duration.ZERO, method, "/" + what, null, 200, Map.of(), null, null));
        }
    }

    private <T> T exchange(
            Host host, String what, TimeBudget budget, Runnable departs, boolean starts, Supplier<T> effect) {
        return host.call(new Host.Outside<>(
                what,
                starts ? chaos.fateOfStart() : chaos.fate(chaos.serviceFault),
                chaos.serviceLatency(),
                chaos.serviceLatency(),
                budget.atMost(CALL_LIMIT).toMillis(),
                departs,
                effect,
                how -> new ServiceException(Kind.UNCERTAIN, 0, null, how, null, null),
                () -> fault(starts)));
    }

    private ServiceException fault(boolean starts) {
        Duration after = chaos.coin() ? null : Duration.ofSeconds(chaos.pick(10) == 0 ? 3_600 : 1 + chaos.pick(120));
        int which = chaos.pick(starts ? 20 : 14);
        if (which < 5) {
            return new ServiceException(Kind.BUSY, 429, "TooManyRequests", "slow down", after, null);
        }
        if (which < 7) {
            return new ServiceException(
                    Kind.BUSY, 409, "AnotherOperationInProgress", "another operation is in progress", after, null);
        }
        if (which < 8) {
            return new ServiceException(Kind.BUSY, 412, "PreconditionFailed", "not now", after, null);
        }
        if (which < 14) {
            int status = List.of(408, 500, 502, 503, 504).get(chaos.pick(5));
            return new ServiceException(Kind.UNCERTAIN, status, "ServerError", "it went wrong", after, null);
        }
        if (which < 17) {
            return new ServiceException(Kind.LIMIT, 400, "LimitReached", "too many captures", after, null);
        }
        return which < 19
                ? new ServiceException(Kind.EXISTS, 409, "AlreadyExists", "the name is taken", after, null)
                : new ServiceException(Kind.INVALID, 400, "InvalidRequest", "that is not possible", null, null);
    }

    private final class MachinesView implements Machines {
        private final Host host;

        MachinesView(Host host) {
            this.host = host;
        }

        @Override
        public Condition look(MachineTarget target, TimeBudget budget) {
            watch.asked(schedule.current(), watcher(region(target)), "machine");
            return call(host, "look at " + target.id().name(), budget, () -> condition(target));
        }

        @Override
        public void installAgent(MachineTarget target, NoAgent seen, TimeBudget budget) {
            watch.asked(schedule.current(), watcher(region(target)), "install");
            watch.installing(schedule.current(), target);
            call(host, "INSTALL the agent on " + target.id().name(), budget, () -> {}, true, () -> {
                askedForAgent(target);
                return "accepted";
            });
        }
    }

    private final class WatchersView implements NetworkWatchers {
        private final Host host;

        WatchersView(Host host) {
            this.host = host;
        }

        @Override
        public Optional<Watcher> find(String subscriptionId, Region region, TimeBudget budget) {
            // Remembered for ten minutes by the adapter: a call now and then.
            return chaos.pick(10) > 0
                    ? Optional.of(watcher(region))
                    : call(host, "find watcher", budget, () -> Optional.of(watcher(region)));
        }

        @Override
        public Optional<Watcher> establish(String subscriptionId, Region region, TimeBudget budget) {
            return Optional.empty();
        }

        @Override
        public List<PacketCaptureSession> sessions(Watcher watcher, TimeBudget budget) {
            watch.asked(schedule.current(), watcher, "list");
            Schedule.Strand strand = schedule.current();
            return call(host, "list of " + watcher.region(), budget, () -> {
                List<Session> there = sessions.stream()
                        .filter(session -> !session.gone && session.watcher.equals(watcher))
                        .filter(session -> session.visibleAt <= schedule.now())
                        .toList();
                watch.listed(
                        strand,
                        watcher,
                        there.stream()
                                .filter(session -> session.record == null)
                                .map(session -> session.name)
                                .collect(Collectors.toSet()));
                return there.stream().map(SimulatedAzure::shown).toList();
            });
        }

        @Override
        public PacketCaptureSession start(Watcher watcher, SessionRequest request, TimeBudget budget) {
            watch.asked(schedule.current(), watcher, "start");
            String record = recordOf(request);
            watch.starting(record, request);
            String what = "START " + request.name() + " of " + record;
            return call(host, what, budget, () -> watch.departed(record), true, () -> {
                watch.arrived(record);
                if (strikes(chaos.meddling * 0.1, Happening.OTHERS_TAKE_OUR_NAME)) {
                    othersStart(request.name(), 1 + chaos.pick(3), 10_000 + chaos.upTo(30 * 60_000));
                }
                if (named(watcher, request.name()).isPresent()) {
                    int status = List.of(200, 400, 409).get(chaos.pick(3));
                    throw new ServiceException(Kind.EXISTS, status, null, "the name is taken", null, null);
                }
                Session session = land(watcher, request, record);
                watch.landed(session);
                return shown(session);
            });
        }

        @Override
        public Optional<PacketCaptureSession> session(Watcher watcher, String name, TimeBudget budget) {
            watch.asked(schedule.current(), watcher, "get");
            return call(
                    host,
                    "get " + name,
                    budget,
                    () -> named(watcher, name)
                            .filter(session -> session.visibleAt <= schedule.now())
                            .map(SimulatedAzure::shown));
        }

        /** Nobody who looks is simulated. */
        @Override
        public Optional<SessionDetail> detail(Watcher watcher, String name, TimeBudget budget) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<SessionStatus> status(Watcher watcher, String name, TimeBudget budget) {
            watch.asked(schedule.current(), watcher, "status");
            return call(
                    host,
                    "status of " + name,
                    budget,
                    () -> named(watcher, name)
                            .filter(session -> session.visibleAt <= schedule.now())
                            .map(this::status));
        }

        private SessionStatus status(Session session) {
            if (session.ended) {
                return session.errors.isEmpty()
                        ? new SessionStatus("Stopped", session.stopReason, List.of(), null)
                        : new SessionStatus("Error", null, session.errors, null);
            }
            if (strikes(0.05, Happening.STATUS_UNKNOWN)) {
                return new SessionStatus("Unknown", null, List.of(), null);
            }
            return session.startsAt > schedule.now()
                    ? new SessionStatus("NotStarted", null, List.of(), null)
                    : new SessionStatus("Running", null, List.of(), Schedule.START.plusMillis(session.startsAt));
        }

        @Override
        public void stop(Watcher watcher, String name, TimeBudget budget) {
            watch.asked(schedule.current(), watcher, "stop");
            call(host, "STOP " + name, budget, () -> {
                named(watcher, name).ifPresent(session -> {
                    watch.acted("stop", session);
                    end(session, "Manual");
                });
                return "done";
            });
        }

        @Override
        public void remove(Watcher watcher, String name, TimeBudget budget) {
            watch.asked(schedule.current(), watcher, "remove");
            call(host, "REMOVE " + name, budget, () -> {
                named(watcher, name).ifPresent(session -> {
                    watch.acted("remove", session);
                    end(session, "Manual");
                    session.gone = true;
                });
                return "done";
            });
        }

        @Override
        public ServiceRequest describe(Watcher watcher, SessionRequest request) {
            return new ServiceRequest("PUT", request.name(), "{}");
        }
    }

    private String recordOf(SessionRequest request) {
        String url = request.location().storagePath();
        if (url == null) {
            return watch.recordOf(request);
        }
        String[] path = url.split("/", -1);
        return path[path.length - 2];
    }

    private static PacketCaptureSession shown(Session session) {
        return new PacketCaptureSession(
                session.name,
                session.id(),
                session.target,
                session.path,
                session.filePath,
                session.provisioningFailed ? "Failed" : "Succeeded",
                session.timeLimitSeconds,
                null,
                null,
                List.of());
    }

    private final class FilesView implements CaptureFiles {
        private final Host host;

        FilesView(Host host) {
            this.host = host;
        }

        @Override
        public String url(ResourceId account, String path) {
            return "https://" + account.name() + ".blob.core.windows.net/" + path;
        }

        @Override
        public List<FoundFile> find(ResourceId account, String storagePath, TimeBudget budget) {
            return call("find file", budget.atMost(FILES_LIMIT).toMillis(), () -> {
                return files.getOrDefault(storagePath, Map.of()).values().stream()
                        .map(file -> new FoundFile(file.url, file.bytes, file.changedAt, file.changedAt.toString()))
                        .toList();
            });
        }

        @Override
        public void delete(ResourceId account, List<String> urls) {
            call("delete files", FILES_LIMIT.toMillis(), () -> {
                urls.forEach(watch::deleting);
                files.values().forEach(there -> there.keySet().removeAll(urls));
                return "deleted";
            });
        }

        @Override
        public FileReading examine(ResourceId account, FoundFile found) {
            boolean unreadable = strikes(0.02, Happening.FILE_IS_NO_CAPTURE);
            return call("examine file", 8 * 60_000, () -> {
                File file = files.values().stream()
                        .map(there -> there.get(found.url()))
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElseThrow();
                return unreadable
                        ? new NotACapture("it begins like nothing known", "00")
                        : new Counted("pcap", file.packets, file.bytes, file.bytes, null, null, "ab", null);
            });
        }

        private <T> T call(String what, long limit, Supplier<T> effect) {
            return host.call(new Host.Outside<>(
                    what,
                    chaos.fate(chaos.storageFault),
                    chaos.storageLatency(),
                    chaos.storageLatency() * (limit > 60_000 ? 50 : 1),
                    limit,
                    () -> {},
                    effect,
                    how -> new CaptureException(what + ": " + how),
                    () -> new CaptureException(what + ": 503")));
        }
    }
}
