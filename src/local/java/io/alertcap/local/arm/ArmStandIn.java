package io.alertcap.local.arm;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.alertcap.local.agent.CaptureUploads;
import io.alertcap.local.agent.FolderUploads;
import io.alertcap.local.agent.GeneratedTraffic;
import io.alertcap.local.agent.MachineAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for Azure Resource Manager on this machine: Network Watchers, packet captures that really record, virtual
 * machines and what belongs to them. It answers as the published specifications and recorded traffic say; where they are
 * silent, {@link Builder} lets a test choose.
 *
 * <p>It listens on loopback only: http without a token, https (off by default) with one, whichever it is. Time is that
 * of the clock. With a system clock the agents work in real time; with a clock of a test everything is brought up to the
 * clock by each request and by {@link #settle}.
 */
public final class ArmStandIn implements AutoCloseable {
    /** The subscription that is used unless another is named. */
    public static final String SUBSCRIPTION = "00000000-0000-0000-0000-0000000000a1";

    private static final Duration TICK = Duration.ofMillis(200);

    private final World world;
    private final Faults faults = new Faults();
    private final ExchangeRecorder recorder;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService workers = Executors.newCachedThreadPool(ArmStandIn::daemon);
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(ArmStandIn::daemon);
    private final HttpServer http;
    private final @Nullable HttpsServer https;
    private final @Nullable LoopbackCertificate certificate;

    private ArmStandIn(Builder builder, Path folder) throws IOException {
        // Without it each answer waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        world = builder.world(folder);
        recorder = new ExchangeRecorder(builder.recordTo);
        ArmRoutes routes = new ArmRoutes(world);
        http = HttpServer.create(loopback(builder.httpPort), 0);
        http.setExecutor(workers);
        http.createContext("/", new ArmServer("http", routes, faults, recorder, closing));
        http.createContext("/standin/faults", new FaultsEndpoint(faults));
        if (builder.httpsPort >= 0) {
            certificate =
                    builder.certificate == null ? LoopbackCertificate.make(folder.resolve("tls")) : builder.certificate;
            https = HttpsServer.create(loopback(builder.httpsPort), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
            https.setExecutor(workers);
            https.createContext("/", new ArmServer("https", routes, faults, recorder, closing));
            https.start();
        } else {
            certificate = null;
            https = null;
        }
        http.start();
        if (builder.clock == null) {
            var unused = ticker.scheduleWithFixedDelay(
                    world::settle, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A stand-in to be described and started. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code http://127.0.0.1:port}, where no token is asked for. */
    public String httpUrl() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** {@code https://localhost:port}; a bearer token is asked for. */
    public String httpsUrl() {
        return "https://localhost:" + listening().getAddress().getPort();
    }

    /** The certificate of {@link #httpsUrl} as PEM, for clients to trust. */
    public Path certificate() {
        return Optional.ofNullable(certificate).orElseThrow(ArmStandIn::noHttps).pem();
    }

    /** Brings recordings and files in storage up to the clock. */
    public void settle() {
        world.settle();
    }

    /** What shall go wrong. */
    public Faults faults() {
        return faults;
    }

    /** Every exchange so far, in the order of the answers. */
    public List<ArmExchange> exchanges() {
        return recorder.exchanges();
    }

    /** Forgets the exchanges in memory; the file keeps them. */
    public void forgetExchanges() {
        recorder.clear();
    }

    /** Declares a machine, or changes one that is known: its power, its agent. */
    public void declare(Machine machine) {
        world.put(machine);
    }

    /** Declares a storage account, or changes one that is known. */
    public void declare(StorageAccount account) {
        world.put(account);
    }

    /** Declares an alert rule, or changes one that is known. */
    public void declare(AlertRule rule) {
        world.put(rule);
    }

    /** Takes all alert rules away. */
    public void removeRules() {
        world.removeRules();
    }

    /** Declares a scale set anew. */
    public void declare(ScaleSet scaleSet) {
        world.put(scaleSet);
    }

    /**
     * Keeps a machine from an address, for {@code ipFlowVerify}; files arrive all the same.
     *
     * @param rule such as {@code securityRules/DenyAll}
     * @param address IPv4, or {@code *} for any
     */
    public void deny(String machineId, String rule, String address, int port) {
        world.deny(machineId, rule, address, port);
    }

    /** From now on nothing else may be done than these allow; before, everything may. */
    public void grantOnly(List<Grant> grants) {
        world.grantOnly(grants);
    }

    /** Ends what {@link #deny} began. */
    public void denyNothing() {
        world.denyNothing();
    }

    /** Adds a running session that is not of the client under test; it records nothing. */
    public void addForeignSession(String watcherId, String name, String targetId) {
        synchronized (world) {
            watcher(watcherId).add(Session.foreign(name, watcher(watcherId), targetId, world.now()), world.now());
        }
    }

    /** Somebody stops a session; it stays in the list. */
    public void stopSession(String watcherId, String name) {
        synchronized (world) {
            session(watcherId, name).stop(world.now(), world.behaviour().agent());
        }
    }

    /** Somebody deletes a session. */
    public void deleteSession(String watcherId, String name) {
        synchronized (world) {
            world.delete(session(watcherId, name));
        }
    }

    /** Sessions of a watcher, ended ones included, oldest first. */
    public List<SessionView> sessions(String watcherId) {
        world.settle();
        synchronized (world) {
            return watcher(watcherId).sessions().stream().map(Session::view).toList();
        }
    }

    /** The greatest number of sessions that ran at one moment under a watcher. */
    public int mostRunningAtOnce(String watcherId) {
        synchronized (world) {
            return watcher(watcherId).mostRunningAtOnce();
        }
    }

    /** Every session that a watcher ever had, in the order of their starts. */
    public List<SessionStart> starts(String watcherId) {
        synchronized (world) {
            return watcher(watcherId).starts();
        }
    }

    /** Why a file could not be brought to storage, if one could not. */
    public Optional<RuntimeException> lastUploadFailure() {
        return world.lastUploadFailure();
    }

    /** Folder of the machines' own files: {@code machine/var/captures/name.cap}. */
    public Path machineFiles() {
        return world.behaviour().machines();
    }

    @Override
    public void close() {
        closing.countDown();
        ticker.shutdownNow();
        http.stop(0);
        if (https != null) {
            https.stop(0);
        }
        workers.shutdownNow();
    }

    private Watcher watcher(String id) {
        return world.watcher(id).orElseThrow(() -> new IllegalArgumentException("No network watcher " + id));
    }

    private Session session(String watcherId, String name) {
        return watcher(watcherId)
                .session(name)
                .orElseThrow(() -> new IllegalArgumentException("No session " + name + " at " + watcherId));
    }

    private HttpsServer listening() {
        return Optional.ofNullable(https).orElseThrow(ArmStandIn::noHttps);
    }

    private static IllegalStateException noHttps() {
        return new IllegalStateException("This stand-in has no https: ask for it with httpsPort(0)");
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "arm-stand-in");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * A session as a test wants to see it.
     *
     * @param name its name
     * @param target the id it captures
     * @param status packetCaptureStatus
     * @param live whether it has not ended
     */
    public record SessionView(String name, String target, String status, boolean live) {}

    /**
     * The moment at which a session came to be.
     *
     * @param storagePath where its file goes; empty when it stays on the machine
     * @param beside names of the sessions that had not ended then
     */
    public record SessionStart(Instant at, String name, String storagePath, List<String> beside) {
        public SessionStart {
            beside = List.copyOf(beside);
        }
    }

    /** What there is, and how the service behaves where its documentation leaves room. */
    public static final class Builder {
        private final List<Watcher> watchers = new ArrayList<>();
        private final List<Machine> machines = new ArrayList<>();
        private final List<ScaleSet> scaleSets = new ArrayList<>();
        private final List<StorageAccount> accounts = new ArrayList<>();
        private int httpPort;
        private int httpsPort = -1;
        private @Nullable LoopbackCertificate certificate;
        private @Nullable Clock clock;
        private @Nullable Path recordTo;
        private @Nullable Path folder;
        private @Nullable CaptureUploads uploads;
        private MachineAgent agent = new GeneratedTraffic();
        private int pageSize;
        private @Nullable Integer retryAfterSeconds;
        private Duration operationTakes = Duration.ofSeconds(1);
        private Duration createTakes = Duration.ofSeconds(1);
        private Duration uploadTakes = Duration.ofSeconds(1);
        private ExistingName existingName = ExistingName.CONFLICT;
        private boolean queryStatusIsLongRunning;
        private @Nullable String sizeStopReason = "MaxBytesExceeded";
        private int serviceLimit = 10_000;
        private boolean rateLimits = true;
        private UnreadyTarget unreadyTarget = UnreadyTarget.PROVISIONING_FAILED;
        private int missingTargetStatus = 404;
        private boolean signedPollUrls;

        private Builder() {}

        /** Port for http; 0, the default, takes a free one. */
        public Builder httpPort(int port) {
            httpPort = port;
            return this;
        }

        /** Turns https on; 0 takes a free port. Making its certificate takes about a second. */
        public Builder httpsPort(int port) {
            httpsPort = port;
            return this;
        }

        /** What https shows; otherwise one of its own. */
        public Builder certificate(LoopbackCertificate newCertificate) {
            certificate = newCertificate;
            return this;
        }

        /** A clock of a test instead of real time. */
        public Builder clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        /** Folder for certificate and machines' files; a temporary one otherwise. */
        public Builder folder(Path newFolder) {
            folder = newFolder;
            return this;
        }

        /** File to which each exchange is appended as one JSON object a line. */
        public Builder recordTo(Path file) {
            recordTo = file;
            return this;
        }

        /** Where the capture files go; otherwise into the folder {@code storage} beside the machines' files. */
        public Builder uploads(CaptureUploads newUploads) {
            uploads = newUploads;
            return this;
        }

        /** What records on the machines; otherwise {@link GeneratedTraffic}. */
        public Builder agent(MachineAgent newAgent) {
            agent = newAgent;
            return this;
        }

        /** The region's watcher under its usual name. */
        public Builder watcher(String region) {
            return watcher(watcherId(region), region);
        }

        /** A watcher under any name, in any group. */
        public Builder watcher(String id, String region) {
            watchers.add(new Watcher(id, region));
            return this;
        }

        public Builder machine(Machine machine) {
            machines.add(machine);
            return this;
        }

        public Builder scaleSet(ScaleSet scaleSet) {
            scaleSets.add(scaleSet);
            return this;
        }

        public Builder storageAccount(StorageAccount account) {
            accounts.add(account);
            return this;
        }

        /** Items in a page of a list; 0, the default, means all. */
        public Builder pageSize(int items) {
            pageSize = items;
            return this;
        }

        /** Sends {@code Retry-After} with long-running operations; Network Watcher itself sends none. */
        public Builder retryAfter(int seconds) {
            retryAfterSeconds = seconds;
            return this;
        }

        /** How long stop, delete and extension operations take; 1 s. */
        public Builder operationTakes(Duration duration) {
            operationTakes = duration;
            return this;
        }

        /** From a PUT to the session's start; 1 s here, some 20 s in Azure. */
        public Builder createTakes(Duration duration) {
            createTakes = duration;
            return this;
        }

        /** From a session's end to its blob; 1 s here, up to half an hour in Azure. */
        public Builder uploadTakes(Duration duration) {
            uploadTakes = duration;
            return this;
        }

        /** What a PUT on an existing name answers; 409. */
        public Builder existingName(ExistingName answer) {
            existingName = answer;
            return this;
        }

        /** queryStatus answers 202 and a Location instead of 200. */
        public Builder queryStatusIsLongRunning() {
            queryStatusIsLongRunning = true;
            return this;
        }

        /** stopReason when the size limit ended a session; null leaves it out. */
        public Builder sizeStopReason(@Nullable String reason) {
            sizeStopReason = reason;
            return this;
        }

        /** Sessions at once in a region; 10,000. */
        public Builder serviceLimit(int sessions) {
            serviceLimit = sessions;
            return this;
        }

        /** The subscription's buckets of reads and writes never run dry. */
        public Builder withoutRateLimits() {
            rateLimits = false;
            return this;
        }

        /** What happens when a machine is off or has no agent. */
        public Builder unreadyTarget(UnreadyTarget answer) {
            unreadyTarget = answer;
            return this;
        }

        /** 404 (the default) or 400 when the target does not exist. */
        public Builder missingTargetStatus(int status) {
            missingTargetStatus = status;
            return this;
        }

        /** Poll URLs carry signed parameters, some kilobytes of them, and must be sent back as they are. */
        public Builder signedPollUrls() {
            signedPollUrls = true;
            return this;
        }

        /** Starts to listen. */
        public ArmStandIn start() {
            try {
                Path place = folder == null ? Files.createTempDirectory("arm-stand-in") : folder;
                return new ArmStandIn(this, place);
            } catch (IOException e) {
                throw new UncheckedIOException("The ARM stand-in could not be started", e);
            }
        }

        /** All that was declared, without a listener. */
        World world(Path place) {
            World world = new World(behaviour(place));
            world.addSubscription(SUBSCRIPTION);
            watchers.forEach(world::put);
            machines.forEach(world::put);
            scaleSets.forEach(world::put);
            accounts.forEach(world::put);
            return world;
        }

        private Behaviour behaviour(Path place) {
            return new Behaviour(
                    clock == null ? Clock.systemUTC() : clock,
                    pageSize,
                    retryAfterSeconds,
                    operationTakes,
                    createTakes,
                    existingName,
                    queryStatusIsLongRunning,
                    sizeStopReason,
                    serviceLimit,
                    rateLimits,
                    unreadyTarget,
                    missingTargetStatus,
                    uploadTakes,
                    signedPollUrls,
                    agent,
                    uploads == null ? new FolderUploads(place.resolve("storage")) : uploads,
                    place.resolve("machines"));
        }
    }

    /** Id of the region's watcher under its usual name. */
    public static String watcherId(String region) {
        return ArmId.of(
                SUBSCRIPTION, "NetworkWatcherRG", "Microsoft.Network/networkWatchers", "NetworkWatcher_" + region);
    }

    /** Id of a virtual machine. */
    public static String machineId(String group, String name) {
        return ArmId.of(SUBSCRIPTION, group, VirtualMachine.TYPE, name);
    }

    /** Id of a scale set. */
    public static String scaleSetId(String group, String name) {
        return ArmId.of(SUBSCRIPTION, group, ScaleSetState.TYPE, name);
    }

    /** Id of a storage account. */
    public static String storageAccountId(String group, String name) {
        return ArmId.of(SUBSCRIPTION, group, "Microsoft.Storage/storageAccounts", name);
    }
}
