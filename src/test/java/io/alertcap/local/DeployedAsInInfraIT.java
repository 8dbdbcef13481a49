package io.alertcap.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.alert.AlertSamples;
import io.alertcap.infra.DeployedSettings;
import io.alertcap.infra.Infra;
import io.alertcap.local.arm.ArmAction;
import io.alertcap.local.arm.ArmExchange;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.Grant;
import io.alertcap.local.arm.Machine;
import io.alertcap.local.arm.ScaleSet;
import io.alertcap.local.arm.StorageAccount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The local demo with the app configured as {@code infra/} configures it: settings from the Bicep sources with other
 * endpoints, tokens of the managed identity, https with its certificate checked, and a resource manager that allows what
 * the roles of {@code infra/} allow, at their scopes, and nothing else.
 */
class DeployedAsInInfraIT {
    private static final Infra INFRA = Infra.read();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CLIENT = "00000000-0000-0000-0000-0000000000c1";
    private static final String SUBSCRIPTION = "/subscriptions/" + ArmStandIn.SUBSCRIPTION;
    private static final String WATCHERS = SUBSCRIPTION + "/resourceGroups/NetworkWatcherRG";
    private static final String CAPTURES = SUBSCRIPTION + "/resourceGroups/rg-alertcap-try";
    private static final List<String> MACHINES = Stream.of("rg-web", "rg-db")
            .map(group -> SUBSCRIPTION + "/resourceGroups/" + group)
            .toList();
    private static final List<String> REGIONS = List.of("westeurope", "centralus", "northeurope");

    private static final String SCALE_SET = ArmStandIn.scaleSetId("rg-web", "vmss-api");
    private static final String WITHOUT_AGENT = ArmStandIn.machineId("rg-db", "vm-bare-01");
    private static final String WITHOUT_WATCHER = ArmStandIn.machineId("rg-db", "vm-north-01");

    private static LocalEstate estate;

