package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.alert.AlertSamples;
import io.alertcap.alert.AlertSchema;
import io.alertcap.local.arm.ArmExchange;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the packaged app answers to every payload that Azure Monitor posts, and that it captures from each schema. */
@Isolated("what is decided at once must not wait for another test")
class AlertDecisionsEndToEndIT {
    /**
     * Per target: + is started, - is refused, ~ is ignored, with the target's last part; after the colon a part of the
     * reason. The machines exist in the estate, under the names that the payloads have.
     */
    private static final String TABLE = """
            01-common-metric-static-vm                   | +vm-web-01
            02-common-metric-static-vm-resolved          | ~vm-web-01: the alert is resolved
            03-common-metric-dynamic-vm                  | +vm-web-01
            04-common-metric-multiresource-vm            | +vm-web-01
            05-common-metric-multidimension-vm           | +vm-web-01
            06-common-metric-vmss                        | +vmss-api
            07-common-logv2-vm-scope                     | +vm-web-01
            08-common-logv2-workspace-resourceid-dim     | +vm-web-01
            09-common-logv2-workspace-computer-only      | ~law-prod: Split the rule by the column _ResourceId
            10-common-metric-vmss-instance               | +vmss-api
            11-common-metric-aks-node                    | -aks-nodepool1-12345678-vmss: AKS node
            12-common-activitylog-administrative-vm      | +vm-web-01
            13-common-activitylog-packetcapture-by-us    | ~vm-web-01-20260302: that nobody asked for here
            14-common-activitylog-packetcapture-by-others| ~vm-web-01-20260302: that nobody asked for here
            15-common-activitylog-policy                 | +vm-web-01
            16-common-servicehealth                      | ~SUBSCRIPTION: is not a machine
            17-common-resourcehealth-vm                  | +vm-web-01
            18-common-activitylog-autoscale-vmss         | +vmss-api
            19-common-activitylog-security-vm            | ~00000000-0000-0000-0000-000000000000: names 'vm-web-01' among its properties
            20-common-prometheus-aks                     | ~amw-prod: names Kubernetes nodes
            21-common-smartdetector                      | ~ai-web: is not a machine
            22-noncommon-metric-vm                       | +vm-web-01
            23-noncommon-metric-vm-deactivated           | ~vm-web-01: the alert is resolved
            24-noncommon-activitylog-vm                  | +vm-web-01
            25-noncommon-logv1-rows                      | +vm-web-01 +vm-db-01
            26-classic-metric-vm                         | +vm-web-01
            27-edge-loadbalancer-no-vm                   | ~lb-web: is not a machine
            28-edge-multiple-targets                     | +vm-web-01 +vm-db-01 ~lb-web: is not a machine
            29-common-costalert-nulls                    | ~: names no resource
            30-actiongroup-test-metric                   | ~test-storageAccount: is not a machine
            31-actiongroup-test-activitylog              | -test-VM: lies outside ALERTCAP_SCOPES
            40-variant-null-everything                   | ~: names no resource
            41-variant-upper-case-keys                   | +vm-web-01
            42-variant-documented-key-case               | +vm-web-01
            43-common-logv1-pascalcase-rows              | +vm-web-01 +vm-db-01
            44-common-logv1-results-dropped              | ~law-prod: Split the rule by the column _ResourceId
            45-common-metric-vmss-flexible-instance      | +vmss-flex_1a2b3c4d
            46-common-activitylog-extension-of-vm        | ~azurenetworkwatcherextension: is a part of a machine
            47-common-activitylog-scope-only             | +vm-web-01
            48-noncommon-activitylog-packetcapture       | ~vm-web-01-20260302: that nobody asked for here
            49-common-logv2-packetcapture-operation      | ~law-prod: round in a loop
            50-common-metric-vmss-several-instances      | +vmss-api
            51-common-logv2-workspace-loadbalancer-dim   | ~law-prod: Nor is what its query returns
            52-common-logv2-configurationitem-id         | +vm-web-01
            53-noncommon-logalert-appinsights            | ~: names no resource. Split the rule
            54-classic-metric-vm-resolved                | ~vm-web-01: the alert is resolved
            55-common-activitylog-security-vm-id         | +vm-web-01
            56-common-logv2-workspace-not-split          | ~law-prod: Split the rule by the column _ResourceId
            """;

