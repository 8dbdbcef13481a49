package io.alertcap.azure;

import com.azure.resourcemanager.network.fluent.models.NetworkWatcherInner;
import com.azure.resourcemanager.network.fluent.models.PacketCaptureInner;
import com.azure.resourcemanager.network.fluent.models.PacketCaptureQueryStatusResultInner;
import com.azure.resourcemanager.network.fluent.models.PacketCaptureResultInner;
import com.azure.resourcemanager.network.models.PacketCaptureFilter;
import com.azure.resourcemanager.network.models.PacketCaptureMachineScope;
import com.azure.resourcemanager.network.models.PacketCaptureStorageLocation;
import com.azure.resourcemanager.network.models.PacketCaptureTargetType;
import com.azure.resourcemanager.network.models.PcProtocol;
import com.azure.resourcemanager.network.models.ProvisioningState;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.alert.MachineKind;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.NetworkWatchers;
import io.alertcap.capture.PacketCaptureSession;
import io.alertcap.capture.Protocol;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.ServiceRequest;
import io.alertcap.capture.SessionDetail;
import io.alertcap.capture.SessionRequest;
import io.alertcap.capture.SessionStatus;
import io.alertcap.capture.StorageLocation;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Watcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Network Watcher by Azure Resource Manager. Safe for use by several threads. */
public final class AzureNetworkWatchers implements NetworkWatchers {
    private static final String API_VERSION = "api-version=2025-03-01";

    /** A watcher can be moved or deleted by hand; nobody does that often, and a 404 is noticed at once. */
    static final Duration REMEMBER_FOUND = Duration.ofMinutes(10);

    /** Short, so that the answer to "create one, then try again" is not a wait. For a refusal as for what is not there. */
    static final Duration REMEMBER_MISSING = Duration.ofMinutes(1);

    private final ArmClient arm;
    private final @Nullable String createWatcherIn;
    private final Clock clock;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

    /** @param createWatcherIn resource group in which a region's missing watcher is created; null to create none */
    public AzureNetworkWatchers(ArmClient arm, @Nullable String createWatcherIn, Clock clock) {
        this.arm = arm;
        this.createWatcherIn = createWatcherIn;
        this.clock = clock;
    }

    @Override
    public Optional<Watcher> find(String subscriptionId, Region region, TimeBudget budget) {
        Subscription subscription = subscription(subscriptionId);
        Optional<Optional<Watcher>> known = subscription.known(region, clock.instant());
        return known.isPresent() ? known.get() : subscription.look(region, budget);
    }

    @Override
    public void expect(String subscriptionId, TimeBudget budget) {
        subscription(subscriptionId).expect(budget);
    }

    @Override
    public Optional<Watcher> establish(String subscriptionId, Region region, TimeBudget budget) {
        return createWatcherIn == null
                ? Optional.empty()
                : subscription(subscriptionId).establish(region, createWatcherIn, budget);
    }

    @Override
    public List<PacketCaptureSession> sessions(Watcher watcher, TimeBudget budget) {
        String url = arm.url(watcher.id() + "/packetCaptures", API_VERSION);
        try {
            return arm.list(url, PacketCaptureResultInner::fromJson, budget).stream()
                    .map(AzureNetworkWatchers::session)
                    .toList();
        } catch (ServiceException e) {
            throw e.kind() == Kind.NOT_FOUND ? forgetting(watcher, e) : e;
        }
    }

    @Override
    public PacketCaptureSession start(Watcher watcher, SessionRequest request, TimeBudget budget) {
        ServiceRequest put = put(watcher, request);
        try {
            Answer answer = arm.put(put.url(), put.body(), budget);
            if (answer.status() == 200) {
                // 201 is for a new one. Whether the one that was there is ours is for the caller to find out.
                throw new ServiceException(
                        Kind.EXISTS, 200, null, "A packet capture of that name was there already.", null, null);
            }
            return session(answer.read(PacketCaptureResultInner::fromJson));
        } catch (ServiceException e) {
            throw e.kind() == Kind.NOT_FOUND ? forgetting(watcher, e) : e;
        }
    }

    @Override
    public Optional<PacketCaptureSession> session(Watcher watcher, String name, TimeBudget budget) {
        String url = sessionUrl(watcher, name, "");
        return unlessGone(watcher, () -> session(arm.get(url, PacketCaptureResultInner::fromJson, budget)));
    }

    @Override
    public Optional<SessionDetail> detail(Watcher watcher, String name, TimeBudget budget) {
        String url = sessionUrl(watcher, name, "");
        return unlessGone(watcher, () -> detail(arm.get(url, PacketCaptureResultInner::fromJson, budget)));
    }

