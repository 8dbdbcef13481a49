package io.alertcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a deployment must never lose, read from the Bicep sources; the compiler knows the syntax, not these rules. */
class InfraTest {
    private static final Path INFRA = Path.of("infra");
    private static final Pattern SETTING = Pattern.compile("\\bALERTCAP_[A-Z_]+\\b");

    @Test
    void grants_no_action_by_wildcard() {
        assertThat(roles()).isNotEmpty();
        roles().forEach((role, node) ->
                assertThat(actions(node)).as(role).isNotEmpty().noneMatch(action -> action.contains("*")));
    }

    @Test
    void grants_nothing_that_changes_machines_rights_or_storage() {
        List<String> all = roles().values().stream()
                .flatMap(node -> actions(node).stream())
                .distinct()
                .toList();
        assertThat(all)
                .allMatch(
                        action -> action.matches(
                                "Microsoft\\.(Network/networkWatchers|Compute/virtualMachine(s|ScaleSets)|Storage/storageAccounts)/.+"));
        assertThat(all.stream().filter(action -> !action.endsWith("/read")))
                .containsExactlyInAnyOrder(
                        "Microsoft.Network/networkWatchers/write",
                        "Microsoft.Network/networkWatchers/packetCaptures/write",
                        "Microsoft.Network/networkWatchers/packetCaptures/delete",
                        "Microsoft.Network/networkWatchers/packetCaptures/stop/action",
                        "Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action",
                        "Microsoft.Storage/storageAccounts/listServiceSas/action",
                        "Microsoft.Storage/storageAccounts/listAccountSas/action",
                        "Microsoft.Storage/storageAccounts/listKeys/action");
    }

    @Test
    void hands_out_keys_and_watcher_creation_only_on_request() {
        assertThat(texts(roles().get("destination").path("onRequest")))
                .containsExactly("Microsoft.Storage/storageAccounts/listKeys/action");
        assertThat(texts(roles().get("operator").path("onRequest")))
                .containsExactly("Microsoft.Network/networkWatchers/write");
        assertThat(read("main.bicep"))
                .contains("param createWatchers bool = false")
                .contains("param grantListKeys bool = false");
    }

    @Test
    void takes_every_custom_role_from_the_data_file() {
        String definitions = read("modules/roleDefinitions.bicep");

        assertThat(definitions).contains("loadJsonContent('../roles.json')").doesNotContain("'Microsoft.Network/");
        assertThat(sources().stream().filter(source -> source.text().contains("Authorization/roleDefinitions@")))
                .extracting(Source::name)
                .containsExactly("roleDefinitions.bicep");
        roles().keySet().forEach(role -> assertThat(read("main.bicep")).contains("roles.outputs.ids." + role));
    }