    @BeforeAll
    static void start() {
        estate = LocalEstate.startGuarded(Path.of("target", "deployed"), (arm, azurite) -> {
            arm.scaleSet(ScaleSet.running(SCALE_SET, "westeurope", Machine.Os.LINUX, 2));
            arm.machine(Machine.running(WITHOUT_WATCHER, "northeurope", Machine.Os.LINUX));
            arm.machine(Machine.running(WITHOUT_AGENT, "centralus", Machine.Os.LINUX)
                    .agent(null));
            REGIONS.forEach(region -> arm.storageAccount(StorageAccount.standard(account(region), region)
                    .at(azurite.endpoint().toString())));
        });
        // As infra/modules/hostStorage.bicep and captureStorage.bicep do.
        Stream.of("alertcap", "captures").forEach(name -> estate.blobs().createBlobContainer(name));
        estate.arm().grantOnly(grants());
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    /** The role assignments of main.bicep and machineAccess.bicep, with all that can be granted on request. */
    private static List<Grant> grants() {
        return Stream.of(
                        Stream.of(grant("operator", WATCHERS), grant("watcherFinder", SUBSCRIPTION)),
                        MACHINES.stream().map(group -> grant("targetReader", group)),
                        MACHINES.stream().map(group -> grant("agentInstaller", group)),
                        REGIONS.stream().map(region -> grant("destination", account(region))))
                .flatMap(grants -> grants)
                .toList();
    }

    private static Grant grant(String role, String scope) {
        return new Grant(scope, Set.copyOf(Infra.actions(INFRA.roles().get(role))));
    }

    private static String account(String region) {
        return CAPTURES + "-" + region + "/providers/Microsoft.Storage/storageAccounts/" + Azurite.ACCOUNT;
    }

    /**
     * What the app gets. Beside the endpoints there are values of main.bicep's parameters: all that can be granted on
     * request, a quicker monitor, and whom to tell.
     *
     * @param more what the parameter {@code settings} holds, too
     */
    private static Map<String, String> settings(Map<String, String> more) {
        String blobs = estate.azurite().endpoint() + "/";
        Map<String, String> settings = new TreeMap<>(DeployedSettings.of(
                INFRA,
                Map.of(
                        "clientId",
                        CLIENT,
                        "blobEndpoint",
                        blobs,
                        "telemetryConnection",
                        "InstrumentationKey=00000000-0000-0000-0000-000000000003",
                        "environment().resourceManager",
                        estate.arm().httpsUrl() + "/",
                        "environment().suffixes.storage",
                        "core.windows.net",
                        "join(storageAccounts, ',')",
                        REGIONS.stream()
                                .map(region -> region + "=" + account(region))
                                .collect(Collectors.joining(",")),
                        "join(scopes, ',')",
                        String.join(",", MACHINES))));
        // Its host has the account's name in Azure, its path in Azurite.
        settings.put("ALERTCAP_BLOB_ENDPOINT", blobs.replace(Azurite.ACCOUNT + "/", "{account}"));
        settings.put("ALERTCAP_CREATE_WATCHER_IN", "NetworkWatcherRG");
        settings.put("ALERTCAP_AGENT_INSTALL", "ifMissing");
        settings.put(
                "ALERTCAP_ACTION_GROUPS", CAPTURES + "/providers/Microsoft.Insights/actionGroups/ag-alertcap-capture");
        settings.put("ALERTCAP_MONITOR_SCHEDULE", "*/1 * * * * *");
        settings.put("ALERTCAP_WEBHOOK_URLS", estate.sink().url().toString());
        settings.put("ALERTCAP_FILE_SETTLE", "PT1S");
        settings.putAll(more);
        return settings;
    }

    @Test
    void takes_captures_with_the_rights_of_its_roles_and_uses_every_one() throws IOException, InterruptedException {
        String story;
        Map<String, String> preempting = Map.of("ALERTCAP_CAPTURE_LIMIT", "1", "ALERTCAP_AT_LIMIT", "preempt");
        try (AppProcess app = estate.startDeployed(settings(preempting), true)) {
            story = demo(app);
            AppClient client = new AppClient(app.url(), app.key());

            downloadByLink(client);

            JsonNode whole = client.get("doctor").body();
            JsonNode machine = client.get("doctor?target=" + URLEncoder.encode(LocalEstate.DB, StandardCharsets.UTF_8))
                    .body();
            assertThat(whole.path("status").asText()).as(whole.toPrettyString()).isEqualTo("ok");
            assertThat(machine.path("status").asText())
                    .as(machine.toPrettyString())
                    .isEqualTo("ok");

            String lesser = post(client, LocalEstate.WEB, "Sev3", 3600);
            String instance = post(client, SCALE_SET + "/virtualMachines/1", "Sev0", 1);
            String north = post(client, WITHOUT_WATCHER, "Sev2", 1);
            String bare = post(client, WITHOUT_AGENT, "Sev2", 1);
            assertThat(outcome(client, instance)).isEqualTo("complete");
            assertThat(outcome(client, north)).isEqualTo("complete");
            assertThat(outcome(client, bare)).isEqualTo("complete");
            assertThat(outcome(client, post(client, SCALE_SET, "Sev2", 1))).isEqualTo("complete");
            assertThat(client.capture(lesser).body().at("/session/stop/sentAt").isTextual())
                    .as("made room for the more severe one")
                    .isTrue();
        }

        List<ArmExchange> exchanges = estate.arm().exchanges();
        assertThat(exchanges).as(story).filteredOn(each -> each.status() == 403).isEmpty();
        Set<String> called = new TreeSet<>();
        exchanges.stream()
                .map(each -> ArmAction.of(each.method(), each.url().split("\\?", 2)[0]))
                .filter(action -> !action.name().contains("/locations/"))
                .forEach(action -> called.add(canonical(action.name())));
        assertThat(called).isEqualTo(grantedForUse());
        assertThat(exchanges).noneMatch(DeployedAsInInfraIT::runsSomething);
        assertThat(new HashSet<>(estate.tokensAsked()))
                .as("tokens for Resource Manager and storage, of the identity that infra/ assigns")
                .containsExactlyInAnyOrder(
                        estate.arm().httpsUrl() + " " + CLIENT, "https://storage.azure.com " + CLIENT);
    }

    /** Names as the roles spell them; Azure's paths are without regard to case. */
    private static String canonical(String action) {
        return INFRA.roles().values().stream()
                .flatMap(role -> Infra.actions(role).stream())
                .filter(action::equalsIgnoreCase)
                .findFirst()
                .orElse(action);
    }

    private static Set<String> grantedForUse() {
        Set<String> granted = new TreeSet<>();
        INFRA.roles().values().forEach(role -> {
            granted.addAll(Infra.actions(role));
        });
        INFRA.roles()
                .values()
                .forEach(role -> role.path("notCalled").fieldNames().forEachRemaining(granted::remove));
        return granted;
    }

    /** Invariant 11: nothing is run inside a machine but Azure's own capture agent, and that only where it is missing. */
    private static boolean runsSomething(ArmExchange exchange) {
        String url = exchange.url().toLowerCase(Locale.ROOT);
        boolean agent = exchange.method().equals("PUT")
                && url.contains("/virtualmachines/vm-bare-01/extensions/")
                && exchange.body().contains("\"Microsoft.Azure.NetworkWatcher\"")
                && exchange.body().contains("\"NetworkWatcherAgentLinux\"");
        return !exchange.method().equals("GET") && url.contains("/microsoft.compute/") && !agent;
    }

    private static String demo(AppProcess app) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        AlertRun.Result result = new AlertRun(
                        estate, app, new PrintStream(text, true, StandardCharsets.UTF_8), AlertRun.REDELIVERIES)
                .run(SampleAlert.fresh(
                        Files.readString(Path.of("src", "local", "alerts", "network-out-high.json"))
                                .replace("PT10S", "PT2S"),
                        Instant.now(),
                        UUID.randomUUID(),
                        ArmStandIn.SUBSCRIPTION));
        String story = text.toString(StandardCharsets.UTF_8);
        assertThat(result.wrong()).as(story).isEmpty();
        return story;
    }

