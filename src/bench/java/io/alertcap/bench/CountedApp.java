package io.alertcap.bench;

import io.alertcap.Settings;
import io.alertcap.api.CapturesApi;
import io.alertcap.azure.ArmClient;
import io.alertcap.azure.AzureMachines;
import io.alertcap.azure.AzureNetworkWatchers;
import io.alertcap.azure.AzureStorageAccounts;
import io.alertcap.capture.CaptureMonitor;
import io.alertcap.capture.Captures;
import io.alertcap.capture.CaseKeeping;
import io.alertcap.capture.MachineTags;
import io.alertcap.capture.Timeouts;
import io.alertcap.local.LocalEstate;
import io.alertcap.notify.HttpNotifier;
import io.alertcap.storage.AzureBlobs;
import io.alertcap.storage.BlobAccess;
import io.alertcap.storage.BlobCaptureFiles;
import io.alertcap.storage.BlobCaptureLedger;
import io.alertcap.storage.BlobCaseFiles;
import io.alertcap.storage.Blobs;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** The app within this process, its storage calls counted. */
record CountedApp(CountedBlobs blobs, BlobCaptureLedger ledger, Captures captures) {

    /**
     * Wires the app as its root does, with more room on the Network Watchers.
     *
     * @param container of the ledger
     * @param helpers of the monitor
     */
    static CountedApp of(LocalEstate estate, String container, int limit, Executor helpers) {
        return over(ledgers(estate, container), estate, limit, helpers);
    }

    static Blobs ledgers(LocalEstate estate, String container) {
        return new AzureBlobs(access(estate), container);
    }

    /** The same, with its ledger in other blobs. */
    static CountedApp over(Blobs ledgers, LocalEstate estate, int limit, Executor helpers) {
        Clock clock = Clock.systemUTC();
        Map<String, String> environment = estate.appSettings();
        environment.put("ALERTCAP_CAPTURE_LIMIT", Integer.toString(limit));
        Settings settings = Objects.requireNonNull(Settings.read(environment).settings());
        CountedBlobs blobs = new CountedBlobs(ledgers);
        BlobCaptureLedger ledger = new BlobCaptureLedger(blobs, clock, pause -> LockSupport.parkNanos(pause.toNanos()));
        ArmClient arm = new ArmClient(settings.azure(), settings.credentials(), "bench", clock);
        Captures captures = Captures.of(
                settings.policy(),
                ledger,
                new AzureMachines(arm, MachineTags.NONE),
                new AzureNetworkWatchers(arm, null, clock),
                new BlobCaptureFiles(access(estate), settings.blobEndpoint(), Clock.systemUTC()),
                new CaseKeeping(
                        new BlobCaseFiles(blobs, clock, pause -> LockSupport.parkNanos(pause.toNanos())),
                        "bench",
                        settings.shown(),
                        CapturesApi::text),
                new AzureStorageAccounts(arm),
                new HttpNotifier(settings.destinations(), clock, Duration.ofSeconds(5)),
                daemons(),
                helpers,
                "bench");
        return new CountedApp(blobs, ledger, captures);
    }

    private static BlobAccess access(LocalEstate estate) {
        return BlobAccess.byConnectionString(estate.azurite().connectionString(), Timeouts.USUAL);
    }

    /** As many as the root gives the monitor. */
    static Executor helpers() {
        return Executors.newFixedThreadPool(CaptureMonitor.MOST_HELPERS, CountedApp::daemon);
    }

    /** Threads that do not keep the program alive. */
    static Executor daemons() {
        return Executors.newCachedThreadPool(CountedApp::daemon);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "bench");
        thread.setDaemon(true);
        return thread;
    }
}
