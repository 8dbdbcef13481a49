package io.alertcap.capture;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.capture.ServiceException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Network Watchers and machines that behave, fail when told to, and write down what they were asked. Time is the
 * clock's; every call takes a moment. Thread-safe.
 */
public final class FakeAzure implements NetworkWatchers, Machines {
    private static final Duration CALL = Duration.ofMillis(20);

    /** How a call fails: with which words, and whether it was carried out all the same. */
    public record Failure(ServiceException words, boolean carriedOut) {}

    /** How many others were running when a session was created. */
    public record AtStart(String name, int others) {}

    /** A session on a watcher. */
    public static final class Sim {
        private final PacketCaptureSession resource;
        private final boolean foreign;
        private final Instant since;
        private final Instant end;
        private @Nullable Instant stoppedAt;
        private @Nullable SessionStatus saying;
        private boolean uploads = true;
        private boolean uploaded;

        private Sim(PacketCaptureSession resource, boolean foreign, Instant since, Instant end) {
            this.resource = resource;
            this.foreign = foreign;
            this.since = since;
            this.end = end;
        }

        /** Whatever happens, this is what {@code queryStatus} answers. */
        public Sim saying(String status, @Nullable String reason, String... errors) {
            saying = new SessionStatus(status, reason, List.of(errors), null);
            return this;
        }

        public Sim neverUploads() {
            uploads = false;
            return this;
        }

        public PacketCaptureSession resource() {
            return resource;
        }

        /** A foreign session younger than the list may be unknown to whoever starts another, and a request takes time. */
        boolean isOldNews(Instant now) {
            return !foreign
                    || since.plus(Admission.LIST_AGE).plus(Lifecycle.PUT_WINDOW).isBefore(now);
        }

        boolean runs(Instant now) {
            return stoppedAt == null && now.isBefore(end);
        }
    }

    private final MutableClock clock;
    private final FakeFiles files;
    private final Map<String, Map<String, Sim>> sessions = new HashMap<>();
    private final Map<String, Condition> machines = new HashMap<>();
    private final Map<String, Deque<Failure>> once = new HashMap<>();
    private final Map<String, Failure> always = new HashMap<>();
    private final Map<String, Duration> delays = new HashMap<>();
    private final List<Runnable> landings = new ArrayList<>();
    private final List<Instant> landAt = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> started = new ArrayList<>();
    private final List<AtStart> runningAtStart = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Effects effects = Effects.UNDISTURBED;
    private Duration uploadAfter = Duration.ofSeconds(5);
    private long uploadBytes = 5_000;
    private CaptureFiles.FileReading uploadReading = FakeFiles.packets(42);
    private @Nullable Integer limit;
    private boolean watcherExists = true;
    private boolean mayCreateWatcher;
    private boolean provisioningFails;
    private @Nullable Duration nextLanding;
    private Duration installTakes = Duration.ofSeconds(70);
    private Condition installed = new Ready(CapturePolicies.REGION, "Linux");

    public FakeAzure(MutableClock clock, FakeFiles files) {
        this.clock = clock;
        this.files = files;
        files.beforeLook(this::settle);
    }

    // ---- scripting ----------------------------------------------------------------------------------------------

    public synchronized void effects(Effects value) {
        effects = value;
    }

    public static ServiceException says(Kind kind, int status, String message) {
        return new ServiceException(kind, status, null, message, null, null);
    }

    public static ServiceException says(Kind kind, int status, String message, Duration retryAfter) {
        return new ServiceException(kind, status, null, message, retryAfter, null);
    }

    /** The next call of that name fails, without effect. */
    public synchronized FakeAzure fail(String call, ServiceException words) {
        once.computeIfAbsent(call, key -> new ArrayDeque<>()).add(new Failure(words, false));
        return this;
    }

    /** The next call of that name is carried out, and its answer lost. */
    public synchronized FakeAzure loseAnswer(String call) {
        once.computeIfAbsent(call, key -> new ArrayDeque<>())
                .add(new Failure(says(Kind.UNCERTAIN, 0, "timed out"), true));
        return this;
    }