    @Override
    public Optional<SessionStatus> status(Watcher watcher, String name, TimeBudget budget) {
        String url = sessionUrl(watcher, name, "/queryStatus");
        return unlessGone(watcher, () -> {
            Answer answer = arm.post(url, budget);
            return status(
                    answer.status() == 202
                            ? arm.result(answer, PacketCaptureQueryStatusResultInner::fromJson, budget)
                            : answer.read(PacketCaptureQueryStatusResultInner::fromJson));
        });
    }

    @Override
    public void stop(Watcher watcher, String name, TimeBudget budget) {
        String url = sessionUrl(watcher, name, "/stop");
        unlessGone(watcher, () -> arm.post(url, budget));
    }

    @Override
    public void remove(Watcher watcher, String name, TimeBudget budget) {
        String url = sessionUrl(watcher, name, "");
        unlessGone(watcher, () -> arm.delete(url, budget));
    }

    @Override
    public ServiceRequest describe(Watcher watcher, SessionRequest request) {
        ServiceRequest put = put(watcher, request);
        try {
            ObjectMapper json = new ObjectMapper();
            String pretty = json.writerWithDefaultPrettyPrinter().writeValueAsString(json.readTree(put.body()));
            return new ServiceRequest(put.method(), put.url(), pretty);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link #start} sends and {@link #describe} shows. */
    private ServiceRequest put(Watcher watcher, SessionRequest request) {
        MachineTarget target = request.target();
        CaptureLimits limits = request.wish().limits();
        boolean scaleSet = target.kind() == MachineKind.SCALE_SET;
        PacketCaptureInner capture = new PacketCaptureInner()
                .withTarget(target.id().toString())
                .withTargetType(scaleSet ? PacketCaptureTargetType.AZURE_VMSS : PacketCaptureTargetType.AZURE_VM)
                .withBytesToCapturePerPacket(limits.bytesPerPacket())
                .withTotalBytesPerSession(limits.totalBytes())
                .withTimeLimitInSeconds(limits.timeLimitSeconds())
                .withStorageLocation(storageLocation(request.location()));
        if (!target.instances().isEmpty()) {
            capture.withScope(new PacketCaptureMachineScope().withInclude(target.instances()));
        }
        if (!request.wish().filters().isEmpty()) {
            capture.withFilters(request.wish().filters().stream()
                    .map(AzureNetworkWatchers::filter)
                    .toList());
        }
        try {
            return new ServiceRequest("PUT", sessionUrl(watcher, request.name(), ""), capture.toJsonString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String sessionUrl(Watcher watcher, String name, String action) {
        // Parsed, so that no name can lead out of the watcher's captures.
        ResourceId id = ResourceId.parse(watcher.id() + "/packetCaptures/" + name)
                .filter(parsed -> parsed.name().equals(name))
                .orElseThrow(() -> new ServiceException(
                        Kind.INVALID, 0, null, "No packet capture can have this name.", null, null));
        return arm.url(id + action, API_VERSION);
    }

    private static PacketCaptureStorageLocation storageLocation(StorageLocation location) {
        PacketCaptureStorageLocation wire = new PacketCaptureStorageLocation();
        if (location.account() != null) {
            wire.withStorageId(location.account().toString());
        }
        if (location.storagePath() != null) {
            wire.withStoragePath(location.storagePath());
        }
        if (location.filePath() != null) {
            wire.withFilePath(location.filePath());
        }
        return wire;
    }

    private static PacketCaptureFilter filter(CaptureFilter filter) {
        PacketCaptureFilter wire = new PacketCaptureFilter()
                .withProtocol(PcProtocol.fromString(filter.protocol().wire()));
        if (filter.localIPAddress() != null) {
            wire.withLocalIpAddress(filter.localIPAddress());
        }
        if (filter.localPort() != null) {
            wire.withLocalPort(filter.localPort());
        }
        if (filter.remoteIPAddress() != null) {
            wire.withRemoteIpAddress(filter.remoteIPAddress());
        }
        if (filter.remotePort() != null) {
            wire.withRemotePort(filter.remotePort());
        }
        return wire;
    }

    private static PacketCaptureSession session(PacketCaptureResultInner capture) {
        @Nullable PacketCaptureStorageLocation location = capture.storageLocation();
        @Nullable List<PacketCaptureFilter> filters = capture.filters();
        String id = text(capture.id());
        return new PacketCaptureSession(
                capture.name() == null ? id.substring(id.lastIndexOf('/') + 1) : capture.name(),
                id,
                text(capture.target()),
                location == null ? null : blankToNull(location.storagePath()),
                location == null ? null : blankToNull(location.filePath()),
                capture.provisioningState() == null
                        ? "Unknown"
                        : capture.provisioningState().toString(),
                capture.timeLimitInSeconds(),
                capture.totalBytesPerSession(),
                capture.bytesToCapturePerPacket(),
                filters == null
                        ? List.of()
                        : filters.stream()
                                .filter(Objects::nonNull)
                                .map(AzureNetworkWatchers::filter)
                                .toList());
    }

    private static SessionDetail detail(PacketCaptureResultInner capture) {
        @Nullable PacketCaptureMachineScope scope = capture.scope();
        @Nullable PacketCaptureStorageLocation location = capture.storageLocation();
        return new SessionDetail(
                session(capture),
                blankToNull(capture.etag()),
                capture.targetType() == null ? null : capture.targetType().toString(),
                scope == null ? List.of() : known(scope.include()),
                scope == null ? List.of() : known(scope.exclude()),
                location == null ? null : blankToNull(location.storageId()));
    }

    private static List<String> known(@Nullable List<@Nullable String> texts) {
        return texts == null
                ? List.of()
                : texts.stream().flatMap(Stream::ofNullable).toList();
    }

    /** The service's filters; a protocol that is not known here can only be a foreign capture's. */
    private static CaptureFilter filter(PacketCaptureFilter wire) {
        return new CaptureFilter(
                wire.protocol() == null
                        ? Protocol.ANY
                        : Protocol.from(wire.protocol().toString()).orElse(Protocol.ANY),
                wire.localIpAddress(),
                wire.localPort(),
                wire.remoteIpAddress(),
                wire.remotePort());
    }

    private static SessionStatus status(PacketCaptureQueryStatusResultInner result) {
        return new SessionStatus(
                result.packetCaptureStatus() == null
                        ? "Unknown"
                        : result.packetCaptureStatus().toString(),
                blankToNull(result.stopReason()),
                result.packetCaptureError() == null
                        ? List.of()
                        : result.packetCaptureError().stream()
                                .filter(Objects::nonNull)
                                .map(Object::toString)
                                .toList(),
                result.captureStartTime() == null
                        ? null
                        : result.captureStartTime().toInstant());
    }

    /** Runs a call on a single session; empty where the session, or the watcher above it, is not there. */
    private <T> Optional<T> unlessGone(Watcher watcher, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (ServiceException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            String code = e.code().orElse("").toLowerCase(Locale.ROOT);
            if (code.startsWith("parent") || code.startsWith("resourcegroup")) {
                forgetting(watcher, e);
            }
            return Optional.empty();
        }
    }

    private Subscription subscription(String id) {
        return subscriptions.computeIfAbsent(id.toLowerCase(Locale.ROOT), key -> new Subscription(id));
    }

    /** The watcher is not where it was: the next one who needs it looks again. */
    private ServiceException forgetting(Watcher watcher, ServiceException e) {
        subscriptions.remove(watcher.id().subscriptionId().toLowerCase(Locale.ROOT));
        return e;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /**
     * The watchers of a subscription, as last listed. One list names them for all regions; while it is being fetched,
     * others who need it wait for it instead of asking too. What is known of a watcher stays good when the next list does
     * not come: it hardly ever moves, and the others' captures must not wait for the list.
     */
    private final class Subscription {
        private final String id;
        private final ReentrantLock asking = new ReentrantLock();
        private volatile @Nullable Listing latest;
        private volatile @Nullable Failure listFailure;
        private final Map<Region, Failure> createFailures = new ConcurrentHashMap<>();

        Subscription(String id) {
            this.id = id;
        }

        /** Empty if it has to be asked for; else the watcher, or the knowledge that there is none. */
        Optional<Optional<Watcher>> known(Region region, Instant now) {
            Listing listing = latest;
            Optional<Watcher> watcher =
                    listing == null ? Optional.empty() : Optional.ofNullable(listing.byRegion.get(region));
            Duration worth = watcher.isPresent() ? REMEMBER_FOUND : REMEMBER_MISSING;
            if (listing != null && now.isBefore(listing.at.plus(worth))) {
                return Optional.of(watcher);
            }
            Failure failure = listFailure;
            if (failure == null || !failure.holds(now)) {
                return Optional.empty();
            }
            if (watcher.isEmpty()) {
                failure.throwIfRefused();
            }
            return watcher.isPresent() ? Optional.of(watcher) : Optional.empty();
        }

        void expect(TimeBudget budget) {
            Failure failure = listFailure;
            if (latest == null && (failure == null || !failure.holds(clock.instant()))) {
                inTurn(budget, () -> Objects.requireNonNullElseGet(latest, () -> list(budget)));
            }
        }

        Optional<Watcher> look(Region region, TimeBudget budget) {
            Listing before = latest;
            Optional<Watcher> old =
                    before == null ? Optional.empty() : Optional.ofNullable(before.byRegion.get(region));
            if (old.isPresent() && asking.isLocked()) {
                return old;
            }
            try {
                return inTurn(budget, () -> {
                    Optional<Optional<Watcher>> known = known(region, clock.instant());
                    return known.isPresent()
                            ? known.get()
                            : Optional.ofNullable(list(budget).byRegion.get(region));
                });
            } catch (ServiceException e) {
                if (old.isPresent()) {
                    return old;
                }
                throw e;
            }
        }

        Optional<Watcher> establish(Region region, String resourceGroup, TimeBudget budget) {
            return inTurn(budget, () -> {
                Optional<Watcher> known = known(region, clock.instant()).flatMap(watcher -> watcher);
                if (known.isPresent()) {
                    return known;
                }
                Failure failure = createFailures.get(region);
                if (failure != null && failure.holds(clock.instant())) {
                    failure.throwIfRefused();
                }
                try {
                    return create(region, resourceGroup, budget);
                } catch (ServiceException e) {
                    createFailures.put(region, new Failure(clock.instant(), e));
                    throw e;
                }
            });
        }

        private <T> T inTurn(TimeBudget budget, Supplier<T> work) {
            if (!takeTurn(budget)) {
                throw new ServiceException(
                        Kind.BUSY, 0, null, "The list of Network Watchers did not come in time.", null, null);
            }
            try {
                return work.get();
            } finally {
                asking.unlock();
            }
        }

        private boolean takeTurn(TimeBudget budget) {
            try {
                return asking.tryLock(budget.atMost(arm.callLimit()).toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private Listing list(TimeBudget budget) {
            try {
                Listing listing = ask(budget);
                latest = listing;
                listFailure = null;
                return listing;
            } catch (ServiceException e) {
                listFailure = new Failure(clock.instant(), e);
                throw e;
            }
        }

        private Listing ask(TimeBudget budget) {
            ResourceId subscription = ResourceId.parse("/subscriptions/" + id)
                    .orElseThrow(() -> new ServiceException(
                            Kind.INVALID, 0, null, "No subscription can have this id.", null, null));
            String url = arm.url(subscription + "/providers/Microsoft.Network/networkWatchers", API_VERSION);
            Map<Region, Watcher> byRegion = new HashMap<>();
            for (NetworkWatcherInner watcher : arm.list(url, NetworkWatcherInner::fromJson, budget)) {
                usable(watcher).ifPresent(found -> byRegion.put(found.region(), found));
            }
            return new Listing(clock.instant(), Map.copyOf(byRegion));
        }

        /** Under the name that Azure itself uses. The answer is final, there is nothing to wait for. */
        private Optional<Watcher> create(Region region, String resourceGroup, TimeBudget budget) {
            String url = arm.url(
                    "/subscriptions/" + id + "/resourceGroups/" + resourceGroup
                            + "/providers/Microsoft.Network/networkWatchers/NetworkWatcher_" + region.name(),
                    API_VERSION);
            try {
                NetworkWatcherInner wanted = new NetworkWatcherInner();
                wanted.withLocation(region.name());
                Optional<Watcher> created =
                        usable(arm.put(url, wanted.toJsonString(), budget).read(NetworkWatcherInner::fromJson));
                created.ifPresent(this::remember);
                return created;
            } catch (ServiceException e) {
                // NetworkWatcherCountLimitReached: somebody, or Azure itself, was faster.
                if (e.kind() == Kind.LIMIT || e.kind() == Kind.EXISTS) {
                    return Optional.ofNullable(list(budget).byRegion.get(region));
                }
                throw e;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void remember(Watcher created) {
            Map<Region, Watcher> byRegion = new HashMap<>(latest == null ? Map.of() : latest.byRegion);
            byRegion.put(created.region(), created);
            latest = new Listing(clock.instant(), Map.copyOf(byRegion));
        }

        /** By its location, never by its name, which anybody may have chosen. */
        private static Optional<Watcher> usable(NetworkWatcherInner watcher) {
            @Nullable ProvisioningState state = watcher.provisioningState();
            boolean ready = state == null || state.toString().equalsIgnoreCase("Succeeded");
            if (!ready || watcher.location() == null) {
                return Optional.empty();
            }
            try {
                Region region = Region.of(watcher.location());
                return ResourceId.parse(watcher.id()).map(id -> new Watcher(id, region));
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // A place that no alert can name.
            }
        }
    }

    private record Listing(Instant at, Map<Region, Watcher> byRegion) {}

    /** What Azure answered instead. */
    private record Failure(Instant at, ServiceException what) {
        boolean holds(Instant now) {
            return now.isBefore(at.plus(REMEMBER_MISSING));
        }

        /** A refusal is refused again until somebody has had time to mend it; what may pass is asked for again. */
        void throwIfRefused() {
            switch (what.kind()) {
                case FORBIDDEN, NOT_FOUND, INVALID ->
                    throw new ServiceException(
                            what.kind(),
                            what.status(),
                            what.code().orElse(null),
                            String.valueOf(what.getMessage()),
                            null,
                            what);
                case BUSY, LIMIT, EXISTS, UNCERTAIN -> {}
            }
        }
    }
}
