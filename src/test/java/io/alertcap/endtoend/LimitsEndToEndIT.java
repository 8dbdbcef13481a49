package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.local.arm.ArmStandIn;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each rule for a full Network Watcher and for a taken name, and that nobody else's capture is touched by any. Each test
 * has a region and an app of its own, and mostly waits: they run side by side.
 */
class LimitsEndToEndIT {
    /** Seconds in which the next alert is surely decided, however busy the machine is with the tests beside this one. */
    private static final int WHILE_ASKING = 8;

    private final String region = AppClient.region();
    private final String watcher = ArmStandIn.watcherId(region);

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void at_the_limit_a_request_queues_and_runs_when_there_is_room() {
        try (AppClient app = startAtLimitOne("queue")) {
            String first = app.post(AppClient.alert(AppClient.machine(region), WHILE_ASKING))
                    .captureId();
            AppClient.Answer second = app.post(AppClient.alert(AppClient.machine(region), 1));

            assertThat(second.decision().get("decision").asText()).isEqualTo("queued");
            assertThat(second.decision().get("reason").asText()).contains("captures");
            assertThat(app.finished(first).get("outcome").asText()).isEqualTo("complete");
            assertThat(app.finished(second.captureId()).get("outcome").asText()).isEqualTo("complete");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void at_the_limit_a_request_is_refused_where_the_setting_says_so() {
        try (AppClient app = startAtLimitOne("refuse")) {
            String first = app.post(AppClient.alert(AppClient.machine(region), WHILE_ASKING))
                    .captureId();
            AppClient.Answer second = app.post(AppClient.alert(AppClient.machine(region), 1));

            assertThat(second.decision().get("decision").asText()).isEqualTo("refused");
            assertThat(second.decision().get("reason").asText()).contains("ALERTCAP_CAPTURE_LIMIT");
            assertThat(app.finished(first).get("outcome").asText()).isEqualTo("complete");
            assertThat(app.finished(second.captureId()).get("outcome").asText()).isEqualTo("refused");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_graver_alert_preempts_our_own_capture_whose_file_is_kept() {
        try (AppClient app = startAtLimitOne("preempt")) {
            String first =
                    app.post(AppClient.alert(AppClient.machine(region), 60)).captureId();
            app.await(first, capture -> capture.at("/session/status").asText().equals("Running"));
            AppClient.Answer second =
                    app.post(AppClient.alert(AppClient.machine(region), 1).with("\"Sev2\"", "\"Sev0\""));

            assertThat(second.decision().get("decision").asText()).isEqualTo("queued");
            JsonNode stopped = app.finished(first);
            assertThat(stopped.get("outcome").asText()).isEqualTo("stopped");
            assertThat(stopped.get("reason").asText()).contains(second.captureId());
            assertThat(stopped.at("/file/state").asText()).isEqualTo("arrived");
            assertThat(app.finished(second.captureId()).get("outcome").asText()).isEqualTo("complete");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_foreign_capture_counts_and_is_left_alone() {
        try (AppClient app = startAtLimitOne("refuse")) {
            String foreign = "somebody-" + System.nanoTime();
            AppClient.estate().arm().addForeignSession(watcher, foreign, AppClient.machine(region));
            try {
                AppClient.Answer answer = app.post(AppClient.alert(AppClient.machine(region), 1));

                // The process is cold: on a busy machine the answer may say no more than that it is accepted.
                JsonNode capture = app.finished(answer.captureId());
                assertThat(capture.get("outcome").asText()).isEqualTo("refused");
                assertThat(capture.get("reason").asText()).contains("1 of others");
                assertThat(isLive(foreign)).isTrue();
            } finally {
                AppClient.estate().arm().deleteSession(watcher, foreign);
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_foreign_capture_of_the_wanted_name_is_never_touched() {
        String name = "fixed-" + System.nanoTime();
        AppClient.estate().arm().addForeignSession(watcher, name, AppClient.machine(region));
        try {
            for (String rule : new String[] {"unique", "reject", "replace"}) {
                try (AppClient app = start("ALERTCAP_CAPTURE_NAME", name, "ALERTCAP_ON_NAME_CONFLICT", rule)) {
                    AppClient.Answer answer = app.post(AppClient.alert(AppClient.machine(region), 1));
                    JsonNode capture = app.finished(answer.captureId());

                    if (rule.equals("unique")) {
                        assertThat(capture.get("outcome").asText())
                                .as(capture.get("reason").asText())
                                .isEqualTo("complete");
                        assertThat(capture.get("name").asText()).isEqualTo(name + "-" + answer.captureId());
                    } else {
                        assertThat(capture.get("outcome").asText()).isEqualTo("refused");
                        assertThat(capture.get("reason").asText()).contains("not ours");
                    }
                    assertThat(isLive(name)).isTrue();
                }
            }
        } finally {
            AppClient.estate().arm().deleteSession(watcher, name);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void replace_removes_our_own_stopped_capture_of_the_same_machine_and_no_other() {
        String name = "again-" + System.nanoTime();
        try (AppClient app = start(
                "ALERTCAP_CAPTURE_NAME",
                name,
                "ALERTCAP_ON_NAME_CONFLICT",
                "replace",
                "ALERTCAP_KEEP_SESSION",
                "P1D")) {
            String machine = AppClient.machine(region);
            String first = app.post(AppClient.alert(machine, 1)).captureId();
            app.await(first, capture -> capture.get("state").asText().equals("closing"));

            AppClient.Answer other = app.post(AppClient.alert(AppClient.machine(region), 1));
            assertThat(other.decision().get("decision").asText()).isEqualTo("refused");
            assertThat(other.decision().get("reason").asText()).contains("same machine");

            String second = app.post(AppClient.alert(machine, 1)).captureId();
            JsonNode capture =
                    app.await(second, one -> one.get("outcome").asText().equals("complete"));
            assertThat(capture.get("name").asText()).isEqualTo(name);
            assertThat(app.finished(first).get("outcome").asText()).isEqualTo("complete");
        }
    }

    private AppClient start(String... settings) {
        Map<String, String> all = new HashMap<>(AppClient.storing(region));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return AppClient.start(all);
    }

    private AppClient startAtLimitOne(String rule) {
        return start("ALERTCAP_CAPTURE_LIMIT", "1", "ALERTCAP_AT_LIMIT", rule);
    }

    private boolean isLive(String session) {
        return AppClient.estate().arm().sessions(watcher).stream()
                .anyMatch(view -> view.name().equals(session) && view.live());
    }
}