    /** The answer to the next request to start a session is lost, and the request lands so much later. */
    public synchronized void nextStartLandsAfter(Duration after) {
        nextLanding = after;
    }

    public synchronized FakeAzure alwaysFail(String call, ServiceException words) {
        always.put(call, new Failure(words, false));
        return this;
    }

    public synchronized FakeAzure heal() {
        once.clear();
        always.clear();
        delays.clear();
        return this;
    }

    public synchronized FakeAzure delay(String call, Duration by) {
        delays.put(call, by);
        return this;
    }

    public synchronized void machine(MachineTarget target, Condition condition) {
        machines.put(target.machineKey(), condition);
    }

    /** All is well with the machine, but that it has no capture agent. */
    public synchronized void machineWithoutAgent(MachineTarget target) {
        machine(
                target,
                new NoAgent(
                        CapturePolicies.REGION,
                        "Linux",
                        new NotReady(Part.AGENT, "it is not installed", "az vm extension set")));
    }

    /** How long an installation takes from now on, and how the machine looks then. */
    public synchronized void installation(Duration takes, Condition then) {
        installTakes = takes;
        installed = then;
    }

    public synchronized void upload(Duration after, long bytes, CaptureFiles.FileReading reading) {
        uploadAfter = after;
        uploadBytes = bytes;
        uploadReading = reading;
    }

    /** Azure's own limit of sessions on one watcher. */
    public synchronized void limit(int value) {
        limit = value;
    }

    public synchronized void noWatcher(boolean mayCreate) {
        watcherExists = false;
        mayCreateWatcher = mayCreate;
    }

    public synchronized void provisioningFails() {
        provisioningFails = true;
    }

    /** Somebody else's session, running for an hour. */
    public synchronized Sim foreign(String name, String target) {
        return foreign(name, target, Duration.ofHours(1));
    }

    public synchronized Sim foreign(String name, String target, Duration length) {
        Instant now = clock.instant();
        Sim sim = new Sim(
                resource(name, target, "https://others.blob.core.windows.net/c/" + name + ".cap", null, null),
                true,
                now,
                now.plus(length));
        on(watcher()).put(fold(name), sim);
        return sim;
    }

    public synchronized Sim sim(@Nullable String name) {
        Sim sim = on(watcher()).get(fold(String.valueOf(name)));
        if (sim == null) {
            throw new AssertionError(
                    "no session " + name + " in " + on(watcher()).keySet());
        }
        return sim;
    }

    public synchronized boolean has(@Nullable String name) {
        return name != null && on(watcher()).containsKey(fold(name));
    }

    /** Whether the record's own session is there, and not just its name. */
    public synchronized boolean hasSessionOf(CaptureRecord record) {
        return has(record.name())
                && SessionSteps.isOurs(record, sim(record.name()).resource());
    }

    /** Somebody deletes a session. */
    public synchronized void deletedBySomebody(@Nullable String name) {
        settle();
        on(watcher()).remove(fold(String.valueOf(name)));
    }

    // ---- what happened ------------------------------------------------------------------------------------------

    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized long count(String call) {
        return calls.stream().filter(call::equals).count();
    }

    public synchronized void forgetCalls() {
        calls.clear();
    }

    /** Storage paths of the sessions that were ever created by a request, in order. */
    public synchronized List<String> started() {
        settle();
        return List.copyOf(started);
    }

    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** The sessions of ours whose start went past a limit. */
    public synchronized List<AtStart> overLimit(int most) {
        return runningAtStart.stream().filter(start -> start.others() >= most).toList();
    }

    public synchronized int running() {
        settle();
        Instant now = clock.instant();
        return (int)
                on(watcher()).values().stream().filter(sim -> sim.runs(now)).count();
    }

