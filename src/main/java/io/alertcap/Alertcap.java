package io.alertcap;

import io.alertcap.api.AlertsApi;
import io.alertcap.api.Api;
import io.alertcap.api.CapturesApi;
import io.alertcap.api.HealthApi;
import io.alertcap.azure.ArmClient;
import io.alertcap.azure.AzureMachines;
import io.alertcap.azure.AzureNetworkWatchers;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.Captures;
import io.alertcap.capture.Timeouts;
import io.alertcap.notify.HttpNotifier;
import io.alertcap.storage.AzureBlobs;
import io.alertcap.storage.BlobAccess;
import io.alertcap.storage.BlobCaptureFiles;
import io.alertcap.storage.BlobCaptureLedger;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one place where the app is put together. */
public final class Alertcap {
    /** A message must not hold up the round for longer. */
    private static final Duration MESSAGE_LIMIT = Duration.ofSeconds(5);

    private Alertcap() {}

    /** The app for an environment. Reads the settings, makes nothing else until it is needed. */
    public static Api api(Map<String, String> environment, Clock clock) {
        Settings.Reading reading = Settings.read(environment);
        Supplier<Wired> wired = once(() -> wire(Objects.requireNonNull(reading.settings()), clock));
        HealthApi health =
                new HealthApi(version(), reading.problems(), () -> wired.get().ledger(), clock);
        return new Api(reading.problems(), () -> wired.get().parts(), health, clock);
    }

    private record Wired(CaptureLedger ledger, Api.Parts parts) {}

    private static Wired wire(Settings settings, Clock clock) {
        BlobAccess blobs = blobAccess(settings);
        CaptureLedger ledger =
                new BlobCaptureLedger(new AzureBlobs(blobs, settings.stateContainer()), clock, Alertcap::pause);
        ArmClient arm = new ArmClient(settings.azure(), settings.credentials(), version(), clock);
        Captures captures = Captures.of(
                settings.policy(),
                ledger,
                new AzureMachines(arm),
                new AzureNetworkWatchers(arm, settings.azure().createWatcherIn(), clock),
                new BlobCaptureFiles(blobs, settings.blobEndpoint()),
                new HttpNotifier(settings.destinations(), clock, MESSAGE_LIMIT),
                Executors.newCachedThreadPool(Alertcap::thread),
                UUID.randomUUID().toString());
        return new Wired(
                ledger, new Api.Parts(new AlertsApi(captures.intake()), new CapturesApi(ledger), captures.monitor()));
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

    /** The worker's own class loader would be that of any other thread, and finds none of our libraries. */
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "intake");
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
