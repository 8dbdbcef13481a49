package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.alert.AlertSamples;
import io.alertcap.local.arm.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However slowly Azure or storage answer, Azure Monitor has its answer in time, from a process that was just started and
 * from one that is warm, and the alert ends well later.
 */
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

    @AfterEach
    void clear() {
        AppClient.estate().arm().faults().clear();
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(120)
    void an_alert_is_accepted_in_time_and_ends_complete_later(Trouble trouble) {
        try (AppClient app = AppClient.startCold(Map.of())) {
            List<String> machines = List.of(AppClient.machine(), AppClient.machine());
            AppClient.estate().arm().faults().add(Fault.always("*", "*", trouble.effect()));

            AppClient.Answer cold = app.postOnce(AppClient.alert(machines.get(0), 1));
            AppClient.Answer warm = app.postOnce(AppClient.alert(machines.get(1), 1));

            assertAnsweredInTime(app, trouble.toString());
            AppClient.estate().arm().faults().clear();
            for (AppClient.Answer answer : List.of(cold, warm)) {
                assertThat(answer.status()).isEqualTo(202);
                assertThat(answer.decision().get("decision").asText()).isIn("accepted", "queued");
                assertEndsComplete(app, answer);
            }
            assertThat(machines)
                    .allSatisfy(machine ->
                            assertThat(AppClient.sessionsStarted(machine)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"SLOW, 202", "DRIPPING, 503"})
    @Timeout(120)
    void slow_storage_is_waited_for_as_long_as_there_is_time(SlowStorage.Pace pace, int status) throws Exception {
        try (SlowStorage storage = new SlowStorage(AppClient.estate().azurite());
                AppClient app = AppClient.startCold(Map.of("AzureWebJobsStorage", storage.connectionString()))) {
            String machine = AppClient.machine();
            AlertSamples alert = AppClient.alert(machine, 1);
            storage.pace(pace);

            AppClient.Answer cold = app.postOnce(alert);
            AppClient.Answer warm = app.postOnce(alert);

            assertAnsweredInTime(app, pace.toString());
            assertThat(List.of(cold.status(), warm.status())).containsOnly(status);
            storage.pace(SlowStorage.Pace.OF_AZURITE);
            AppClient.Answer again = app.postOnce(alert);
            assertThat(again.status()).isEqualTo(202);
            assertEndsComplete(app, again);
            assertThat(AppClient.sessionsStarted(machine)).isEqualTo(1);
        }
    }

    @Test
    @Timeout(120)
    void a_frozen_ledger_is_answered_with_come_again_in_time_and_the_next_delivery_is_taken() throws Exception {
        try (AppClient app = AppClient.startCold(Map.of())) {
            String machine = AppClient.machine();
            AlertSamples alert = AppClient.alert(machine, 1);

            List<AppClient.Answer> answers =
                    whileStorageIsFrozen(() -> List.of(app.postOnce(alert), app.postOnce(alert)));

            assertAnsweredInTime(app, "frozen storage");
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.contentType()).startsWith("application/problem+json");
            });
            AppClient.Answer again = app.postOnce(alert);
            assertThat(again.status()).isEqualTo(202);
            assertEndsComplete(app, again);
            assertThat(AppClient.sessionsStarted(machine)).isEqualTo(1);
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

    private static void assertEndsComplete(AppClient app, AppClient.Answer accepted) {
        JsonNode capture = app.finished(accepted.captureId());
        assertThat(capture.get("outcome").asText()).isEqualTo("complete");
    }
}
