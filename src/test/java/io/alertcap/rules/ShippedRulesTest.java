package io.alertcap.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.alertcap.rules.CaptureEvent.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules as they are shipped, on events. What is in the tables here stands in docs/watch.md too. */
class ShippedRulesTest {
    private static final String KUSTO = read("infra/foreignCaptures.kql");
    private static final JsonNode ELASTIC = toml("rules/foreign-packet-capture.toml");
    private static final JsonNode SIGMA = yaml("rules/foreign-packet-capture.yml");

    /** The query that Elastic published in 2021 with its rule "Azure Full Network Packet Capture Detected". */
    private static final String QUOTED = """
            event.dataset:azure.activitylogs and azure.activitylogs.operation_name:
                (
                    "MICROSOFT.NETWORK/*/STARTPACKETCAPTURE/ACTION" or
                    "MICROSOFT.NETWORK/*/VPNCONNECTIONS/STARTPACKETCAPTURE/ACTION" or
                    "MICROSOFT.NETWORK/*/PACKETCAPTURES/WRITE"
                ) and
            event.outcome:(Success or success)
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # event                        | operation                                                                 | result  | caller   | Azure | Elastic | Sigma
            our capture                    | MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE                    | Success | ours     | no    | no      | no
            somebody's capture             | MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE                    | Success | somebody | yes   | yes     | yes
            VPN gateway                    | MICROSOFT.NETWORK/VIRTUALNETWORKGATEWAYS/STARTPACKETCAPTURE/ACTION        | Success | somebody | yes   | yes     | yes
            VPN gateway of a virtual WAN   | MICROSOFT.NETWORK/VPNGATEWAYS/STARTPACKETCAPTURE/ACTION                   | Success | somebody | yes   | yes     | yes
            connection of a VPN gateway    | MICROSOFT.NETWORK/CONNECTIONS/STARTPACKETCAPTURE/ACTION                   | Success | somebody | yes   | yes     | yes
            connection in a virtual WAN    | MICROSOFT.NETWORK/VPNGATEWAYS/VPNCONNECTIONS/STARTPACKETCAPTURE/ACTION    | Success | somebody | yes   | yes     | yes
            failed attempt                 | MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE                    | Failure | somebody | no    | no      | no
            beginning of the operation     | MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE                    | Start   | somebody | no    | no      | no
            acceptance of the operation    | MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE                    | Accept  | somebody | no    | no      | no
            letters of Azure's list        | Microsoft.Network/networkWatchers/packetCaptures/write                    | Success | somebody | yes   | yes     | yes
            gateway in those letters       | Microsoft.Network/virtualNetworkGateways/startPacketCapture/action        | Success | somebody | yes   | yes     | yes
            connection in those letters    | Microsoft.Network/connections/startpacketcapture/action                   | Success | somebody | yes   | yes     | yes
            ours in those letters          | Microsoft.Network/networkWatchers/packetCaptures/write                    | Success | ours     | no    | no      | no
            small letters only             | microsoft.network/networkwatchers/packetcaptures/write                    | Success | somebody | yes   | no      | yes
            stop                           | MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/STOP/ACTION              | Success | somebody | no    | no      | no
            delete                         | MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/DELETE                   | Success | somebody | no    | no      | no
            query of the status            | MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/QUERYSTATUS/ACTION       | Success | somebody | no    | no      | no
            stop on a VPN gateway          | MICROSOFT.NETWORK/VIRTUALNETWORKGATEWAYS/STOPPACKETCAPTURE/ACTION         | Success | somebody | no    | no      | no
            another write to a watcher     | MICROSOFT.NETWORK/NETWORKWATCHERS/FLOWLOGS/WRITE                          | Success | somebody | no    | no      | no
            another provider               | MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE                                   | Success | somebody | no    | no      | no
            """)
    void fires_for_captures_that_are_not_ours_and_for_nothing_else(
            String what, String operation, String result, String caller, String azure, String elastic, String sigma) {
        Caller who = caller.equals("ours") ? CaptureEvent.OURS : CaptureEvent.SOMEBODY;
        CaptureEvent event = CaptureEvent.of(operation, result, who);

        assertThat(inWords(firesInAzure(event))).as("Azure: " + what).isEqualTo(azure);
        assertThat(inWords(firesInElastic(event))).as("Elastic: " + what).isEqualTo(elastic);
        assertThat(inWords(firesInSigma(event))).as("Sigma: " + what).isEqualTo(sigma);
    }

    @Test
    void a_caller_without_claims_is_not_ours() {
        CaptureEvent event = CaptureEvent.of(
                        "MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE", "Success", CaptureEvent.SOMEBODY)
                .withoutClaims();

        assertThat(firesInAzure(event)).isTrue();
        assertThat(firesInElastic(event)).isTrue();
        assertThat(firesInSigma(event)).isTrue();
    }

    @Test
    void azure_knows_the_app_by_its_object_id_alone() {
        CaptureEvent event = CaptureEvent.of(
                        "MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE", "Success", CaptureEvent.OURS)
                .withoutClaims();

        assertThat(firesInAzure(event)).isFalse();
    }

    @Test
    void azure_counts_the_events_of_one_operation_once_and_looks_back_25_minutes() {
        CaptureEvent event = CaptureEvent.of(
                "MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE", "Success", CaptureEvent.SOMEBODY);
        var rows = List.of(event.azureActivity(), event.azureActivity());

        assertThat(kusto(Duration.ofMinutes(24)).run(rows)).hasSize(1);
        assertThat(kusto(Duration.ofMinutes(26)).run(rows)).isEmpty();
    }

    @Test
    void a_placeholder_left_in_hides_nothing() {
        CaptureEvent ours =
                CaptureEvent.of("MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE", "Success", CaptureEvent.OURS);

        assertThat(Kuery.read(ELASTIC.at("/rule/query").asText()).test(ours.beats()))
                .isTrue();
        assertThat(SigmaRule.read(SIGMA).test(ours.exported())).isTrue();
    }

    @Test
    void the_query_with_quotes_matches_none_of_the_captures_because_a_star_in_quotes_is_a_letter() {
        var quoted = Kuery.read(QUOTED);
        var unquoted = Kuery.read(QUOTED.replace("\"", ""));
        for (String operation : List.of(
                "MICROSOFT.NETWORK/NETWORKWATCHERS/PACKETCAPTURES/WRITE",
                "MICROSOFT.NETWORK/VIRTUALNETWORKGATEWAYS/STARTPACKETCAPTURE/ACTION",
                "MICROSOFT.NETWORK/VPNGATEWAYS/VPNCONNECTIONS/STARTPACKETCAPTURE/ACTION")) {
            CaptureEvent event = CaptureEvent.of(operation, "Success", CaptureEvent.SOMEBODY);

            assertThat(quoted.test(event.beats())).as(operation).isFalse();
            assertThat(unquoted.test(event.beats())).as(operation).isTrue();
        }
        CaptureEvent star =
                CaptureEvent.of("MICROSOFT.NETWORK/*/PACKETCAPTURES/WRITE", "Success", CaptureEvent.SOMEBODY);
        assertThat(quoted.test(star.beats()))
                .as("an operation that Azure has not")
                .isTrue();
    }

    @Test
    void carries_severity_risk_interval_look_back_and_technique() {
        assertThat(ELASTIC.at("/rule/severity").asText()).isEqualTo("medium");
        assertThat(ELASTIC.at("/rule/risk_score").asInt()).isEqualTo(47);
        assertThat(ELASTIC.at("/rule/interval").asText()).isEqualTo("5m");
        assertThat(ELASTIC.at("/rule/from").asText()).isEqualTo("now-25m");
        assertThat(ELASTIC.at("/rule/max_signals").asInt()).isEqualTo(100);
        assertThat(ELASTIC.at("/rule/index")).extracting(JsonNode::asText).containsExactly("filebeat-*", "logs-azure*");
        assertThat(ELASTIC.at("/rule/threat/0/technique/0/id").asText()).isEqualTo("T1040");
        assertThat(ELASTIC.at("/rule/threat/0/tactic/id").asText()).isEqualTo("TA0006");

        assertThat(SIGMA.path("level").asText()).isEqualTo("medium");
        assertThat(SIGMA.path("risk_score").asInt()).isEqualTo(47);
        assertThat(SIGMA.path("interval").asText()).isEqualTo("5m");
        assertThat(SIGMA.path("lookback").asText()).isEqualTo("25m");
        assertThat(SIGMA.path("tags"))
                .extracting(JsonNode::asText)
                .containsExactly("attack.credential-access", "attack.t1040");

        assertThat(KUSTO).contains("TimeGenerated > ago(25m)");
        assertThat(read("infra/modules/captureWatch.bicep"))
                .contains("severity: 2", "evaluationFrequency: 'PT5M'", "windowSize: 'PT30M'")
                .contains("riskScore: '47'", "lookBack: 'PT25M'", "TA0006", "T1040");
    }

    @Test
    void the_rule_in_azure_is_off_by_default_and_told_to_operators_not_to_the_app() {
        assertThat(read("infra/alerts.bicep"))
                .contains("param foreignCaptureRule bool = false")
                .containsPattern("module captureWatch 'modules/captureWatch\\.bicep' = if \\(foreignCaptureRule\\) \\{"
                        + "[^}]*actionGroupId: actionGroups\\.outputs\\.operatorsId");
        assertThat(read("infra/modules/captureWatch.bicep")).contains("loadTextContent('../foreignCaptures.kql')");
    }

    @Test
    void the_readers_refuse_what_they_do_not_know() {
        assertThatThrownBy(() -> Kuery.read("a:b and")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Kuery.read("a > b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KustoQuery("T | join (U) on x", CaptureEvent.AT).run(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KustoQuery("T | where a matches 'b'", CaptureEvent.AT).run(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SigmaRule.read(yaml("rules/foreign-packet-capture.yml")
                        .<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy()
                        .set("detection", SIGMA.path("nothing"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean firesInAzure(CaptureEvent event) {
        KustoQuery query = kusto(Duration.ofMinutes(5));
        assertThat(query.table()).isEqualTo("AzureActivity");
        return !query.run(List.of(event.azureActivity())).isEmpty();
    }

    /** The query as the Bicep module puts it together. */
    private static KustoQuery kusto(Duration later) {
        String query = KUSTO.replace("{principalId}", CaptureEvent.OURS.objectId())
                .replace("{clientId}", CaptureEvent.OURS.clientId());
        return new KustoQuery(query, CaptureEvent.AT.plus(later));
    }

    private static boolean firesInElastic(CaptureEvent event) {
        return Kuery.read(filledIn(ELASTIC.at("/rule/query").asText())).test(event.beats());
    }

    private static boolean firesInSigma(CaptureEvent event) {
        return SigmaRule.read(yaml(filledIn(Path.of("rules/foreign-packet-capture.yml"))))
                .test(event.exported());
    }

    private static String filledIn(Path file) {
        return filledIn(read(file.toString()));
    }

    private static String filledIn(String rule) {
        assertThat(rule).contains("CLIENT_ID_OF_ALERTCAP");
        return rule.replace("CLIENT_ID_OF_ALERTCAP", CaptureEvent.OURS.clientId());
    }

    private static String inWords(boolean fires) {
        return fires ? "yes" : "no";
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode toml(String file) {
        try {
            return new TomlMapper().readTree(read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode yaml(String fileOrText) {
        try {
            return new YAMLMapper().readTree(fileOrText.contains("\n") ? fileOrText : read(fileOrText));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
