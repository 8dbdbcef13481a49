package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.alert.Alert;
import io.alertcap.alert.AlertCondition;
import io.alertcap.alert.AlertReader;
import io.alertcap.alert.AlertTarget;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.capture.CapturePolicies;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.FakeAzure;
import io.alertcap.capture.FakeFiles;
import io.alertcap.capture.InMemoryLedger;
import io.alertcap.capture.MutableClock;
import io.alertcap.capture.Trigger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator tries the whole chain with an alert that is made for him. */
class TestAlertsApiTest {
    private static final String GROUP =
            "/subscriptions/" + CapturePolicies.SUBSCRIPTION + "/resourceGroups/rg/providers/Microsoft.Compute/";
    private static final String MACHINE = GROUP + "virtualMachines/web1";
    private static final String SCALE_SET = GROUP + "virtualMachineScaleSets/api";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final MutableClock clock = new MutableClock(NOW);
    private final FakeFiles files = new FakeFiles(clock);
    private final InMemoryLedger ledger = new InMemoryLedger(clock);
    private final Api api = ApiOverFakes.of(ledger, new FakeAzure(clock, files), files, clock, () -> {});

    private ApiAnswer test(String... query) {
        Map<String, String> given = new HashMap<>(Map.of("target", MACHINE, "code", "the key"));
        for (int i = 0; i < query.length; i += 2) {
            given.put(query[i], query[i + 1]);
        }
        return api.testAlert(given, Map.of(), line -> {});
    }

    static Stream<Arguments> every_kind_of_every_machine() {
        return Stream.of(TestAlert.values())
                .flatMap(kind -> Stream.of(MACHINE, SCALE_SET, SCALE_SET + "/virtualMachines/3")
                        .map(id -> Arguments.of(kind, id)));
    }

    @ParameterizedTest
    @MethodSource("every_kind_of_every_machine")
    void each_template_is_read_as_a_fired_alert_of_the_machine_that_was_named(TestAlert kind, String id) {
        ResourceId target = ResourceId.parse(id).orElseThrow();

        Alert alert = new AlertReader()
                .read(kind.payload(target, "anna \"{name}\" \\", NOW).toString());

        assertThat(alert.targets())
                .containsExactly(
                        new AlertTarget.Capturable(MachineTarget.of(target).orElseThrow()));
        assertThat(alert.condition()).isEqualTo(AlertCondition.FIRED);
        assertThat(alert.firedAt()).isEqualTo(NOW);
        assertThat(alert.severity()).isIn(Severity.SEV4, Severity.UNKNOWN);
        assertThat(alert.customProperties()).isEqualTo(Map.of("captureDuration", "PT5S"));
        assertThat(alert.warnings()).isEmpty();
        assertThat(alert.rule())
                .isEqualTo(
                        kind == TestAlert.NON_COMMON_ACTIVITY_LOG
                                ? target.type() + "/restart/action"
                                : "Alertcap test by anna \"{name}\" \\");
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_left_to_fill_in(TestAlert kind) {
        String payload = kind.payload(ResourceId.parse(MACHINE).orElseThrow(), "anna", NOW)
                .toString();

        assertThat(payload).doesNotContainPattern("\\{\\w+}");
    }

    @Test
    void shows_the_request_and_the_payload_and_changes_nothing_unless_told_to() {
        ApiAnswer answer = test();

        assertThat(answer.status()).isEqualTo(200);
        JsonNode body = Json.tree(answer.body());
        assertThat(body.at("/decisions/0/request/method").asText())
                .as(body.toPrettyString())
                .isEqualTo("PUT");
        assertThat(body.at("/alert/rule").asText()).isEqualTo("Alertcap test by a key holder");
        assertThat(body.at("/payload/data/essentials/alertTargetIDs/0").asText())
                .isEqualTo(MACHINE);
        assertThat(ledger.all()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_real_test_is_a_capture_of_five_seconds_by_whoever_asked(TestAlert kind) {
        ApiAnswer answer = test("kind", kind.wire(), "dryRun", "false");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(Json.tree(answer.body()).at("/decisions/0/decision").asText())
                .as(answer.body())
                .isEqualTo("started");
        CaptureRecord capture = ledger.all().get(0);
        assertThat(capture.trigger().kind()).isEqualTo(Trigger.Kind.TEST);
        assertThat(capture.wish().limits().timeLimitSeconds()).isEqualTo(5);
        assertThat(capture.timeline().toString()).contains("by a key holder, by function key");
    }

    @Test
    void what_it_made_can_be_posted_again_as_an_alert() {
        JsonNode payload = Json.tree(test("kind", "log").body()).path("payload");

        ApiAnswer posted = api.receive(Optional.of(payload.toString()), Map.of(), Map.of(), line -> {});

        assertThat(posted.status()).isEqualTo(202);
        assertThat(ledger.all()).extracting(capture -> capture.trigger().kind()).containsExactly(Trigger.Kind.ALERT);
    }

    @Test
    void each_test_is_an_alert_of_its_own() {
        List<String> alerts = Stream.of(test(), test())
                .map(answer -> Json.tree(answer.body()).at("/alert/id").asText())
                .toList();

        assertThat(alerts).doesNotHaveDuplicates().allMatch(id -> id.contains("/alerts/"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            target  | web1
            target  | ''
            target  | /subscriptions/x/resourceGroups/rg/providers/Microsoft.Network/loadBalancers/lb
            kind    | prometheus
            dryRun  | perhaps
            colour  | red
            """)
    void what_cannot_be_tested_is_told_by_the_parameter(String name, String value) {
        ApiAnswer answer = test(name, value);

        assertThat(answer.status()).isEqualTo(400);
        JsonNode errors = Json.tree(answer.body()).path("errors");
        assertThat(errors).hasSize(1);
        assertThat(errors.at("/0/field").asText()).isEqualTo("query." + name);
        if (name.equals("kind")) {
            assertThat(errors.at("/0/detail").asText())
                    .isEqualTo("allowed are metric, metric-dynamic, log, activity-log, resource-health, classic-metric,"
                            + " non-common-metric, non-common-activity-log");
        }
    }
}