    @Test
    void keeps_shared_keys_off_but_where_network_watcher_needs_one() {
        assertThat(read("modules/hostStorage.bicep")).contains("allowSharedKeyAccess: false");
        assertThat(read("modules/captureStorage.bicep")).contains("allowSharedKeyAccess: true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"modules/hostStorage.bicep", "modules/captureStorage.bicep"})
    void closes_every_storage_account(String file) {
        assertThat(read(file))
                .contains("minimumTlsVersion: 'TLS1_2'")
                .contains("supportsHttpsTrafficOnly: true")
                .contains("allowBlobPublicAccess: false")
                .contains("allowCrossTenantReplication: false");
    }

    @Test
    void makes_storage_accounts_in_those_two_files_only() {
        assertThat(sources().stream()
                        .filter(source -> source.text().contains("'Microsoft.Storage/storageAccounts@"))
                        .map(Source::name))
                .containsExactlyInAnyOrder("hostStorage.bicep", "captureStorage.bicep");
    }

    @Test
    void reaches_storage_by_identity_everywhere() {
        String app = read("modules/functionApp.bicep");

        assertThat(app)
                .contains("AzureWebJobsStorage__credential: 'managedidentity'")
                .contains("AzureWebJobsStorage__clientId: clientId")
                .contains("AzureWebJobsStorage__blobServiceUri: blobEndpoint")
                .contains("type: 'UserAssignedIdentity'")
                .contains("ALERTCAP_CREDENTIAL: 'managedIdentity'")
                .doesNotContain("AzureWebJobsStorage:");
        assertThat(sources())
                .allSatisfy(source -> assertThat(source.text())
                        .as(source.name())
                        .doesNotContain("listKeys(")
                        .doesNotContain("AccountKey=")
                        .doesNotContain("listAccountSas(")
                        .doesNotContain("listServiceSas("));
    }

    @Test
    void lets_nobody_in_without_tls_or_by_password() {
        assertThat(read("modules/functionApp.bicep"))
                .contains("httpsOnly: true")
                .contains("minTlsVersion: '1.2'")
                .contains("for way in ['scm', 'ftp']")
                .contains("properties: { allow: false }");
        assertThat(read("modules/monitoring.bicep"))
                .contains("disableLocalAuth: true")
                .contains("DisableLocalAuth: true");
    }

    @Test
    void names_the_kind_of_principal_in_every_assignment() {
        Pattern assignment = Pattern.compile("roleAssignments@");
        Pattern kind = Pattern.compile("principalType: 'ServicePrincipal'");

        assertThat(sources())
                .allSatisfy(source -> assertThat(
                                kind.matcher(source.text()).results().count())
                        .as(source.name())
                        .isEqualTo(assignment.matcher(source.text()).results().count()));
    }

    @Test
    void takes_message_addresses_as_secrets() {
        assertThat(read("main.bicep")).containsPattern("@secure\\(\\)\\nparam messages ");
        assertThat(read("modules/functionApp.bicep")).containsPattern("@secure\\(\\)\\nparam messages ");
    }

    @Test
    void sets_only_settings_that_the_app_knows() {
        assertThat(sources())
                .allSatisfy(source -> assertThat(known()).as(source.name()).containsAll(names(source.text())));
    }

    @Test
    void gives_the_app_settings_that_it_accepts() {
        String group = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-alertcap-try";
        // As Azure fills in the expressions of functionApp.bicep: endpoints of the platform end in a slash.
        Map<String, String> deployed = Map.of(
                "AzureWebJobsStorage__blobServiceUri",
                "https://sthost1.blob.core.windows.net/",
                "AZURE_CLIENT_ID",
                "00000000-0000-0000-0000-000000000002",
                "ALERTCAP_CREDENTIAL",
                "managedIdentity",
                "ALERTCAP_ARM_ENDPOINT",
                "https://management.azure.com/",
                "ALERTCAP_BLOB_ENDPOINT",
                "https://{account}.blob.core.windows.net",
                "ALERTCAP_STATE_CONTAINER",
                value("stateContainer"),
                "ALERTCAP_CAPTURE_CONTAINER",
                value("captureContainer"),
                "ALERTCAP_STORAGE_ACCOUNTS",
                "westeurope=" + group + "/providers/Microsoft.Storage/storageAccounts/stcap1",
                "ALERTCAP_SCOPES",
                "/subscriptions/00000000-0000-0000-0000-000000000001," + group,
                "ALERTCAP_MONITOR_SCHEDULE",
                value("monitorSchedule"));
        List<String> always = new ArrayList<>(names(read("modules/functionApp.bicep")));
        always.remove("ALERTCAP_CREATE_WATCHER_IN");

        assertThat(deployed.keySet().stream().filter(name -> name.startsWith("ALERTCAP_")))
                .containsExactlyInAnyOrderElementsOf(always);
        assertThat(Settings.read(deployed).problems()).isEmpty();
    }

    /** A text that main.bicep has as a variable or as a parameter's default. */
    private static String value(String name) {
        Matcher matcher = Pattern.compile("(?m)^(?:var|param) " + name + "(?: string)? = '([^']+)'$")
                .matcher(read("main.bicep"));
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }

    @Test
    void can_set_every_setting_of_the_app() {
        String all = sources().stream().map(Source::text).collect(Collectors.joining());

        assertThat(names(all)).containsAll(known());
    }

    @Test
    void sets_what_the_app_cannot_do_without() {
        assertThat(names(read("modules/functionApp.bicep")))
                .contains("ALERTCAP_STORAGE_ACCOUNTS", "ALERTCAP_SCOPES", "ALERTCAP_MONITOR_SCHEDULE");
        assertThat(names(readFile(Path.of("local.settings.json.sample")))).contains("ALERTCAP_MONITOR_SCHEDULE");
    }

    @Test
    void samples_only_settings_that_the_app_knows() {
        assertThat(names(readFile(Path.of("local.settings.json.sample")))).isSubsetOf(known());
    }

    @Test
    void names_the_service_that_azd_looks_for() {
        assertThat(readFile(Path.of("azure.yaml"))).containsPattern("(?m)^  app:$");
        assertThat(read("modules/functionApp.bicep")).contains("'azd-service-name': 'app'");
    }

    private static List<String> known() {
        return Stream.of(Setting.values()).map(Setting::variable).toList();
    }

    private static List<String> names(String text) {
        return SETTING.matcher(text)
                .results()
                .map(hit -> hit.group())
                .distinct()
                .toList();
    }

    private static Map<String, JsonNode> roles() {
        try {
            return new ObjectMapper()
                    .readTree(read("roles.json")).properties().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> actions(JsonNode role) {
        List<String> actions = new ArrayList<>(texts(role.path("actions")));
        actions.addAll(texts(role.path("onRequest")));
        return actions;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private record Source(String name, String text) {}

    private static List<Source> sources() {
        try (Stream<Path> files = Files.walk(INFRA)) {
            List<Source> sources = files.filter(file -> file.toString().endsWith(".bicep"))
                    .map(file -> new Source(file.getFileName().toString(), code(readFile(file))))
                    .toList();
            assertThat(sources).isNotEmpty();
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without comments, which may speak of what must not be there. */
    private static String code(String text) {
        return text.lines().filter(line -> !line.strip().startsWith("//")).collect(Collectors.joining("\n"));
    }

    private static String read(String file) {
        String text = readFile(INFRA.resolve(file));
        return file.endsWith(".bicep") ? code(text) : text;
    }

    private static String readFile(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
