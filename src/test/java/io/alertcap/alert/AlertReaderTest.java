package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertReaderTest {
    private static final String METRIC = "01-common-metric-static-vm.json";
    private static final String VM = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/";

    /** A common alert whose essentials are these members. */
    private static Alert common(String essentials) {
        return new AlertReader()
                .read("{\"schemaId\":\"azureMonitorCommonAlertSchema\",\"data\":{\"essentials\":{" + essentials
                        + "}}}");
    }

    private static Alert targeting(List<String> ids) {
        return common("\"monitorCondition\":\"Fired\",\"alertTargetIDs\":["
                + ids.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(",")) + "]");
    }

    @Test
    void reads_a_common_alert() {
        Alert alert = AlertSamples.load(METRIC).read();

        assertThat(alert.rule()).isEqualTo("net-out-high");
        assertThat(alert.ruleId()).endsWith("/providers/microsoft.insights/metricAlerts/net-out-high");
        assertThat(alert.alertId()).contains("/providers/Microsoft.AlertsManagement/alerts/");
        assertThat(alert.severity()).isEqualTo(Severity.SEV2);
        assertThat(alert.service()).isEqualTo("Platform");
        assertThat(alert.firedAt()).isEqualTo("2026-03-02T10:15:24.371321300Z");
        assertThat(alert.customProperties()).containsExactly(entry("team", "netops"), entry("captureSeconds", "300"));
        assertThat(alert.warnings()).isEmpty();
    }

    @Test
    void reads_a_metric_alert_of_the_older_schema() {
        Alert alert = AlertSamples.load("22-noncommon-metric-vm.json").read();

        assertThat(alert.rule()).isEqualTo("net-out-high");
        assertThat(alert.ruleId()).endsWith("/metricAlerts/net-out-high");
        assertThat(alert.severity()).isEqualTo(Severity.SEV2);
        assertThat(alert.firedAt()).isEqualTo("2026-03-02T10:15:12.970368700Z");
        assertThat(alert.customProperties()).containsExactly(entry("team", "netops"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"23-noncommon-metric-vm-deactivated.json", "54-classic-metric-vm-resolved.json"})
    void does_not_take_the_time_of_the_end_for_the_fired_time(String file) {
        assertThat(AlertSamples.load(file).read().firedAt()).isNull();
    }

    @Test
    void reads_an_activity_log_alert_of_the_older_schema() {
        Alert alert = AlertSamples.load("24-noncommon-activitylog-vm.json").read();

        assertThat(alert.rule()).isEqualTo("Microsoft.Compute/virtualMachines/restart/action");
        assertThat(alert.ruleId()).isNull();
        assertThat(alert.severity()).isEqualTo(Severity.SEV4);
        assertThat(alert.service()).isEqualTo("Activity Log - Administrative");
        assertThat(alert.firedAt()).isEqualTo("2026-03-02T10:14:31Z");
        assertThat(alert.customProperties()).containsExactly(entry("team", "netops"));
    }

    @Test
    void reads_a_log_alert_of_the_older_schemas() {
        Alert workspace = AlertSamples.load("25-noncommon-logv1-rows.json").read();
        Alert component =
                AlertSamples.load("53-noncommon-logalert-appinsights.json").read();

        assertThat(workspace.rule()).isEqualTo("synflood-v1");
        assertThat(workspace.severity()).isEqualTo(Severity.SEV1);
        assertThat(workspace.service()).isEqualTo("Log Analytics");
        assertThat(workspace.firedAt()).isEqualTo("2026-03-02T10:15:24Z");
        assertThat(component.service()).isEqualTo("Application Insights");
        assertThat(component.severity()).isEqualTo(Severity.SEV2);
    }

    @Test
    void reads_the_classic_alert_of_the_tutorial() {
        Alert alert = AlertSamples.load("26-classic-metric-vm.json").read();

        assertThat(alert.rule()).isEqualTo("TCP_Segments_Sent_Exceeded");
        assertThat(alert.severity()).isEqualTo(Severity.UNKNOWN);
        assertThat(alert.firedAt()).isEqualTo("2017-02-22T22:26:41.997539800Z");
        assertThat(alert.customProperties()).containsExactly(entry("key1", "value1"));
    }

    @Test
    void takes_a_rules_properties_from_the_context_when_the_payload_has_no_custom_properties() {
        AlertSamples absent = AlertSamples.load(METRIC).with("\"customProperties\"", "\"x\"");
        AlertSamples empty =
                AlertSamples.load(METRIC).with("\"customProperties\": {", "\"customProperties\": {}, \"x\": {");

        assertThat(absent.read().customProperties()).containsExactly(entry("team", "netops"));
        assertThat(empty.read().customProperties()).isEmpty();
    }

    @Test
    void does_not_take_an_events_own_properties_for_custom_properties() {
        assertThat(AlertSamples.load("12-common-activitylog-administrative-vm.json")
                        .read()
                        .customProperties())
                .isEmpty();
    }

    @Test
    void turns_plain_custom_properties_into_text_and_drops_the_others_with_a_warning() {
        Alert alert = AlertSamples.load(METRIC)
                .with("\"captureSeconds\": \"300\"", "\"n\":300,\"b\":true,\"nil\":null,\"a/~\":[1],\"o\":{}")
                .read();

        assertThat(alert.customProperties())
                .containsExactly(entry("team", "netops"), entry("n", "300"), entry("b", "true"));
        assertThat(alert.warnings())
                .extracting(Warning::field)
                .containsExactly("/data/customProperties/a~1~0", "/data/customProperties/o");
    }

    @Test
    void reads_a_hundred_custom_properties_at_most() {
        String many = IntStream.range(0, 150).mapToObj(i -> "\"p" + i + "\":1").collect(Collectors.joining(","));
        Alert alert = AlertSamples.load(METRIC)
                .with("\"captureSeconds\": \"300\"", many)
                .read();

        assertThat(alert.customProperties()).hasSize(100);
        assertThat(alert.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.detail()).contains("100 properties"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-02T10:15:24Z, 2026-03-02T10:15:24Z",
        "2026-03-02T10:15:24.3713213Z, 2026-03-02T10:15:24.371321300Z",
        "2026-03-02T10:15:24.123456789012Z, 2026-03-02T10:15:24.123456789Z",
        "2026-03-02T12:15:24.5+02:00, 2026-03-02T10:15:24.5Z",
        "2026-03-02T10:15:24, 2026-03-02T10:15:24Z",
    })
    void reads_times_with_and_without_fraction_and_offset(String text, Instant time) {
        assertThat(common("\"monitorCondition\":\"Fired\",\"firedDateTime\":\"" + text + "\"")
                        .firedAt())
                .isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"soon\"",
                "\"2026-13-02T10:15:24Z\"",
                "\"Mon, 02 Mar 2026 10:14:31 GMT\"",
                "1772446524",
                "\"0001-01-01T00:00:00Z\"",
                "\"9999-12-31T23:59:59.9999999Z\"",
                "\"+999999999-12-31T23:59:59Z\"",
                "[]",
            })
    void passes_over_a_time_it_cannot_read_with_a_warning(String json) {
        Alert alert = common("\"monitorCondition\":\"Fired\",\"firedDateTime\":" + json);

        assertThat(alert.firedAt()).isNull();
        assertThat(alert.warnings()).extracting(Warning::field).containsExactly("/data/essentials/firedDateTime");
    }

    @Test
    void takes_an_alert_without_a_condition_for_a_firing_and_says_so() {
        Alert alert = common("\"alertTargetIDs\":[\"" + VM + "v\"]");

        assertThat(alert.condition()).isEqualTo(AlertCondition.FIRED);
        assertThat(alert.warnings())
                .containsExactly(new Warning("/data/essentials/monitorCondition", "Absent; taken as Fired."));
    }

    @Test
    void reads_condition_and_schema_in_any_capitals() {
        Alert alert = AlertSamples.load(METRIC)
                .with("\"Fired\"", "\"RESOLVED\"")
                .with("azureMonitorCommonAlertSchema", "AZUREMONITORCOMMONALERTSCHEMA")
                .read();

        assertThat(alert.condition()).isEqualTo(AlertCondition.RESOLVED);
    }

    @Test
    void prefers_a_key_that_has_a_value_to_one_that_is_null() {
        Alert alert =
                common("\"monitorCondition\":\"Fired\",\"alertRule\":null,\"AlertRule\":\"r\",\"ALERTRULE\":\"s\"");

        assertThat(alert.rule()).isEqualTo("r");
    }

    @Test
    void keeps_a_rules_name_on_one_line_and_short() {
        Alert alert = common("\"monitorCondition\":\"Fired\",\"alertRule\":\"a\\nb\\u202e" + "ü".repeat(300) + "\"");

        assertThat(alert.rule()).startsWith("a b ü").endsWith("ü…").hasSize(256);
    }

    @Test
    void does_not_cut_a_character_in_half() {
        Alert alert = common("\"monitorCondition\":\"Fired\",\"alertRule\":\"" + "😀".repeat(300) + "\"");

        assertThat(alert.rule()).hasSize(255).endsWith("😀…");
    }

    @Test
    void passes_over_an_alert_id_that_cannot_be_one() {
        Alert tooLong = common("\"monitorCondition\":\"Fired\",\"alertId\":\"" + "a".repeat(2049) + "\"");
        Alert twoLines = common("\"monitorCondition\":\"Fired\",\"alertId\":\"a\\nb\"");

        assertThat(tooLong.alertId()).isNull();
        assertThat(twoLines.alertId()).isNull();
        assertThat(tooLong.warnings()).extracting(Warning::field).containsExactly("/data/essentials/alertId");
    }

    @Test
    void passes_over_a_name_that_is_no_text() {
        Alert alert = common("\"monitorCondition\":\"Fired\",\"alertRule\":{\"a\":1},\"monitoringService\":[]");

        assertThat(alert.rule()).isEqualTo("unnamed");
        assertThat(alert.service()).isEqualTo("unknown");
        assertThat(alert.warnings())
                .extracting(Warning::field)
                .containsExactly("/data/essentials/alertRule", "/data/essentials/monitoringService");
    }

    @Test
    void passes_over_a_context_of_the_wrong_type() {
        Alert alert = new AlertReader()
                .read("{\"schemaId\":\"azureMonitorCommonAlertSchema\",\"data\":{\"essentials\":"
                        + "{\"monitorCondition\":\"Fired\",\"alertTargetIDs\":[\"" + VM
                        + "v\"]},\"alertContext\":[]}}");

        assertThat(alert.targets()).singleElement().isInstanceOf(AlertTarget.Capturable.class);
        assertThat(alert.warnings()).extracting(Warning::field).containsExactly("/data/alertContext");
    }

    @Test
    void reads_past_a_byte_order_mark() {
        assertThat(new AlertReader()
                        .read("\uFEFF" + AlertSamples.load(METRIC).json())
                        .rule())
                .isEqualTo("net-out-high");
    }

    @Test
    void takes_a_hundred_machines_and_ignores_the_rest_by_name() {
        Alert alert =
                targeting(IntStream.range(0, 150).mapToObj(i -> VM + "v" + i).toList());

        assertThat(alert.targets()).hasSize(150);
        assertThat(alert.targets().subList(0, 100)).hasOnlyElementsOfType(AlertTarget.Capturable.class);
        assertThat(alert.targets().get(100))
                .isEqualTo(new AlertTarget.Ignored(
                        VM + "v100", "The alert names more than 100 machines; only the first 100 are taken."));
        assertThat(alert.warnings()).hasSize(1);
    }

    @Test
    void lists_a_hundred_ignored_targets_at_most() {
        Alert alert = targeting(IntStream.range(0, 150).mapToObj(i -> "x" + i).toList());

        assertThat(alert.targets()).hasSize(101);
        assertThat(alert.targets().get(0).target()).isEqualTo("x0");
        assertThat(alert.targets().get(100))
                .isEqualTo(new AlertTarget.Ignored("", "50 more targets that are not captured are not listed."));
    }

    @Test
    void skips_null_targets_and_shows_long_ones_cut() {
        Alert alert = common("\"monitorCondition\":\"Fired\",\"alertTargetIDs\":[null,\"" + "x".repeat(5000) + "\"]");

        assertThat(alert.targets())
                .singleElement()
                .satisfies(target -> assertThat(target.target()).hasSize(300).endsWith("…"));
    }

    @Test
    void refuses_a_virtual_machine_that_is_an_aks_node_once() {
        String node =
                "/subscriptions/s/resourceGroups/MC_g_c_westus2/providers/Microsoft.Compute/virtualMachines/AKS-1";
        Alert alert = targeting(List.of(node, node.toUpperCase(Locale.ROOT)));

        assertThat(alert.targets()).singleElement().satisfies(target -> {
            assertThat(target).isInstanceOf(AlertTarget.Refused.class);
            assertThat(target.target()).isEqualTo(node);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/resourceGroups/mc_g/{}/jump", "/resourceGroups/g/{}/aks-jump"})
    void takes_a_machine_that_is_an_aks_node_by_one_sign_only(String id) {
        Alert alert = targeting(
                List.of("/subscriptions/s" + id.replace("{}", "providers/Microsoft.Compute/virtualMachines")));

        assertThat(alert.targets()).singleElement().isInstanceOf(AlertTarget.Capturable.class);
    }

    @Test
    void a_row_about_a_packet_capture_gives_no_machine_but_leaves_the_other_rows() {
        Alert alert = AlertSamples.load("25-noncommon-logv1-rows.json")
                .with(
                        "resourcegroups/rg-db/providers/microsoft.compute/virtualmachines/vm-db-01",
                        "resourcegroups/rg-db/providers/microsoft.network/networkwatchers/w/packetcaptures/c")
                .read();

        assertThat(alert.targets()).hasSize(2);
        assertThat(alert.targets().get(0)).isInstanceOf(AlertTarget.Capturable.class);
        assertThat(alert.targets().get(1))
                .asInstanceOf(type(AlertTarget.Ignored.class))
                .satisfies(ignored -> assertThat(ignored.reason()).contains("loop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "stop/action", "queryStatus/action", "WRITE"})
    void no_operation_on_a_packet_capture_gives_a_machine(String operation) {
        String vm = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v";
        Alert alert = AlertSamples.load("12-common-activitylog-administrative-vm.json")
                .with(
                        "\"operationName\": \"Microsoft.Compute/virtualMachines/restart/action\"",
                        "\"operationName\": \"Microsoft.Network/networkWatchers/packetCaptures/" + operation + "\"")
                .withMachine(vm)
                .read();

        assertThat(alert.targets()).containsExactly(new AlertTarget.Ignored(vm, AlertTargets.LOOP));
    }

    @Test
    void an_alert_about_a_packet_capture_that_names_no_target_is_ignored_too() {
        Alert alert = new AlertReader()
                .read(
                        "{\"schemaId\":\"Microsoft.Insights/activityLogs\",\"data\":{\"status\":\"Activated\",\"context\":"
                                + "{\"activityLog\":{\"authorization\":{\"scope\":\"/subscriptions/s/resourceGroups/g/providers/"
                                + "Microsoft.Network/networkWatchers/w/packetCaptures/c\"}}}}}");

        assertThat(alert.targets()).containsExactly(new AlertTarget.Ignored("", AlertTargets.LOOP));
        assertThat(alert.service()).isEqualTo("Activity Log - unknown");
    }

    @Test
    void an_id_of_something_else_in_a_scope_is_named_when_the_alert_names_nothing_better() {
        Alert alert = new AlertReader()
                .read(
                        "{\"schemaId\":\"Microsoft.Insights/activityLogs\",\"data\":{\"status\":\"Activated\",\"context\":"
                                + "{\"activityLog\":{\"authorization\":{\"scope\":\"/subscriptions/s\"}}}}}");

        assertThat(alert.targets()).extracting(AlertTarget::target).containsExactly("/subscriptions/s");
    }

    @Test
    void a_row_that_does_not_fit_to_its_columns_does_no_harm() {
        Alert alert = new AlertReader()
                .read(
                        "{\"AlertRuleName\":\"r\",\"SearchResult\":{\"tables\":[{\"columns\":[7,{\"name\":\"_ResourceId\"}],"
                                + "\"rows\":[[],[1],[1,2],\"x\",[1,\"" + VM
                                + "v\",3]]},{\"columns\":{},\"rows\":[[1]]},null]}}");

        assertThat(alert.targets()).extracting(AlertTarget::target).containsExactly(VM + "v");
    }

    @Test
    void dimensions_of_the_older_log_alert_count_too() {
        Alert alert = new AlertReader()
                .read("{\"AlertRuleName\":\"r\",\"Dimensions\":[{\"Name\":\"_ResourceId\",\"Value\":\"" + VM
                        + "v\"},{\"name\":[],\"value\":{}},{\"name\":\"x\"}]}");

        assertThat(alert.targets()).extracting(AlertTarget::target).containsExactly(VM + "v");
        assertThat(alert.warnings()).isEmpty();
    }
}