    /** The subscription of all payloads but one, which shows what happens to a machine that is out of bounds. */
    private static final String THEIRS = "/subscriptions/00000000-0000-0000-0000-000000000000";

    /** Some payloads ask for a length, which would be long for a test. */
    private static final String LENGTH = "(\"captureSeconds\": )\"\\d+\"";

    private static final AtomicLong SEEDS = new AtomicLong(System.nanoTime());
    private static AppClient app;

    @BeforeAll
    static void start() {
        app = AppClient.start(Map.of("ALERTCAP_CAPTURE_DURATION", "PT2S", "ALERTCAP_CAPTURE_LIMIT", "100"));
        AppClient.estate()
                .arm()
                .declare(Machine.running(
                        ArmStandIn.machineId("rg-web", "vmss-flex_1a2b3c4d"), AppClient.REGION, Machine.Os.LINUX));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    record Expected(String file, List<String> decisions) {
        static Expected parse(String line) {
            String[] cells = line.split("\\|", -1);
            return new Expected(
                    cells[0].strip() + ".json",
                    List.of(cells[1].strip()
                            .replace("SUBSCRIPTION", ArmStandIn.SUBSCRIPTION)
                            .split(" (?=[+~-])")));
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Expected> table() {
        return TABLE.lines().map(Expected::parse);
    }

    @Test
    void the_table_has_every_sample() {
        assertThat(table().map(Expected::file)).containsExactlyElementsOf(AlertSamples.names());
    }

    @ParameterizedTest
    @MethodSource("table")
    void decides_without_touching_anything(Expected expected) {
        AppClient.estate().arm().forgetExchanges();

        AppClient.Answer answer = app.post("/api/alerts?dryRun=true", sample(expected.file));

        assertThat(answer.status()).isEqualTo(200);
        List<JsonNode> decisions = decisions(answer);
        assertThat(decisions).hasSameSizeAs(expected.decisions);
        for (int i = 0; i < decisions.size(); i++) {
            assertDecision(decisions.get(i), expected.decisions.get(i));
        }
        assertThat(AppClient.estate().arm().exchanges())
                .extracting(ArmExchange::method)
                .doesNotContain("PUT", "PATCH", "DELETE", "POST");
        assertThat(decisions)
                .filteredOn(decision -> !decision.get("captureId").isNull())
                .allSatisfy(decision -> assertThat(app.get("/api/captures/"
                                        + decision.get("captureId").asText())
                                .status())
                        .isEqualTo(404));
    }

    @Test
    void captures_from_an_alert_of_each_schema() {
        Map<String, String> machines = new LinkedHashMap<>();
        Map<String, AppClient.Answer> answers = new LinkedHashMap<>();
        for (String file : List.of(
                "01-common-metric-static-vm.json",
                "08-common-logv2-workspace-resourceid-dim.json",
                "12-common-activitylog-administrative-vm.json",
                "22-noncommon-metric-vm.json",
                "24-noncommon-activitylog-vm.json",
                "25-noncommon-logv1-rows.json",
                "26-classic-metric-vm.json")) {
            machines.put(file, AppClient.machine());
            answers.put(
                    file,
                    app.post(
                            "/api/alerts",
                            AlertSamples.load(file)
                                    .withFreshIds(SEEDS.incrementAndGet())
                                    .withMachine(machines.get(file))
                                    .json()
                                    .replaceAll(LENGTH, "$1\"2\"")));
        }

        assertThat(answers.keySet().stream()
                        .map(file -> AlertSamples.load(file).read().schema())
                        .distinct())
                .containsExactlyInAnyOrder(AlertSchema.values());
        answers.forEach((file, answer) -> {
            assertThat(answer.status()).as(file).isEqualTo(202);
            assertThat(answer.decision().get("decision").asText()).as(file).isEqualTo("started");
            JsonNode capture = app.finished(answer.captureId());
            assertThat(capture.get("outcome").asText()).as(file).isEqualTo("complete");
            assertThat(capture.at("/target/id").asText()).isEqualToIgnoringCase(machines.get(file));
            assertThat(capture.at("/trigger/rule").asText())
                    .isEqualTo(answer.body().at("/alert/rule").asText())
                    .isNotBlank();
            assertThat(capture.at("/limits/timeLimitSeconds").asInt()).isEqualTo(2);
            assertThat(capture.at("/file/packets").asLong()).as(file).isPositive();
        });
    }

    @Test
    void captures_two_instances_of_a_scale_set_into_two_files() {
        AppClient.Answer answer = app.post("/api/alerts", sample("50-common-metric-vmss-several-instances.json"));

        assertThat(answer.decision().get("decision").asText()).isEqualTo("started");
        JsonNode capture = app.finished(answer.captureId());
        assertThat(capture.get("outcome").asText()).isEqualTo("complete");
        assertThat(capture.at("/target/instances")).extracting(JsonNode::asText).containsExactly("3", "7");
        List<JsonNode> parts = StreamSupport.stream(capture.at("/file/parts").spliterator(), false)
                .toList();
        assertThat(parts).hasSize(2);
        assertThat(parts)
                .allSatisfy(part -> assertThat(part.get("packets").asLong()).isPositive());
        assertThat(parts)
                .extracting(part -> part.get("url").asText())
                .anySatisfy(url -> assertThat(url).contains("vmss-api_3"))
                .anySatisfy(url -> assertThat(url).contains("vmss-api_7"));
        assertThat(capture.at("/file/packets").asLong())
                .isEqualTo(parts.stream()
                        .mapToLong(part -> part.get("packets").asLong())
                        .sum());
    }

    @Test
    void refuses_for_real_with_a_record_and_ignores_without_one() {
        AppClient.Answer refused = app.post("/api/alerts", sample("11-common-metric-aks-node.json"));
        assertDecision(refused.decision(), "-aks-nodepool1-12345678-vmss: AKS node");
        JsonNode record = app.finished(refused.captureId());
        assertThat(record.get("outcome").asText()).isEqualTo("refused");
        assertThat(record.get("reason").asText()).contains("AKS node");

        AppClient.Answer ignored = app.post("/api/alerts", sample("27-edge-loadbalancer-no-vm.json"));
        assertDecision(ignored.decision(), "~lb-web: is not a machine");
        assertThat(ignored.decision().get("captureId").isNull()).isTrue();
    }

    private static String sample(String file) {
        return AlertSamples.load(file)
                .withFreshIds(SEEDS.incrementAndGet())
                .json()
                .replaceAll("(?i)" + THEIRS, "/subscriptions/" + ArmStandIn.SUBSCRIPTION)
                .replaceAll(LENGTH, "$1\"2\"");
    }

    private static List<JsonNode> decisions(AppClient.Answer answer) {
        return StreamSupport.stream(answer.body().get("decisions").spliterator(), false)
                .toList();
    }

    private static void assertDecision(JsonNode decision, String expected) {
        String[] nameAndReason = expected.substring(1).split(": ?", 2);
        String kind = switch (expected.charAt(0)) {
            case '+' -> "started";
            case '-' -> "refused";
            default -> "ignored";
        };
        assertThat(decision.get("decision").asText()).as(decision.toString()).isEqualTo(kind);
        String target = decision.get("target").asText();
        assertThat(target.substring(target.lastIndexOf('/') + 1)).isEqualTo(nameAndReason[0]);
        if (nameAndReason.length == 2) {
            assertThat(decision.get("reason").asText()).contains(nameAndReason[1]);
            assertThat(decision.has("request")).isFalse();
        } else {
            boolean scaleSet = target.toLowerCase(Locale.ROOT).contains("/virtualmachinescalesets/");
            assertThat(decision.at("/request/body/properties/target").asText()).isEqualToIgnoringCase(target);
            assertThat(decision.at("/request/body/properties/targetType").asText())
                    .isEqualTo(scaleSet ? "AzureVMSS" : "AzureVM");
        }
    }
}
