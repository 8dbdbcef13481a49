package io.alertcap.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.Setting;
import io.alertcap.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a deployment must never lose, read from the Bicep sources; the compiler knows the language, not these rules. */
class InfraTest {
    private static final Infra INFRA = Infra.read();
    private static final String APP = "modules/functionApp.bicep";

    @Test
    void keeps_every_rule() {
        assertThat(INFRA.bicep()).contains("main.bicep", "alerts.bicep", APP);
        assertThat(InfraRules.findings(INFRA)).isEmpty();
    }

    @Test
    void reads_each_kind_of_declaration() {
        assertThat(INFRA.declarations("modules/keyVault.bicep"))
                .extracting(each -> each.kind() + " " + each.name())
                .containsExactly(
                        "param location",
                        "param tags",
                        "param principalId",
                        "param workspaceId",
                        "param secrets",
                        "param secretValues",
                        "param purgeProtection",
                        "var secretsUser",
                        "resource vault",
                        "resource values",
                        "resource mayRead",
                        "resource audit",
                        "output name",
                        "output uri");
    }

    @Test
    void grants_nothing_that_changes_rights_storage_or_machines_but_for_the_agent() {
        List<String> all = INFRA.roles().values().stream()
                .flatMap(role -> Infra.actions(role).stream())
                .distinct()
                .toList();

        assertThat(all)
                .allMatch(
                        action -> action.matches(
                                "Microsoft\\.(Network/network(Watchers|Interfaces)|Compute/virtualMachine(s|ScaleSets)|Storage/storageAccounts|Insights/(metricAlerts|scheduledQueryRules|activityLogAlerts))/.+"));
        assertThat(all.stream().filter(action -> !action.endsWith("/read")))
                .containsExactlyInAnyOrder(
                        "Microsoft.Network/networkWatchers/write",
                        "Microsoft.Network/networkWatchers/ipFlowVerify/action",
                        "Microsoft.Network/networkWatchers/packetCaptures/write",
                        "Microsoft.Network/networkWatchers/packetCaptures/delete",
                        "Microsoft.Network/networkWatchers/packetCaptures/stop/action",
                        "Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action",
                        "Microsoft.Storage/storageAccounts/listServiceSas/action",
                        "Microsoft.Storage/storageAccounts/listAccountSas/action",
                        "Microsoft.Storage/storageAccounts/listKeys/action",
                        "Microsoft.Compute/virtualMachines/extensions/write");
    }

