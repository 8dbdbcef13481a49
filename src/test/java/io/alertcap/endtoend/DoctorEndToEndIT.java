package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.local.Azurite;
import io.alertcap.local.arm.AlertRule;
import io.alertcap.local.arm.ArmExchange;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.Fault;
import io.alertcap.local.arm.Machine;
import io.alertcap.local.arm.StorageAccount;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged app's doctor over HTTP: one fault at a time in a region of its own. */
@Isolated("the shared Azure must be well but for what each test breaks")
class DoctorEndToEndIT {
    private static final String REGION = AppClient.region();
    private static final String ACCOUNT_ID = ArmStandIn.storageAccountId("rg-" + REGION, Azurite.ACCOUNT);
    private static final String SUBSCRIPTION = "/subscriptions/" + ArmStandIn.SUBSCRIPTION;
    private static final String ACTION_GROUP =
            SUBSCRIPTION + "/resourceGroups/rg-alertcap/providers/Microsoft.Insights/actionGroups/ag-alertcap-capture";
    private static AppClient app;
    private static String machine;
    private static StorageAccount account;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(AppClient.storing(REGION));
        settings.put("ALERTCAP_READ_TIMEOUT", "PT3S");
        settings.put("ALERTCAP_ACTION_GROUPS", ACTION_GROUP);
        app = AppClient.startCold(settings);
        machine = AppClient.machine(REGION);
        account = StorageAccount.standard(ACCOUNT_ID, REGION)
                .at(AppClient.estate().azurite().endpoint().toString());
        // The first round of the monitor.
        app.awaitTick();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @AfterEach
    void mend() {
        ArmStandIn arm = AppClient.estate().arm();
        arm.faults().clear();
        arm.denyNothing();
        arm.declare(account);
        arm.declare(running());
        arm.removeRules();
    }

    private static Machine running() {
        return Machine.running(machine, REGION, Machine.Os.LINUX);
    }

    /** One fault in the stand-in, the check that finds it, and words of what it says. */
    record Ill(String what, Consumer<ArmStandIn> brings, String check, String says) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Fault forbidden(String method, String path) {
        return Fault.always(
                method,
                path,
                new Fault.Answer(403, "AuthorizationFailed", "The client does not have authorization to perform it."));
    }

    static Stream<Ill> ills() {
        String watcher = ArmStandIn.watcherId(REGION);
        return Stream.of(
                new Ill(
                        "deallocated",
                        arm -> arm.declare(running().power(Machine.Power.DEALLOCATED)),
                        "power",
                        "az vm start"),
                new Ill("no agent", arm -> arm.declare(running().agent(null)), "agent", "az vm extension set"),
                new Ill(
                        "no right on machines",
                        arm -> arm.faults().add(forbidden("GET", machine)),
                        "machine",
                        "AuthorizationFailed"),
                new Ill(
                        "no right to list watchers",
                        arm -> arm.faults().add(forbidden("GET", "*/networkWatchers")),
                        "watcher",
                        "AuthorizationFailed"),
                new Ill(
                        "no right on captures",
                        arm -> arm.faults().add(forbidden("GET", watcher + "/packetCaptures")),
                        "captures",
                        "AuthorizationFailed"),
                new Ill(
                        "no right on the account",
                        arm -> arm.faults().add(forbidden("GET", ACCOUNT_ID)),
                        "storage",
                        "AuthorizationFailed"),
                new Ill("account elsewhere", arm -> arm.declare(account.in("westus3")), "storage", "is in westus3"),
                new Ill("premium", arm -> arm.declare(account.sku("Premium_LRS")), "storage", "Premium_LRS"),
                new Ill(
                        "shared key off",
                        arm -> arm.declare(account.withoutSharedKey()),
                        "storage",
                        "--allow-shared-key-access true"),
                new Ill(
                        "closed to all",
                        arm -> arm.declare(account.network(StorageAccount.Network.NOBODY)),
                        "storage",
                        "let no network in"),
                new Ill(
                        "storage blocked",
                        arm -> arm.deny(
                                machine,
                                "securityRules/DenyAllOut",
                                "127.0.0.1",
                                AppClient.estate().azurite().port()),
                        "reach",
                        "securityRules/DenyAllOut"),
                new Ill(
                        "metadata blocked",
                        arm -> arm.deny(machine, "securityRules/NoMetadata", "169.254.169.254", 80),
                        "reach",
                        "securityRules/NoMetadata"),
                new Ill(
                        "platform blocked",
                        arm -> arm.deny(machine, "securityRules/NoPlatform", "168.63.129.16", 8037),
                        "reach",
                        "securityRules/NoPlatform"));
    }

    @Test
    void a_machine_that_lacks_nothing_has_no_finding_and_nothing_is_changed() {
        AppClient.estate().arm().forgetExchanges();

        JsonNode answer = examine(machine);

        assertThat(answer.get("status").asText()).as(answer.toPrettyString()).isEqualTo("ok");
        assertThat(states(answer)).containsOnly("ok");
        assertThat(names(answer)).contains("identity", "agent", "storage", "files", "watcher", "limit", "reach");
        assertThat(AppClient.estate().arm().exchanges())
                .extracting(ArmExchange::method)
                .containsOnly("GET", "POST");
        assertThat(AppClient.estate().arm().exchanges())
                .filteredOn(exchange -> exchange.method().equals("POST"))
                .extracting(ArmExchange::url)
                .allMatch(url -> url.matches("(?i).*/(queryStatus|ipFlowVerify)\\?.*"));
    }

