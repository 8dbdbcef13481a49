package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.AlertSamples;
import io.alertcap.local.arm.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However slowly Azure or storage answer, Azure Monitor has its answer in time, from a process that was just started and
 * from one that is warm. The process is killed when it has answered: another one brings every alert to a good end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("it breaks the Azure and the storage that all share, and looks at the clock")
class InTimeEndToEndIT {
    /** Of our own work: from the start of the function to its return. */
    private static final Duration OWN_WORK = Duration.ofSeconds(5);

    /** What Azure Resource Manager does instead of answering. */
    enum Trouble {
        HANGS,
        RESETS,
        DRIPS,
        FAILS,
        THROTTLES;

        private Fault.Effect effect() {
            return switch (this) {
                case HANGS -> new Fault.Hang();
                case RESETS -> new Fault.Reset();
                case DRIPS -> new Fault.Drip();
                case FAILS -> new Fault.Answer(503, "ServiceUnavailable", "Not now.");
                case THROTTLES -> new Fault.Throttle(2);
            };
        }
    }

    private final Map<String, String> oneLedger = Map.of("ALERTCAP_STATE_CONTAINER", "state-in-time");
    /** The machine of each accepted capture, by the capture's id. */
    private final Map<String, String> accepted = new LinkedHashMap<>();

    @AfterEach
    void clear() {
        AppClient.estate().arm().faults().clear();
    }

    /** Together and at the end, because a capture that its process left behind waits for that one's claim to run out. */
    @AfterAll
    void every_accepted_alert_ends_complete_with_one_session() {
        try (AppClient app = AppClient.startCold(oneLedger)) {
            assertThat(accepted).isNotEmpty();
            assertThat(accepted).allSatisfy((capture, machine) -> {
                assertThat(app.finished(capture).get("outcome").asText()).isEqualTo("complete");
                assertThat(AppClient.sessionsStarted(machine)).isEqualTo(1);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void an_alert_is_accepted_in_time(Trouble trouble) {
        try (AppClient app = AppClient.startCold(oneLedger)) {
            List<String> machines = List.of(AppClient.machine(), AppClient.machine());
            AppClient.estate().arm().faults().add(Fault.always("*", "*", trouble.effect()));

            AppClient.Answer cold = app.postOnce(AppClient.alert(machines.get(0), 1));
            AppClient.Answer warm = app.postOnce(AppClient.alert(machines.get(1), 1));

            assertAnsweredInTime(app, trouble.toString());
            assertThat(List.of(cold, warm))
                    .allSatisfy(answer -> assertThat(
                                    answer.decision().get("decision").asText())
                            .isIn("accepted", "queued"));
            assertAccepted(cold, machines.get(0));
            assertAccepted(warm, machines.get(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"SLOW, 202", "DRIPPING, 503"})
    @Timeout(60)
    void slow_storage_is_waited_for_as_long_as_there_is_time(SlowStorage.Pace pace, int status) throws Exception {
        try (SlowStorage storage = new SlowStorage(AppClient.estate().azurite());
                AppClient app =
                        AppClient.startCold(withLedger(Map.of("AzureWebJobsStorage", storage.connectionString())))) {
            String machine = AppClient.machine();
            AlertSamples alert = AppClient.alert(machine, 1);
            storage.pace(pace);

            AppClient.Answer cold = app.postOnce(alert);
            AppClient.Answer warm = app.postOnce(alert);

            assertAnsweredInTime(app, pace.toString());
            assertThat(List.of(cold.status(), warm.status())).containsOnly(status);
            storage.pace(SlowStorage.Pace.OF_AZURITE);
            assertAccepted(app.postOnce(alert), machine);
        }
    }

    @Test
    @Timeout(60)
    void a_frozen_ledger_is_answered_with_come_again_in_time_and_the_next_delivery_is_taken() throws Exception {
        try (AppClient app = AppClient.startCold(oneLedger)) {
            String machine = AppClient.machine();
            AlertSamples alert = AppClient.alert(machine, 1);

            List<AppClient.Answer> answers =
                    whileStorageIsFrozen(() -> List.of(app.postOnce(alert), app.postOnce(alert)));

            assertAnsweredInTime(app, "frozen storage");
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.contentType()).startsWith("application/problem+json");
            });
            assertAccepted(app.postOnce(alert), machine);
        }
    }

    @Test
    @Timeout(60)
    void a_shorter_read_time_out_takes_effect() throws IOException {
        try (AppClient app = AppClient.startCold(Map.of("ALERTCAP_READ_TIMEOUT", "PT1S"))) {
            AppClient.estate().arm().faults().add(Fault.always("*", "*", new Fault.Hang()));

            AppClient.Answer answer = app.post(
                    "/api/alerts?dryRun=true",
                    AppClient.alert(AppClient.machine(), 1).json());

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.decision().get("reason").asText())
                    .contains("No complete answer of Azure Resource Manager within 1000 ms");
        }
    }

    private static <T> T whileStorageIsFrozen(Callable<T> work) throws Exception {
        AppClient.estate().azurite().pause();
        try {
            return work.call();
        } finally {
            AppClient.estate().azurite().resume();
        }
    }

    /** Prints what it was, for the tables of the documentation. */
    private static void assertAnsweredInTime(AppClient app, String trouble) {
        List<Duration> took = app.ownWork("ReceiveAlert");
        System.out.println("own work with " + trouble + ", cold and warm: " + took);
        assertThat(took).isNotEmpty().allSatisfy(one -> assertThat(one).isLessThan(OWN_WORK));
    }

    private void assertAccepted(AppClient.Answer answer, String machine) {
        assertThat(answer.status()).isEqualTo(202);
        accepted.put(answer.captureId(), machine);
    }

    private Map<String, String> withLedger(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(oneLedger);
        all.putAll(settings);
        return all;
    }
}