    @Test
    void lets_the_app_change_machines_only_where_it_is_told_to() {
        String access = INFRA.code("modules/machineAccess.bicep");

        assertThat(INFRA.roles().entrySet().stream()
                        .filter(role -> Infra.actions(role.getValue()).stream()
                                .anyMatch(action -> action.matches("Microsoft\\.Compute/.*(?<!/read)"))))
                .extracting(Map.Entry::getKey)
                .containsExactly("agentInstaller");
        assertThat(INFRA.code("main.bicep")).contains("param installAgents bool = false");
        assertThat(INFRA.code(APP)).contains("installAgents ? { ALERTCAP_AGENT_INSTALL: 'ifMissing' } : {}");
        assertThat(access)
                .contains("names: ['operator', 'watcherFinder', 'targetReader']")
                .contains("module installerRole 'roleDefinitions.bicep' = if (installAgents) {");
        assertThat(INFRA.declarations("modules/machineAccess.bicep"))
                .filteredOn(each -> each.text().contains("agentInstaller"))
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.text()).contains("if (installAgents"));
    }

    @Test
    void hands_out_keys_watcher_creation_flow_checks_and_alert_rules_only_on_request() {
        JsonNode destination = INFRA.roles().get("destination");
        JsonNode operator = INFRA.roles().get("operator");

        assertThat(destination.path("onRequest").path("grantListKeys").path(0).asText())
                .isEqualTo("Microsoft.Storage/storageAccounts/listKeys/action");
        assertThat(operator.path("onRequest").path("createWatchers").path(0).asText())
                .isEqualTo("Microsoft.Network/networkWatchers/write");
        assertThat(operator.path("onRequest").path("verifyFlows").path(0).asText())
                .isEqualTo("Microsoft.Network/networkWatchers/ipFlowVerify/action");
        assertThat(INFRA.roles()
                        .get("targetReader")
                        .path("onRequest")
                        .path("verifyFlows")
                        .path(0)
                        .asText())
                .isEqualTo("Microsoft.Network/networkInterfaces/read");
        assertThat(INFRA.roles().get("watcherFinder").path("onRequest").path("readAlertRules"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "Microsoft.Insights/metricAlerts/read",
                        "Microsoft.Insights/scheduledQueryRules/read",
                        "Microsoft.Insights/activityLogAlerts/read");
        assertThat(INFRA.code("main.bicep"))
                .contains("param readAlertRules bool = false")
                .contains("param verifyFlows bool = false")
                .contains("param createWatchers bool = false")
                .contains("param grantListKeys bool = false");
    }

    @Test
    void says_why_it_grants_what_the_app_never_calls() {
        assertThat(INFRA.roles())
                .allSatisfy((name, role) -> assertThat(role.path("notCalled").properties())
                        .as(name)
                        .allSatisfy(action -> assertThat(Infra.actions(role)).contains(action.getKey()))
                        .allSatisfy(
                                action -> assertThat(action.getValue().asText()).contains(" https://")));
    }

    @Test
    void makes_an_error_of_every_rule_of_the_linter_but_one() {
        // The age of API versions: that would break a build by the calendar.
        assertThat(Pattern.compile("\"([a-z-]+)\": \\{ \"level\": \"(\\w+)\"")
                        .matcher(Objects.requireNonNull(INFRA.files().get("bicepconfig.json")))
                        .results()
                        .filter(rule -> !rule.group(2).equals("error"))
                        .map(rule -> rule.group(1)))
                .containsExactly("use-recent-api-versions");
    }

    @Test
    void gives_the_roles_where_they_are_needed_and_not_above() {
        // Watchers can only be listed at the subscription; captures are written in the watchers' resource group.
        assertThat(INFRA.code("modules/machineAccess.bicep"))
                .containsPattern(module("operate", "groupRole") + "scope: resourceGroup\\(watcherResourceGroup\\)")
                .containsPattern(module("findWatchers", "subscriptionRole") + "params:")
                .containsPattern(module("readMachines", "groupRole") + "scope: resourceGroup\\(name\\)");
        assertThat(INFRA.resources("Microsoft.Authorization/roleAssignments"))
                .filteredOn(each -> !each.file().matches("modules/(group|subscription)Role\\.bicep"))
                .allSatisfy(each -> assertThat(each.text()).as(each.file()).containsPattern("\\n  scope: \\w+\\n"));
    }

    private static String module(String name, String file) {
        return "module " + name + " '" + file + "\\.bicep' = (?:\\[\\s+for .*)?\\{\\s+(?:name: .*\\s+)?";
    }

    @Test
    void makes_storage_accounts_in_two_files_only() {
        assertThat(INFRA.resources("Microsoft.Storage/storageAccounts"))
                .extracting(Infra.Declaration::file)
                .containsExactly("modules/captureStorage.bicep", "modules/hostStorage.bicep");
    }

    @Test
    void keeps_capture_files_at_least_as_long_as_nobody_may_delete_them() {
        assertThat(INFRA.code("modules/captureStorage.bicep"))
                .contains("daysAfterModificationGreaterThan: max(retentionDays, immutableDays + 1)");
    }

    @Test
    void takes_secrets_as_secrets_and_gives_the_app_references_only() {
        assertThat(INFRA.code("main.bicep")).contains("@secure()\nparam secretValues object?");
        assertThat(INFRA.code(APP)).doesNotContain("secretValues");
        assertThat(Infra.settings(INFRA.declarations("types.bicep").stream()
                        .filter(each -> each.name().equals("secretSetting"))
                        .findFirst()
                        .orElseThrow()
                        .text()))
                .containsAll(Stream.of(Setting.values())
                        .filter(setting -> setting.range().endsWith("; secret"))
                        .map(Setting::variable)
                        .toList());
    }

    @Test
    void gives_the_app_settings_that_it_accepts() {
        String group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-alertcap-try";
        // Endpoints of the platform end in a slash.
        Map<String, String> deployed = DeployedSettings.of(
                INFRA,
                Map.of(
                        "clientId",
                        "00000000-0000-0000-0000-000000000002",
                        "blobEndpoint",
                        "https://sthost1.blob.core.windows.net/",
                        "telemetryConnection",
                        "InstrumentationKey=00000000-0000-0000-0000-000000000003",
                        "environment().resourceManager",
                        "https://management.azure.com/",
                        "environment().suffixes.storage",
                        "core.windows.net",
                        "join(storageAccounts, ',')",
                        "westeurope=" + group + "/providers/Microsoft.Storage/storageAccounts/stcap1",
                        "join(scopes, ',')",
                        "/subscriptions/00000000-0000-0000-0000-000000000001," + group));
        List<String> always = new ArrayList<>(Infra.settings(INFRA.code(APP)));
        always.removeAll(List.of(
                "ALERTCAP_CREATE_WATCHER_IN",
                "ALERTCAP_ACTION_GROUPS",
                "ALERTCAP_AGENT_INSTALL",
                "ALERTCAP_SECURE_WEBHOOK",
                "ALERTCAP_ENTRA_AUTHORITY"));

        assertThat(deployed).containsKeys(always.toArray(String[]::new));
        assertThat(deployed).containsEntry("ALERTCAP_BLOB_ENDPOINT", "https://{account}.blob.core.windows.net");
        assertThat(Settings.read(deployed).problems()).isEmpty();
    }

    /** The app asks for what the action group sends: both are told by a value of one type. */
    @Test
    void names_one_app_registration_to_the_action_group_and_to_the_app() {
        assertThat(INFRA.code("modules/actionGroups.bicep"))
                .contains(
                        "identifierUri: entra!.identifierUri",
                        "tenantId: entra!.tenantId",
                        "param entra secureWebhook?");
        assertThat(INFRA.code(APP))
                .contains(
                        "param entra secureWebhook?",
                        "ALERTCAP_SECURE_WEBHOOK: '${entra!.tenantId}=${entra!.identifierUri}'",
                        "ALERTCAP_ENTRA_AUTHORITY: environment().authentication.loginEndpoint");
    }

    @Test
    void sets_what_the_app_cannot_do_without() {
        assertThat(Infra.settings(INFRA.code(APP)))
                .contains("ALERTCAP_STORAGE_ACCOUNTS", "ALERTCAP_SCOPES", "ALERTCAP_MONITOR_SCHEDULE");
        assertThat(Infra.settings(Infra.text(Path.of("local.settings.json.sample"))))
                .contains("ALERTCAP_MONITOR_SCHEDULE")
                .isSubsetOf(Stream.of(Setting.values()).map(Setting::variable).toList());
    }

    @Test
    void waits_for_the_line_that_the_app_writes() {
        // io.alertcap.api.Api writes it; a change there would make the dead man's alarm ring for ever.
        String source = Infra.text(Path.of("src/main/java/io/alertcap/api/Api.java"));

        assertThat(source).contains("\"tick\",").contains("\"messagesWaiting\",");
        assertThat(INFRA.code("modules/appRules.bicep"))
                .contains("Message startswith \"event=tick \"")
                .contains("messagesWaiting=([0-9]+)");
    }

    @Test
    void points_the_action_group_at_the_function_that_is_there() {
        String source = Infra.text(Path.of("src/main/java/io/alertcap/functions/ReceiveAlert.java"));

        assertThat(source).contains("@FunctionName(\"ReceiveAlert\")").contains("route = \"alerts\"");
        assertThat(INFRA.code("alerts.bicep")).contains("name: 'ReceiveAlert'").contains("/api/alerts'");
        assertThat(INFRA.code("main.bicep"))
                .contains("--function-name ReceiveAlert")
                .contains("/api/alerts?dryRun=true");
    }

    @Test
    void wires_the_alerts_after_the_code_in_azd_as_without_it() {
        String azd = Infra.text(Path.of("azure.yaml"));
        String second = "--template-file infra/alerts.bicep --parameters infra/alerts.bicepparam";

        assertThat(azd).containsPattern("(?m)^  app:$").containsPattern("(?m)^  postdeploy:$");
        assertThat(azd.split(Pattern.quote(second), -1)).as("posix and windows").hasSize(3);
        assertThat(INFRA.code(APP)).contains("'azd-service-name': 'app'");
        assertThat(INFRA.code("main.bicep")).contains(second);
        assertThat(Path.of("infra/alerts.bicep")).isRegularFile();
        assertThat(Files.exists(Path.of("infra/alerts.bicepparam"))).isTrue();
    }

    @Test
    void names_the_action_group_that_the_second_step_makes() {
        assertThat(INFRA.code("main.bicep"))
                .contains("/providers/Microsoft.Insights/actionGroups/ag-alertcap-capture'");
        assertThat(INFRA.code("modules/actionGroups.bicep")).contains("name: 'ag-alertcap-capture'");
    }

    @Test
    void hands_the_second_step_every_variable_that_it_reads() {
        Pattern variable = Pattern.compile("readEnvironmentVariable\\('(\\w+)'\\)");
        String main = INFRA.code("main.bicep");

        assertThat(variable.matcher(INFRA.code("alerts.bicepparam")).results().map(hit -> hit.group(1)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(main).contains("output " + name + " string"))
                .allSatisfy(name -> assertThat(main).contains(name + "=${"));
    }
}
