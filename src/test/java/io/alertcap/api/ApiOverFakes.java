package io.alertcap.api;

import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CapturePolicies;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.Captures;
import io.alertcap.capture.CaseKeeping;
import io.alertcap.capture.FakeAzure;
import io.alertcap.capture.FakeCases;
import io.alertcap.capture.FakeFiles;
import io.alertcap.capture.FakeSurroundings;
import io.alertcap.capture.RecordingNotifier;
import io.alertcap.capture.SessionLook;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The app's calls over an Azure made by hand. */
public final class ApiOverFakes {
    private ApiOverFakes() {}

    /**
     * The calls, with settings in which nothing is wrong.
     *
     * @param puttingTogether runs when the first call asks for the app
     */
    public static Api of(
            CaptureLedger ledger, FakeAzure azure, FakeFiles files, Clock clock, Runnable puttingTogether) {
        CapturePolicy policy = CapturePolicies.some().build();
        FakeSurroundings around = new FakeSurroundings();
        CaseKeeping keeping = FakeCases.keeping();
        Captures captures = Captures.of(
                policy,
                ledger,
                azure,
                azure,
                files,
                keeping,
                around,
                new RecordingNotifier("ops"),
                Runnable::run,
                Runnable::run,
                "host1");
        AlertsApi alerts = new AlertsApi(captures.intake());
        Api.Parts parts = new Api.Parts(
                new PageGate(null, new PlatformSignIn(false, null), clock),
                new AlertGate(new PlatformSignIn(false, null), null),
                alerts,
                new TestAlertsApi(alerts, clock),
                new OrdersApi(ledger, captures.orders()),
                new CapturesApi(ledger, new SessionLook(azure, clock), clock),
                new FilesApi(ledger, files, Duration.ZERO),
                new CasesApi(ledger, keeping),
                captures.monitor(),
                new DoctorApi(around.doctor(policy, ledger, azure, files), clock));
        return new Api(
                List.of(),
                () -> {
                    puttingTogether.run();
                    return parts;
                },
                new HealthApi("1", List.of(), () -> ledger, clock),
                clock);
    }
}
