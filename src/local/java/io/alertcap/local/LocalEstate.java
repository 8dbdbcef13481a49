package io.alertcap.local;

import com.azure.storage.blob.BlobServiceClient;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.local.agent.BlobUploads;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.LoopbackCertificate;
import io.alertcap.local.arm.Machine;
import io.alertcap.local.arm.StorageAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small Azure on loopback: storage, a resource manager with two machines in two regions, somebody who is told about
 * captures, and as many processes of the app as are started. Closing it ends all of them.
 */
public final class LocalEstate implements AutoCloseable {
    /** Where the build leaves the packaged app. */
    public static final Path PACKAGE = Path.of("target", "azure-functions", "alertcap");

    /** Function key and master key of every app that is started here; guards nothing but loopback. */
    public static final String KEY = "local";

    /** A Linux machine in westeurope. */
    public static final String WEB = ArmStandIn.machineId("rg-web", "vm-web-01");

    /** A Windows machine in centralus. */
    public static final String DB = ArmStandIn.machineId("rg-db", "vm-db-01");

    private static final Path NPM = Path.of("src", "local", "npm");
    private static final Path INSTALLED = Path.of("target", "npm", "local");

    /** The same account takes the files of both regions; two resources, as an account has one region. */
    private static final Map<String, String> STORAGE_BY_REGION = Map.of(
            "westeurope", ArmStandIn.storageAccountId("rg-web", Azurite.ACCOUNT),
            "centralus", ArmStandIn.storageAccountId("rg-db", Azurite.ACCOUNT));

    private static final List<Machine> MACHINES = List.of(
            Machine.running(WEB, "westeurope", Machine.Os.LINUX), Machine.running(DB, "centralus", Machine.Os.WINDOWS));

    private final Path folder;
    private final Ports ports;
    private final Azurite azurite;
    private final WebhookSink sink;
    private final ArmStandIn arm;
    private final @Nullable Guard guard;
    private final List<AppProcess> apps = new CopyOnWriteArrayList<>();
    private final AtomicInteger appsStarted = new AtomicInteger();

    /**
     * Where to listen on 127.0.0.1; 0 is a free port.
     *
     * @param app of the first app that is started; later ones take free ports
     */
    public record Ports(int app, int armHttp, int armHttps, int blob, int sink) {
        /** Free ports for everything. */
        public static Ports free() {
            return new Ports(0, 0, 0, 0, 0);
        }
    }

    /** What an app must have to be let in where tokens are asked for. */
    private record Guard(LoopbackCertificate certificate, IdentityEndpoint identity) {}

    private LocalEstate(
            Path folder, Ports ports, Azurite azurite, WebhookSink sink, ArmStandIn arm, @Nullable Guard guard) {
        this.folder = folder;
        this.ports = ports;
        this.azurite = azurite;
        this.sink = sink;
        this.arm = arm;
        this.guard = guard;
    }

    /** Whether the first start has to install Azurite, which takes a while. */
    public static boolean isInstalled() {
        return Npm.isInstalled(NPM, INSTALLED);
    }

    /** An estate on free ports, in memory, as documented. */
    public static LocalEstate start(Path folder) {
        return start(folder, Ports.free(), null, (arm, azurite) -> {});
    }

    /**
     * Starts everything but the app.
     *
     * @param folder gets logs, {@code arm.jsonl}, the certificate and the machines' own files
     * @param data folder that keeps the blobs; null keeps them in memory
     * @param shape changes the resource manager: more machines, other behaviour
     * @throws IllegalStateException when a part does not start; nothing is left running
     */
    public static LocalEstate start(
            Path folder, Ports ports, @Nullable Path data, BiConsumer<ArmStandIn.Builder, Azurite> shape) {
        return start(folder, ports, data, null, shape);
    }

    /**
     * Starts an estate that is reached as Azure is: over https only, by tokens of a managed identity that the platform
     * hands to the app. Its app is started by {@link #startDeployed}.
     */
    public static LocalEstate startGuarded(Path folder, BiConsumer<ArmStandIn.Builder, Azurite> shape) {
        LoopbackCertificate certificate = LoopbackCertificate.make(folder.resolve("tls"));
        Guard guard = new Guard(certificate, IdentityEndpoint.start(Clock.systemUTC()));
        try {
            return start(folder, Ports.free(), null, guard, shape);
        } catch (RuntimeException e) {
            guard.identity().close();
            throw e;
        }
    }