    @Test
    void a_deployment_that_lacks_nothing_has_no_finding() {
        AppClient.estate()
                .arm()
                .declare(AlertRule.metric("rg-alertcap", "network-out", REGION, List.of(SUBSCRIPTION), ACTION_GROUP));
        AppClient.estate().arm().declare(AlertRule.activityLog("rg-alertcap", "restarts", SUBSCRIPTION, ACTION_GROUP));
        JsonNode answer = app.get("/api/doctor").body();

        assertThat(states(answer)).as(answer.toPrettyString()).containsOnly("ok");
        assertThat(names(answer)).contains("settings", "ledger", "monitor", "identity", "storage", "watcher", "limit");
        assertThat(checks(answer)
                        .filter(check -> check.get("check").asText().equals("rules"))
                        .map(check -> check.get("evidence").asText()))
                .containsExactly(
                        "The metric rule network-out can hit machines in " + SUBSCRIPTION + ", region " + REGION + ".",
                        "The activity-log rule restarts can hit machines in " + SUBSCRIPTION + "; it names no region.");
    }

    @Test
    void alert_rules_that_can_start_no_capture_are_found_and_those_that_cannot_be_read_are_not_missed() {
        ArmStandIn arm = AppClient.estate().arm();
        arm.declare(AlertRule.log(
                "rg-alertcap", "tcp-segments", SUBSCRIPTION + "/resourceGroups/rg-alertcap", null, ACTION_GROUP));

        assertThat(app.get("/api/doctor").body().toString())
                .contains("The log rule tcp-segments calls the app, and its alerts name no machine.");

        arm.faults().add(forbidden("GET", "*/scheduledQueryRules"));
        JsonNode answer = app.get("/api/doctor").body();
        assertThat(answer.get("status").asText()).isEqualTo("ok");
        assertThat(answer.toString()).contains("deploy infra/ with readAlertRules = true to allow it");
    }

    @ParameterizedTest
    @MethodSource("ills")
    void each_fault_is_one_finding_with_its_fix(Ill ill) {
        ill.brings.accept(AppClient.estate().arm());

        JsonNode answer = examine(machine);

        List<JsonNode> findings = checks(answer)
                .filter(check -> !check.get("state").asText().matches("ok|skipped"))
                .toList();
        assertThat(findings).as(answer.toPrettyString()).hasSize(1);
        assertThat(findings.get(0).get("check").asText()).isEqualTo(ill.check);
        assertThat(findings.get(0).get("state").asText()).isEqualTo("wrong");
        assertThat(findings.get(0).toString()).contains(ill.says);
        assertThat(findings.get(0).get("fix").asText()).isNotBlank();
        assertThat(answer.get("status").asText()).isEqualTo("wrong");
    }

    @Test
    void answers_within_its_budget_when_azure_hangs() {
        AppClient.estate().arm().faults().add(Fault.always("GET", ACCOUNT_ID, new Fault.Hang()));
        AppClient.estate()
                .arm()
                .faults()
                .add(Fault.always("GET", ArmStandIn.watcherId(REGION) + "/packetCaptures", new Fault.Hang()));
        Instant begin = Instant.now();

        JsonNode answer = examine(machine);

        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(20));
        assertThat(answer.get("status").asText()).isEqualTo("unknown");
        assertThat(checks(answer)
                        .filter(check -> check.get("state").asText().equals("unknown"))
                        .map(check -> check.get("check").asText()))
                .containsExactly("storage", "captures");
    }

    @Test
    void says_which_query_it_takes() {
        assertThat(app.get("/api/doctor?target=web1").status()).isEqualTo(400);
        assertThat(app.get("/api/doctor?machine=x").body().toString()).contains("query.machine");
    }

    @Test
    void a_capture_into_a_wrong_account_is_refused_by_the_name_of_the_setting_before_it_starts() {
        AppClient.estate().arm().declare(account.withoutSharedKey());
        try (AppClient cold = AppClient.startCold(AppClient.storing(REGION))) {
            AppClient.Answer answer = cold.post(AppClient.alert(machine, 1));

            assertThat(answer.decision().get("decision").asText()).isEqualTo("refused");
            assertThat(answer.decision().get("reason").asText())
                    .contains("ALERTCAP_STORAGE_ACCOUNTS names")
                    .contains("--allow-shared-key-access true");
        }
        assertThat(AppClient.sessionsStarted(machine)).isZero();
    }

    private static JsonNode examine(String id) {
        AppClient.Answer answer = app.get("/api/doctor?target=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private static Stream<JsonNode> checks(JsonNode answer) {
        return StreamSupport.stream(answer.get("checks").spliterator(), false);
    }

    private static List<String> states(JsonNode answer) {
        return checks(answer).map(check -> check.get("state").asText()).toList();
    }

    private static List<String> names(JsonNode answer) {
        return checks(answer).map(check -> check.get("check").asText()).toList();
    }
}
