package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.AlertReader;
import io.alertcap.storage.BlobCaptureLedger;
import io.alertcap.storage.InMemoryBlobs;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an alert's intake asks Azure for before the record is written: nothing that the alert could aim. */
class LookAheadTest {
    private static final String MACHINE = "/subscriptions/" + CapturePolicies.SUBSCRIPTION
            + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1";

    private final MutableClock clock = new MutableClock(CaptureWorld.START);
    private final FakeFiles files = new FakeFiles(clock);
    private final FakeAzure azure = new FakeAzure(clock, files);
    private final List<String> expected = new ArrayList<>();

    @Test
    void looks_up_the_watchers_of_the_machines_subscription() {
        receive(CapturePolicies.some(), "Fired");

        assertThat(expected).containsExactly(CapturePolicies.SUBSCRIPTION);
    }

    @Test
    void asks_nothing_about_a_subscription_outside_the_scopes() {
        receive(CapturePolicies.some().scopes("/subscriptions/99999999-2222-3333-4444-555555555555"), "Fired");

        assertThat(expected).isEmpty();
    }

    @Test
    void asks_nothing_for_an_alert_that_is_over() {
        receive(CapturePolicies.some(), "Resolved");

        assertThat(expected).isEmpty();
    }

    private void receive(CapturePolicies policy, String condition) {
        NetworkWatchers watchers = (NetworkWatchers) Proxy.newProxyInstance(
                NetworkWatchers.class.getClassLoader(),
                new Class<?>[] {NetworkWatchers.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("expect")) {
                        expected.add((String) arguments[0]);
                        // As when Azure does not answer: the alert is taken in all the same.
                        throw new ServiceException(ServiceException.Kind.BUSY, 0, null, "not now", null, null);
                    }
                    try {
                        return method.invoke(azure, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Captures app = Captures.of(
                policy.build(),
                new BlobCaptureLedger(new InMemoryBlobs(clock), clock, pause -> {}),
                azure,
                watchers,
                files,
                FakeCases.keeping(),
                new FakeSurroundings(),
                new RecordingNotifier("ops"),
                Runnable::run,
                Runnable::run,
                "host");

        AlertIntake.Answer answer = app.intake()
                .receive(
                        new AlertReader().read(alert(condition)),
                        "{}",
                        AlertIntake.Sender.UNNAMED,
                        new Errand(TimeBudget.of(clock, Duration.ofSeconds(4)), line -> {}, false));

        assertThat(answer.decisions()).hasSize(1);
    }

    private static String alert(String condition) {
        return """
                {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a1","alertRule":"r",
                "severity":"Sev2","signalType":"Metric","monitorCondition":"%s","monitoringService":"Platform",
                "alertTargetIDs":["%s"],"firedDateTime":"2026-11-20T02:00:00Z"},"alertContext":{}}}
                """.formatted(condition, MACHINE);
    }
}