    private static LocalEstate start(
            Path folder,
            Ports ports,
            @Nullable Path data,
            @Nullable Guard guard,
            BiConsumer<ArmStandIn.Builder, Azurite> shape) {
        Path exchanges = folder.resolve("arm.jsonl");
        try {
            Files.createDirectories(folder);
            Files.writeString(exchanges, "");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + folder, e);
        }
        Azurite azurite = Azurite.start(
                NPM,
                INSTALLED,
                ports.blob(),
                data,
                folder.resolve("azurite.log"),
                guard == null ? null : guard.certificate());
        try {
            WebhookSink sink = WebhookSink.start(ports.sink());
            try {
                ArmStandIn.Builder builder = ArmStandIn.builder()
                        .httpPort(ports.armHttp())
                        .httpsPort(ports.armHttps())
                        .folder(folder)
                        .recordTo(exchanges)
                        .uploads(new BlobUploads(azurite.client()));
                if (guard != null) {
                    builder.certificate(guard.certificate());
                }
                MACHINES.forEach(builder::machine);
                STORAGE_BY_REGION.forEach((region, id) -> addRegion(builder, azurite, region, id));
                shape.accept(builder, azurite);
                return new LocalEstate(folder, ports, azurite, sink, builder.start(), guard);
            } catch (RuntimeException e) {
                sink.close();
                throw e;
            }
        } catch (RuntimeException e) {
            azurite.close();
            throw e;
        }
    }

    /** Gives the resource manager another region: its Network Watcher, and a storage account that is Azurite. */
    public static void addRegion(ArmStandIn.Builder arm, Azurite azurite, String region, String accountId) {
        arm.watcher(region)
                .storageAccount(StorageAccount.standard(accountId, region)
                        .at(azurite.endpoint().toString()));
    }

    public Azurite azurite() {
        return azurite;
    }

    public ArmStandIn arm() {
        return arm;
    }

    public WebhookSink sink() {
        return sink;
    }

    /** The storage account of ledger and capture files. */
    public BlobServiceClient blobs() {
        return azurite.client();
    }

    /** What a file of the estate is called, such as {@code app.log}. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** The app settings with which the package runs here, in a good order for reading. */
    public Map<String, String> appSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("FUNCTIONS_WORKER_RUNTIME", "java");
        settings.put("AzureWebJobsStorage", azurite.connectionString());
        settings.put("ALERTCAP_ARM_ENDPOINT", arm.httpUrl());
        settings.put("ALERTCAP_CREDENTIAL", "none");
        settings.put(
                "ALERTCAP_STORAGE_ACCOUNTS",
                STORAGE_BY_REGION.entrySet().stream()
                        .map(account -> account.getKey() + "=" + account.getValue())
                        .sorted()
                        .collect(Collectors.joining(",")));
        settings.put("ALERTCAP_BLOB_ENDPOINT", "http://127.0.0.1:" + azurite.port() + "/{account}");
        settings.put("ALERTCAP_SCOPES", "/subscriptions/" + ArmStandIn.SUBSCRIPTION);
        settings.put("ALERTCAP_MONITOR_SCHEDULE", "*/1 * * * * *");
        settings.put("ALERTCAP_FILE_SETTLE", "PT2S");
        settings.put("ALERTCAP_WEBHOOK_URLS", sink.url().toString());
        // Known to everybody: these pages are on loopback.
        settings.put("ALERTCAP_SIGNING_KEY", "bm8gc2VjcmV0OiBmb3IgdGhlIGxvY2FsIGNsb3VkISE=");
        return settings;
    }

    /** Starts the packaged app with {@link #appSettings}, its timers running. */
    public AppProcess startApp() {
        return startApp(Map.of(), true);
    }

    /**
     * Starts another process of the packaged app.
     *
     * @param changes app settings to add or replace; an empty value takes one away
     * @param timers whether timers run by their schedule; when not, by {@link AppProcess#tick} only
     * @throws IllegalStateException when it does not start; the message has the end of its log
     */
    public AppProcess startApp(Map<String, String> changes, boolean timers) {
        return startApp(changes, timers, KEY);
    }

    /** Starts another process of the packaged app, whose function key is its own. */
    public AppProcess startApp(Map<String, String> changes, boolean timers, String key) {
        Map<String, String> settings = appSettings();
        settings.putAll(changes);
        settings.values().removeIf(String::isEmpty);
        return start(settings, timers, key);
    }

    private AppProcess start(Map<String, String> settings, boolean timers, String key) {
        int number = appsStarted.incrementAndGet();
        boolean first = number == 1;
        Path log = file(first ? "app.log" : "app-" + number + ".log");
        AppProcess app =
                AppProcess.start(new AppProcess.Options(PACKAGE, first ? ports.app() : 0, key, timers, settings, log));
        apps.add(app);
        return app;
    }

    /**
     * Starts a process of the packaged app with nothing but these app settings and what the platform adds.
     *
     * @param timers as with {@link #startApp(Map, boolean)}
     */
    public AppProcess startDeployed(Map<String, String> settings, boolean timers) {
        Guard present = guard();
        Map<String, String> environment = new TreeMap<>(settings);
        environment.putAll(present.identity().environment());
        environment.put("FUNCTIONS_WORKER_RUNTIME", "java");
        environment.put("WEBSITE_INSTANCE_ID", "local");
        // The newest form of signed links that Azurite can check; the SDK's own is newer.
        environment.put("AZURE_STORAGE_SAS_SERVICE_VERSION", "2025-11-05");
        // Azure's own certificates need no such thing.
        environment.put("JAVA_TOOL_OPTIONS", present.certificate().trustingOptions());
        return start(environment, timers, KEY);
    }

    /** What the managed identity was asked for, as {@code resource client}. */
    public List<String> tokensAsked() {
        return guard().identity().asked();
    }

    private Guard guard() {
        if (guard == null) {
            throw new IllegalStateException("This estate asks for no tokens: start it with startGuarded");
        }
        return guard;
    }

    /**
     * Writes {@code endpoints.json}, by which other clients join.
     *
     * @param app where the app answers, or will answer
     */
    public void writeEndpoints(URI app) {
        ObjectMapper json = new ObjectMapper();
        ObjectNode endpoints = json.createObjectNode();
        endpoints.put("app", app.toString());
        endpoints.put("functionKey", KEY);
        endpoints
                .putObject("arm")
                .put("https", arm.httpsUrl())
                .put("http", arm.httpUrl())
                .put("ca", arm.certificate().toAbsolutePath().toString());
        endpoints
                .putObject("storage")
                .put("blob", azurite.endpoint().toString())
                .put("connectionString", azurite.connectionString());
        endpoints.put("sink", sink.url().toString());
        endpoints.put("subscription", ArmStandIn.SUBSCRIPTION);
        ArrayNode watchers = endpoints.putArray("watchers");
        ArrayNode machines = endpoints.putArray("machines");
        for (Machine machine : MACHINES) {
            watchers.addObject()
                    .put("id", ArmStandIn.watcherId(machine.region()))
                    .put("region", machine.region());
            machines.addObject()
                    .put("id", machine.id())
                    .put("region", machine.region())
                    .put("os", machine.os() == Machine.Os.LINUX ? "Linux" : "Windows");
        }
        try {
            json.writerWithDefaultPrettyPrinter()
                    .writeValue(file("endpoints.json").toFile(), endpoints);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write endpoints.json", e);
        }
    }

    /** Writes the app's settings to {@code app.env}, a KEY=VALUE a line, so that another host can run the package. */
    public void writeAppSettings() {
        try {
            Files.writeString(
                    file("app.env"),
                    appSettings().entrySet().stream()
                            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write app.env", e);
        }
    }

    /** Ends the apps first, then what they talk to. */
    @Override
    public void close() {
        apps.forEach(AppProcess::close);
        arm.close();
        sink.close();
        azurite.close();
        if (guard != null) {
            guard.identity().close();
        }
    }
}
