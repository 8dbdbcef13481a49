package io.alertcap.capture;

import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes policies for tests: {@code some()} is one that allows everything, and each method changes one thing. */
public final class CapturePolicies {
    public static final String SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";
    public static final Region REGION = Region.of("westeurope");
    public static final ResourceId ACCOUNT = id("/subscriptions/" + SUBSCRIPTION
            + "/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures");

    private int limit = 10;
    private AtLimit atLimit = AtLimit.QUEUE;
    private int perMachine = 1;
    private Duration queueTimeout = Duration.ofMinutes(30);
    private CaptureWish wish = new CaptureWish(new CaptureLimits(300, 1_073_741_824, 0), List.of());
    private CaptureLimits bounds = new CaptureLimits(3_600, 2_147_483_648L, 0);
    private Map<String, CaptureWish> profiles = Map.of();
    private String nameTemplate = "{machine}-{fired}-{id}";
    private OnNameConflict onNameConflict = OnNameConflict.UNIQUE;
    private Map<Region, ResourceId> storageAccounts = Map.of(REGION, ACCOUNT);
    private @Nullable String linuxPath;
    private @Nullable String windowsPath;
    private List<ResourceId> scopes = List.of(id("/subscriptions/" + SUBSCRIPTION));
    private AgentInstall agentInstall = AgentInstall.NEVER;
    private Duration keepSession = Duration.ZERO;

    private Duration watchInterval = Duration.ZERO;
    private Retention retention = Retention.FOR_EVER;

    private CapturePolicies() {}

    public static CapturePolicies some() {
        return new CapturePolicies();
    }

    static ResourceId id(String text) {
        return ResourceId.parse(text).orElseThrow();
    }

    public CapturePolicies limit(int value) {
        limit = value;
        return this;
    }

    public CapturePolicies atLimit(AtLimit value) {
        atLimit = value;
        return this;
    }

    public CapturePolicies perMachine(int value) {
        perMachine = value;
        return this;
    }

    public CapturePolicies queueTimeout(Duration value) {
        queueTimeout = value;
        return this;
    }

    public CapturePolicies wish(CaptureWish value) {
        wish = value;
        return this;
    }

    public CapturePolicies seconds(int value) {
        wish = new CaptureWish(new CaptureLimits(value, wish.limits().totalBytes(), 0), wish.filters());
        return this;
    }

    public CapturePolicies totalBytes(long value) {
        wish = new CaptureWish(new CaptureLimits(wish.limits().timeLimitSeconds(), value, 0), wish.filters());
        return this;
    }

    public CapturePolicies bounds(CaptureLimits value) {
        bounds = value;
        return this;
    }

    public CapturePolicies profiles(Map<String, CaptureWish> value) {
        profiles = value;
        return this;
    }

    public CapturePolicies name(String template, OnNameConflict conflict) {
        nameTemplate = template;
        onNameConflict = conflict;
        return this;
    }

    public CapturePolicies onMachine(@Nullable String linux, @Nullable String windows) {
        linuxPath = linux;
        windowsPath = windows;
        return this;
    }

    /** Captures of another region go to the same account. */
    CapturePolicies storingToo(Region other) {
        storageAccounts = Map.of(REGION, ACCOUNT, other, ACCOUNT);
        return this;
    }

    public CapturePolicies noStorage() {
        storageAccounts = Map.of();
        return this;
    }

    public CapturePolicies scopes(String... ids) {
        scopes = List.of(ids).stream().map(CapturePolicies::id).toList();
        return this;
    }

    public CapturePolicies installingAgents() {
        agentInstall = AgentInstall.IF_MISSING;
        return this;
    }

    public CapturePolicies keepSession(Duration value) {
        keepSession = value;
        return this;
    }

    /** Without it nothing is watched, so that other tests count their own calls only. */
    public CapturePolicies watch(Duration interval) {
        watchInterval = interval;
        return this;
    }

    /** Without it everything is kept. */
    public CapturePolicies keeping(Duration records, Duration files) {
        retention = new Retention(records, files, Duration.ofDays(1));
        return this;
    }

    public CapturePolicy build() {
        return new CapturePolicy(
                limit,
                atLimit,
                perMachine,
                queueTimeout,
                wish,
                bounds,
                profiles,
                nameTemplate,
                onNameConflict,
                storageAccounts,
                "captures",
                linuxPath,
                windowsPath,
                scopes,
                agentInstall,
                keepSession,
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofHours(6),
                Duration.ofMinutes(5),
                Duration.ofHours(24),
                watchInterval,
                retention);
    }
}