    /** The link's signature is made by the identity, and opens the file to one who has nothing else. */
    private static void downloadByLink(AppClient client) throws IOException, InterruptedException {
        JsonNode capture = client.get("captures?limit=1").body().at("/captures/0");
        AppClient.Answer answer = client.get("captures/" + capture.path("id").asText() + "/file");
        assertThat(answer.status()).as(answer.text()).isEqualTo(302);
        HttpResponse<byte[]> file = estate.azurite()
                .http()
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(answer.location())).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).hasSize(capture.at("/file/bytes").asInt());
        assertThat(file.headers().firstValue("content-disposition"))
                .hasValueSatisfying(
                        name -> assertThat(name).contains(capture.path("name").asText() + ".cap"));
    }

    private static String post(AppClient client, String target, String severity, int seconds) {
        AppClient.Answer answer = client.postAlert(AlertSamples.load("01-common-metric-static-vm.json")
                .withFreshIds(System.nanoTime())
                .withFiredAt(Instant.now())
                .withMachine(target)
                .with("\"severity\": \"Sev2\"", "\"severity\": \"" + severity + "\"")
                .with("\"captureSeconds\": \"300\"", "\"captureSeconds\": \"" + seconds + "\"")
                .json());
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.body().at("/decisions/0/captureId").asText();
    }

    private static String outcome(AppClient client, String id) {
        return Polling.until(
                        PATIENCE,
                        () -> client.capture(id).body(),
                        capture -> capture.path("state").asText().equals("finished"),
                        JsonNode::toPrettyString)
                .path("outcome")
                .asText();
    }
}
