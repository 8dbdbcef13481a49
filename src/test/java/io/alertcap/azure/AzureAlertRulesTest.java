package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.AlertRule;
import io.alertcap.capture.AlertRule.Kind;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.TimeBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies as in the examples of learn.microsoft.com/rest/api/monitor. */
class AzureAlertRulesTest {
    private static final String INSIGHTS = "/subscriptions/s1/resourceGroups/rg/providers/microsoft.insights/";
    private static final String OURS = INSIGHTS + "actionGroups/ag-alertcap-capture";
    private static final String OTHERS = INSIGHTS + "actionGroups/others";
    private static final String VM =
            "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1";
    private static final String WORKSPACE =
            "/subscriptions/s1/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log1";

    private final ArmServer server = new ArmServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void reads_metric_rules() {
        List<AlertRule> rules = calling(
                list(
                        metric(
                                "all",
                                "\"scopes\":[\"/subscriptions/s1\"],\"targetResourceType\":\"Microsoft.Compute/virtualMachines\",\"targetResourceRegion\":\"West Europe\"",
                                OURS.toUpperCase(Locale.ROOT)),
                        metric("one", "\"scopes\":[\"" + VM + "\"]", OURS),
                        metric(
                                "disks",
                                "\"scopes\":[\"/subscriptions/s1\"],\"targetResourceType\":\"Microsoft.Compute/disks\"",
                                OURS),
                        metric("off", "\"scopes\":[\"" + VM + "\"],\"enabled\":false", OURS),
                        metric("theirs", "\"scopes\":[\"" + VM + "\"]", OTHERS)),
                list(),
                list());

        assertThat(rules)
                .containsExactly(
                        new AlertRule(
                                id(INSIGHTS + "metricAlerts/all"),
                                Kind.METRIC,
                                List.of(id("/subscriptions/s1")),
                                Region.of("westeurope"),
                                true),
                        new AlertRule(id(INSIGHTS + "metricAlerts/one"), Kind.METRIC, List.of(id(VM)), null, true),
                        new AlertRule(
                                id(INSIGHTS + "metricAlerts/disks"),
                                Kind.METRIC,
                                List.of(id("/subscriptions/s1")),
                                null,
                                false));
    }

    @Test
    void reads_log_rules() {
        List<AlertRule> rules = calling(
                list(),
                list(
                        log("column", WORKSPACE, "{\"query\":\"q\",\"resourceIdColumn\":\"_ResourceId\"}"),
                        log(
                                "dimension",
                                WORKSPACE,
                                "{\"dimensions\":[{\"name\":\"_ResourceId\",\"operator\":\"Include\",\"values\":[\"*\"]}]}"),
                        log("computer", WORKSPACE, "{\"dimensions\":[{\"name\":\"Computer\"}]}"),
                        log("machine", VM, "{\"query\":\"q\"}")),
                list());

        assertThat(rules)
                .extracting(rule -> rule.id().name(), AlertRule::kind, AlertRule::namesMachine)
                .containsExactly(
                        tuple("column", Kind.LOG, true),
                        tuple("dimension", Kind.LOG, true),
                        tuple("computer", Kind.LOG, false),
                        tuple("machine", Kind.LOG, true));
    }

    @Test
    void reads_activity_log_rules() {
        assertThat(calling(
                        list(),
                        list(),
                        list("{\"id\":\"" + INSIGHTS
                                + "activityLogAlerts/restart\",\"properties\":{\"scopes\":[\"/subscriptions/s1\"],"
                                + "\"actions\":{\"actionGroups\":[{\"actionGroupId\":\"" + OURS + "\"}]}}}")))
                .containsExactly(new AlertRule(
                        id(INSIGHTS + "activityLogAlerts/restart"),
                        Kind.ACTIVITY_LOG,
                        List.of(id("/subscriptions/s1")),
                        null,
                        true));
    }

    @Test
    void asks_for_the_three_lists_and_for_no_action_group() {
        calling(list(), list(), list());

        assertThat(server.lines())
                .containsExactly(
                        "GET /subscriptions/s1/providers/Microsoft.Insights/metricAlerts?api-version=2018-03-01",
                        "GET /subscriptions/s1/providers/Microsoft.Insights/scheduledQueryRules?api-version=2023-12-01",
                        "GET /subscriptions/s1/providers/Microsoft.Insights/activityLogAlerts?api-version=2020-10-01");
    }

    @Test
    void what_is_out_of_shape_is_no_rule() {
        assertThat(calling(
                        list(
                                "null",
                                "7",
                                "{}",
                                "{\"properties\":[]}",
                                "{\"properties\":{\"actions\":[null,{\"actionGroupId\":7}]}}"),
                        list("{\"properties\":{\"actions\":{\"actionGroups\":\"x\"}}}"),
                        list("{\"id\":7,\"properties\":{\"actions\":{\"actionGroups\":[{\"actionGroupId\":\"" + OURS
                                + "\"}]}}}")))
                .isEmpty();
    }

    @Test
    void a_missing_right_is_told_as_such() {
        server.then(403, "{\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"no\"}}");

        assertThatThrownBy(this::ask)
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.kind()).isEqualTo(ServiceException.Kind.FORBIDDEN));
    }

    private List<AlertRule> calling(String metric, String log, String activityLog) {
        server.then(200, metric);
        server.then(200, log);
        server.then(200, activityLog);
        return ask();
    }

    private List<AlertRule> ask() {
        return new AzureAlertRules(server.client(Clock.systemUTC()))
                .calling(Set.of(id(OURS)), "s1", TimeBudget.of(Clock.systemUTC(), Duration.ofSeconds(10)));
    }

    private static String list(String... rules) {
        return "{\"value\":[" + String.join(",", rules) + "]}";
    }

    private static String metric(String name, String properties, String actionGroup) {
        return "{\"id\":\"" + INSIGHTS + "metricAlerts/" + name + "\",\"location\":\"global\",\"properties\":{"
                + properties + ",\"actions\":[{\"actionGroupId\":\"" + actionGroup + "\",\"webHookProperties\":{}}]}}";
    }

    private static String log(String name, String scope, String criterion) {
        return "{\"id\":\"" + INSIGHTS + "scheduledQueryRules/" + name
                + "\",\"kind\":\"LogAlert\",\"properties\":{\"enabled\":true,\"scopes\":[\"" + scope
                + "\"],\"criteria\":{\"allOf\":[" + criterion + "]},\"actions\":{\"actionGroups\":[\"" + OURS
                + "\"]}}}";
    }

    private static ResourceId id(String text) {
        return ResourceId.parse(text).orElseThrow();
    }
}
