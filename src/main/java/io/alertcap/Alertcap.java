package io.alertcap;

import io.alertcap.api.AlertGate;
import io.alertcap.api.AlertsApi;
import io.alertcap.api.Api;
import io.alertcap.api.CapturesApi;
import io.alertcap.api.CasesApi;
import io.alertcap.api.DoctorApi;
import io.alertcap.api.FilesApi;
import io.alertcap.api.HealthApi;
import io.alertcap.api.OrdersApi;
import io.alertcap.api.PageGate;
import io.alertcap.api.TestAlertsApi;
import io.alertcap.api.TokenCheck;
import io.alertcap.azure.ArmClient;
import io.alertcap.azure.AzureAlertRules;
import io.alertcap.azure.AzureFlowChecks;
import io.alertcap.azure.AzureMachines;
import io.alertcap.azure.AzureNetworkWatchers;
import io.alertcap.azure.AzureStorageAccounts;
import io.alertcap.azure.RememberedMachines;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureMonitor;
import io.alertcap.capture.Captures;
import io.alertcap.capture.CaseKeeping;
import io.alertcap.capture.Doctor;
import io.alertcap.capture.NetworkWatchers;
import io.alertcap.capture.Notifier;
import io.alertcap.capture.SessionLook;
import io.alertcap.capture.Timeouts;
import io.alertcap.entra.EntraTokens;
import io.alertcap.entra.SecureWebhook;
import io.alertcap.notify.HttpNotifier;
import io.alertcap.notify.MailRoute;
import io.alertcap.notify.Notifiers;
import io.alertcap.notify.SmtpNotifier;
import io.alertcap.storage.AzureBlobs;
import io.alertcap.storage.BlobAccess;
import io.alertcap.storage.BlobCaptureFiles;
import io.alertcap.storage.BlobCaptureLedger;
import io.alertcap.storage.BlobCaseFiles;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The one place where the app is put together. */
public final class Alertcap {
    /** A message must not hold up the round for longer. */
    private static final Duration MESSAGE_LIMIT = Duration.ofSeconds(5);

    /** A mail takes a dozen questions and answers, and still no longer than a claim. */
    private static final Duration MAIL_LIMIT = Duration.ofSeconds(10);

    private static final String KEEP_ALIVE_SECONDS = "jdk.httpclient.keepalive.timeout";

    private Alertcap() {}

    /**
     * The app for an environment. Reads the settings, makes nothing else until it is needed. What the first alert would
     * wait for longest is made beside that.
     */
    public static Api api(Map<String, String> environment, Clock clock) {
        dropIdleConnections();
        ahead(Alertcap::prepareTls);
        Settings.Reading reading = Settings.read(environment);
        Supplier<Wired> wired = once(() -> wire(Objects.requireNonNull(reading.settings()), clock));
        HealthApi health =
                new HealthApi(version(), reading.problems(), () -> wired.get().ledger(), clock);
        return new Api(reading.problems(), () -> wired.get().parts(), health, clock);
    }

    private record Wired(CaptureLedger ledger, Api.Parts parts) {}

    private static Wired wire(Settings settings, Clock clock) {
        ArmClient arm = new ArmClient(settings.azure(), settings.credentials(), version(), clock);
        ahead(() -> {
            settings.credentials().prepare();
            arm.prepare();
        });
        BlobAccess blobs = blobAccess(settings);
        CaptureLedger ledger =
                new BlobCaptureLedger(new AzureBlobs(blobs, settings.stateContainer()), clock, Alertcap::pause);
        BlobCaptureFiles files = new BlobCaptureFiles(blobs, settings.blobEndpoint(), clock);
        CaseKeeping keeping = new CaseKeeping(
                new BlobCaseFiles(
                        new AzureBlobs(blobs, settings.stateContainer() + BlobCaseFiles.CONTAINER_SUFFIX),
                        clock,
                        Alertcap::pause),
                version(),
                settings.shown(),
                CapturesApi::text);
        NetworkWatchers watchers =
                new AzureNetworkWatchers(arm, settings.azure().createWatcherIn(), clock);
        Captures captures = Captures.of(
                settings.policy(),
                ledger,
                new RememberedMachines(new AzureMachines(arm, settings.machineTags()), clock),
                watchers,
                files,
                keeping,
                new AzureStorageAccounts(arm),
                notifier(settings, clock),
                Executors.newCachedThreadPool(work -> thread(work, "intake")),
                helpers(),
                UUID.randomUUID().toString());
        Doctor doctor = new Doctor(
                settings.policy(),
                settings.actionGroups(),
                ledger,
                () -> new Doctor.Azure(
                        new AzureMachines(arm, settings.machineTags()),
                        new AzureNetworkWatchers(arm, null, clock),
                        new AzureStorageAccounts(arm),
                        new AzureFlowChecks(arm),
                        new AzureAlertRules(arm),
                        settings.azure().createWatcherIn() != null),
                files,
                Executors.newCachedThreadPool(work -> thread(work, "doctor")));
        CallerSettings callers = settings.callers();
        AlertsApi alerts = new AlertsApi(captures.intake());
        return new Wired(
                ledger,
                new Api.Parts(
                        new PageGate(callers.signingKey(), callers.platform(), clock),
                        new AlertGate(callers.platform(), tokens(callers.webhook(), clock)),
                        alerts,
                        new TestAlertsApi(alerts, clock),
                        new OrdersApi(ledger, captures.orders()),
                        new CapturesApi(ledger, new SessionLook(watchers, clock), clock),
                        new FilesApi(ledger, files, settings.linkLife()),
                        new CasesApi(ledger, keeping),
                        captures.monitor(),
                        new DoctorApi(doctor, clock)));
    }