    public Watcher watcher() {
        return new Watcher(
                CapturePolicies.id("/subscriptions/" + CapturePolicies.SUBSCRIPTION
                        + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NW_weu"),
                CapturePolicies.REGION);
    }

    /** What time brings: late requests land, ended sessions upload. */
    public synchronized void settle() {
        Instant now = clock.instant();
        for (int i = 0; i < landings.size(); i++) {
            if (!landAt.get(i).isAfter(now)) {
                landAt.remove(i);
                landings.remove(i).run();
                i--;
            }
        }
        for (Sim sim : on(watcher()).values()) {
            Instant ended = sim.stoppedAt != null ? sim.stoppedAt : sim.end;
            String path = sim.resource.storagePath();
            if (!sim.foreign
                    && sim.uploads
                    && !sim.uploaded
                    && path != null
                    && !ended.plus(uploadAfter).isAfter(now)) {
                sim.uploaded = true;
                files.write(path, uploadBytes, uploadReading, ended.plus(uploadAfter));
            }
        }
    }

    private Map<String, Sim> on(Watcher watcher) {
        return sessions.computeIfAbsent(watcher.key(), key -> new LinkedHashMap<>());
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private interface Call<T> {
        T carryOut();
    }

    private <T> T call(String name, Call<T> call) {
        calls.add(name);
        clock.advance(CALL.plus(delays.getOrDefault(name, Duration.ZERO)));
        settle();
        effects.before(name);
        Deque<Failure> queued = once.get(name);
        Failure failure = queued == null || queued.isEmpty() ? always.get(name) : queued.poll();
        if (failure != null) {
            if (failure.carriedOut()) {
                call.carryOut();
            }
            throw failure.words();
        }
        T answer = call.carryOut();
        effects.after(name);
        return answer;
    }

    // ---- the ports ----------------------------------------------------------------------------------------------

    @Override
    public synchronized void installAgent(MachineTarget target, NoAgent seen, TimeBudget budget) {
        call("installAgent", () -> {
            if (machines.get(target.machineKey()) instanceof NoAgent) {
                machine(target, new AgentUnderWay(seen.region(), seen.os(), "it is being installed"));
                Condition then = installed;
                landAt.add(clock.instant().plus(installTakes));
                landings.add(() -> machine(target, then));
            }
            return seen;
        });
    }

    @Override
    public synchronized Condition look(MachineTarget target, TimeBudget budget) {
        return call(
                "machine",
                () -> machines.getOrDefault(target.machineKey(), new Ready(CapturePolicies.REGION, "Linux")));
    }

    /** Cached by the adapter: no call. */
    @Override
    public synchronized Optional<Watcher> find(String subscriptionId, Region region, TimeBudget budget) {
        return watcherExists ? Optional.of(watcher()) : Optional.empty();
    }

    @Override
    public synchronized Optional<Watcher> establish(String subscriptionId, Region region, TimeBudget budget) {
        return mayCreateWatcher ? Optional.of(watcher()) : Optional.empty();
    }

    @Override
    public synchronized List<PacketCaptureSession> sessions(Watcher watcher, TimeBudget budget) {
        return call(
                "list",
                () -> on(watcher).values().stream().map(sim -> sim.resource).toList());
    }

    @Override
    public synchronized PacketCaptureSession start(Watcher watcher, SessionRequest request, TimeBudget budget) {
        return call("start", () -> {
            if (nextLanding != null) {
                landsLater(watcher, request, nextLanding);
                nextLanding = null;
                throw says(Kind.UNCERTAIN, 0, "timed out");
            }
            return put(watcher, request, clock.instant());
        });
    }

    /** The request is on its way when its sender loses it, and reaches the service later. */
    public synchronized void landsLater(Watcher watcher, SessionRequest request, Duration after) {
        Instant at = clock.instant().plus(after);
        landAt.add(at);
        landings.add(() -> {
            try {
                put(watcher, request, at);
            } catch (ServiceException refused) {
                calls.add("late request refused");
            }
        });
    }

    private PacketCaptureSession put(Watcher watcher, SessionRequest request, Instant now) {
        Condition condition = machines.get(request.target().machineKey());
        if (condition instanceof NoAgent || condition instanceof AgentUnderWay) {
            violations.add(request.name() + " was started before the agent is there");
        }
        Map<String, Sim> there = on(watcher);
        if (there.containsKey(fold(request.name()))) {
            throw says(Kind.EXISTS, 409, "a packet capture of that name exists");
        }
        if (limit != null
                && there.values().stream().filter(sim -> sim.runs(now)).count() >= limit) {
            throw says(Kind.LIMIT, 400, "the maximum number of packet captures is reached");
        }
        PacketCaptureSession resource = resource(
                request.name(),
                request.target().id().toString(),
                request.location().storagePath(),
                request.location().filePath(),
                request.wish());
        int others = (int) there.values().stream()
                .filter(sim -> sim.runs(now) && sim.isOldNews(now))
                .count();
        runningAtStart.add(new AtStart(request.name(), others));
        there.put(
                fold(request.name()),
                new Sim(resource, false, now, now.plus(request.wish().timeLimit())));
        started.add(String.valueOf(
                request.location().storagePath() == null
                        ? request.location().filePath()
                        : request.location().storagePath()));
        return resource;
    }

    private PacketCaptureSession resource(
            String name,
            String target,
            @Nullable String storagePath,
            @Nullable String filePath,
            @Nullable CaptureWish wish) {
        return new PacketCaptureSession(
                name,
                watcher().id() + "/packetCaptures/" + name,
                target,
                storagePath,
                filePath,
                provisioningFails ? "Failed" : "Succeeded",
                wish == null ? null : wish.limits().timeLimitSeconds(),
                wish == null ? null : wish.limits().totalBytes(),
                wish == null ? null : wish.limits().bytesPerPacket(),
                wish == null ? List.of() : wish.filters());
    }

    @Override
    public synchronized Optional<PacketCaptureSession> session(Watcher watcher, String name, TimeBudget budget) {
        return call(
                "get", () -> Optional.ofNullable(on(watcher).get(fold(name))).map(sim -> sim.resource));
    }

    @Override
    public synchronized Optional<SessionDetail> detail(Watcher watcher, String name, TimeBudget budget) {
        return session(watcher, name, budget)
                .map(session -> new SessionDetail(session, "W/\"1\"", "AzureVM", List.of(), List.of(), null));
    }

    @Override
    public synchronized Optional<SessionStatus> status(Watcher watcher, String name, TimeBudget budget) {
        return call(
                "status", () -> Optional.ofNullable(on(watcher).get(fold(name))).map(this::statusOf));
    }

    private SessionStatus statusOf(Sim sim) {
        Instant now = clock.instant();
        if (sim.saying != null) {
            return sim.saying;
        }
        if (sim.stoppedAt != null) {
            return new SessionStatus("Stopped", "Manual", List.of(), sim.since);
        }
        return sim.runs(now)
                ? new SessionStatus("Running", null, List.of(), sim.since)
                : new SessionStatus("Stopped", "TimeExceeded", List.of(), sim.since);
    }

    @Override
    public synchronized void stop(Watcher watcher, String name, TimeBudget budget) {
        call("stop", () -> {
            Sim sim = on(watcher).get(fold(name));
            if (sim != null) {
                handsOff(sim, "stopped");
                if (sim.runs(clock.instant())) {
                    sim.stoppedAt = clock.instant();
                }
            }
            return name;
        });
    }

    @Override
    public synchronized void remove(Watcher watcher, String name, TimeBudget budget) {
        call("remove", () -> {
            Sim sim = on(watcher).remove(fold(name));
            if (sim != null) {
                handsOff(sim, "removed");
            }
            return name;
        });
    }

    private void handsOff(Sim sim, String what) {
        if (sim.foreign) {
            violations.add(sim.resource.name() + " is not ours and was " + what);
        }
    }

    @Override
    public ServiceRequest describe(Watcher watcher, SessionRequest request) {
        return new ServiceRequest(
                "PUT", "https://management.azure.com" + watcher.id() + "/packetCaptures/" + request.name(), "{}");
    }
}
