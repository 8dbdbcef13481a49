package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.local.arm.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However slowly Azure or storage answer, Azure Monitor has its answer in time, and the alert ends well later. */
class InTimeEndToEndIT {
    /** 5 s of our own work, and something for the process and this machine. */
    private static final Duration IN_TIME = Duration.ofSeconds(6);

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
        try (AppClient app = AppClient.start(Map.of())) {
            // The process is warm, as it is in a storm.
            app.get("/api/captures");
            String machine = AppClient.machine();
            AppClient.estate().arm().faults().add(Fault.always("*", "*", trouble.effect()));

            long before = System.nanoTime();
            AppClient.Answer answer = app.post(AppClient.alert(machine, 1));
            Duration took = Duration.ofNanos(System.nanoTime() - before);

            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.decision().get("decision").asText()).isIn("accepted", "queued");
            assertThat(took).isLessThan(IN_TIME);
            AppClient.estate().arm().faults().clear();
            JsonNode capture = app.finished(answer.captureId());
            assertThat(capture.get("outcome").asText()).isEqualTo("complete");
            assertThat(AppClient.sessionsStarted(machine)).isEqualTo(1);
        }
    }

    @Test
    @Timeout(120)
    void a_frozen_ledger_is_answered_with_come_again_in_time_and_the_next_delivery_is_taken() throws Exception {
        try (AppClient app = AppClient.start(Map.of())) {
            app.get("/api/captures");
            String machine = AppClient.machine();
            var alert = AppClient.alert(machine, 1);
            long storage = AppClient.estate().azurite().pid();
            signal("STOP", storage);
            try {
                long before = System.nanoTime();
                AppClient.Answer answer = app.post(alert);
                Duration took = Duration.ofNanos(System.nanoTime() - before);

                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.contentType()).startsWith("application/problem+json");
                assertThat(took).isLessThan(IN_TIME);
            } finally {
                signal("CONT", storage);
            }

            AppClient.Answer again = app.post(alert);

            assertThat(again.status()).isEqualTo(202);
            assertThat(app.finished(again.captureId()).get("outcome").asText()).isEqualTo("complete");
            assertThat(AppClient.sessionsStarted(machine)).isEqualTo(1);
        }
    }

    private static void signal(String name, long process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process)).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }
}