    private static Notifier notifier(Settings settings, Clock clock) {
        Notifier http = new HttpNotifier(settings.destinations(), clock, MESSAGE_LIMIT);
        MailRoute mail = settings.mail();
        return mail == null
                ? http
                : new Notifiers(List.of(
                        http,
                        new SmtpNotifier(
                                mail, Executors.newCachedThreadPool(work -> thread(work, "mail")), MAIL_LIMIT)));
    }

    /** Nothing of the library that checks tokens is loaded where there are none. */
    private static @Nullable TokenCheck tokens(@Nullable SecureWebhook webhook, Clock clock) {
        if (webhook == null) {
            return null;
        }
        EntraTokens tokens = new EntraTokens(webhook, clock);
        ahead(tokens::prepare);
        return tokens;
    }

    private static BlobAccess blobAccess(Settings settings) {
        Settings.StateStorage state = settings.state();
        Timeouts timeouts = settings.azure().timeouts();
        return state.connectionString() != null
                ? BlobAccess.byConnectionString(state.connectionString(), timeouts)
                : BlobAccess.byIdentity(
                        Objects.requireNonNull(state.endpoint()),
                        Objects.requireNonNull(settings.credentials().credential()),
                        timeouts);
    }

    /**
     * JDK 17 keeps an idle connection for 20 minutes, Azure's load balancers forget it after 4 (silently): a request on
     * such a connection is lost, and only a GET would be sent again. The JDK reads this once, with the first client of
     * the process, whosever it is.
     */
    private static void dropIdleConnections() {
        if (System.getProperty(KEEP_ALIVE_SECONDS) == null) {
            System.setProperty(KEEP_ALIVE_SECONDS, "60");
        }
    }

    /** Every HTTP client takes it, and it costs a fifth of a second to make: authorities, algorithms, random numbers. */
    private static void prepareTls() {
        try {
            SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }

    /** Does on another core what will be needed in a moment. What fails here fails there again, and is told there. */
    private static void ahead(Runnable work) {
        thread(
                        () -> {
                            try {
                                work.run();
                            } catch (RuntimeException | LinkageError e) {
                                // Told where it is needed.
                            }
                        },
                        "ahead")
                .start();
    }

    /** Few, for two cores and one storage account; gone when there is nothing to do. */
    private static Executor helpers() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                CaptureMonitor.MOST_HELPERS,
                CaptureMonitor.MOST_HELPERS,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> thread(work, "monitor"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** The worker's own class loader would be that of any other thread, and finds none of our libraries. */
    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(Alertcap.class.getClassLoader());
        return thread;
    }

    /** The short wait before a storage call is repeated: the only sleep of the app, here beside its only clock. */
    private static void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaptureException("Interrupted before a call to the storage account was repeated", e);
        }
    }

    static String version() {
        String version = Alertcap.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Makes a thing on the first call; a failure is not remembered, so that the next call tries again. */
    private static <T> Supplier<T> once(Supplier<T> maker) {
        return new Supplier<>() {
            private @Nullable T made;

            @Override
            public synchronized T get() {
                T thing = made;
                if (thing == null) {
                    thing = maker.get();
                    made = thing;
                }
                return thing;
            }
        };
    }
}
