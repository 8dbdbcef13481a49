package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.Alertcap;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.api.Api;
import io.alertcap.capture.Check.State;
import io.alertcap.capture.Machines.AgentUnderWay;
import io.alertcap.capture.Machines.NotReady;
import io.alertcap.capture.Machines.Part;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.StorageAccount.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoctorTest {
    private static final MachineTarget WEB = CaptureWorld.machine("web1");

    private static final ResourceId HERE = CapturePolicies.id("/subscriptions/" + CapturePolicies.SUBSCRIPTION);
    private static final ResourceId ELSEWHERE =
            CapturePolicies.id("/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-shop");
    private static final ResourceId WORKSPACE =
            CapturePolicies.id(HERE + "/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log-1");

    private static ServiceException forbidden() {
        return new ServiceException(Kind.FORBIDDEN, 403, "AuthorizationFailed", "no action", null, null);
    }

    private static ServiceException stranger() {
        return new ServiceException(Kind.FORBIDDEN, 401, "InvalidAuthenticationToken", "who?", null, null);
    }

    private static ServiceException silent() {
        return new ServiceException(Kind.UNCERTAIN, 0, null, "No complete answer within 4000 ms.", null, null);
    }

    private static AlertRule metricRule(String name, @Nullable Region region, ResourceId... scopes) {
        return new AlertRule(ruleId("metricAlerts", name), AlertRule.Kind.METRIC, List.of(scopes), region, true);
    }

    private static AlertRule logRule(String name, boolean namesMachine) {
        return new AlertRule(
                ruleId("scheduledQueryRules", name), AlertRule.Kind.LOG, List.of(WORKSPACE), null, namesMachine);
    }

    private static ResourceId ruleId(String type, String name) {
        return CapturePolicies.id(HERE + "/resourceGroups/rg/providers/Microsoft.Insights/" + type + "/" + name);
    }

    /** A machine, and everything that a capture of it needs. */
    private static final class Ward {
        private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
        private final FakeFiles files = new FakeFiles(clock);
        private final FakeAzure azure = new FakeAzure(clock, files);
        private final FakeSurroundings around = new FakeSurroundings();
        private final InMemoryLedger ledger = new InMemoryLedger(clock);
        private CapturePolicies policy = CapturePolicies.some();

        Ward() {
            around.rules(metricRule("network-out", CapturePolicies.REGION, HERE));
            ledger.saveTick(new TickReport(clock.instant(), 0, null, 0, List.of()));
        }

        Doctor doctor() {
            return around.doctor(policy.build(), ledger, azure, files);
        }

        List<Check> machine() {
            return doctor().machine(WEB, budget());
        }

        List<Check> deployment() {
            return doctor().deployment(budget());
        }

        TimeBudget budget() {
            return TimeBudget.of(clock, Duration.ofSeconds(20));
        }
    }

    /** One thing that is wrong, the check that must find it, and words of its evidence and its fix. */
    record Fault(String what, Consumer<Ward> brings, String check, String evidence, String fix) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Fault account(String what, StorageAccount account, String evidence, String fix) {
        return new Fault(what, ward -> ward.around.account(account), "storage", evidence, fix);
    }

    /** The words are those of the Azure adapter, whose own test holds it to them. */
    private static Fault part(String what, Part part, String check, String reason, String fix) {
        return new Fault(what, ward -> ward.azure.machine(WEB, new NotReady(part, reason, fix)), check, reason, fix);
    }

    private static StorageAccount changed(Region region, String sku, boolean sharedKey, Access access) {
        return new StorageAccount(CapturePolicies.ACCOUNT, region, sku, sharedKey, access, null);
    }

    /** What concerns the deployment as well as a machine. */
    static Stream<Fault> faultsOfBoth() {
        Region here = CapturePolicies.REGION;
        return Stream.of(
                account(
                        "account elsewhere",
                        changed(Region.of("eastus"), "Standard_LRS", true, Access.ALL),
                        "ALERTCAP_STORAGE_ACCOUNTS names",
                        "name a storage account in " + here.name()),
                account("premium account", changed(here, "Premium_LRS", true, Access.ALL), "Premium_LRS", "Standard"),
                account(
                        "shared key off",
                        changed(here, "Standard_LRS", false, Access.ALL),
                        "shared key access is switched off",
                        "--allow-shared-key-access true"),
                account(
                        "account closed to all",
                        changed(here, "Standard_LRS", true, Access.NONE),
                        "let no network in",
                        "network-rule add"),
                account("no such account", null, "there is no /subscriptions/", "correct the account's id"),
                new Fault(
                        "account not readable",
                        ward -> ward.around.accountFails(forbidden()),
                        "storage",
                        "HTTP 403 AuthorizationFailed",
                        "roles of infra/"),
                new Fault(
                        "files not readable",
                        ward -> ward.files.unreachable("403 AuthorizationPermissionMismatch"),
                        "files",
                        "AuthorizationPermissionMismatch",
                        "Storage Blob Data Reader"),
                new Fault(
                        "no watcher",
                        ward -> ward.azure.noWatcher(false),
                        "watcher",
                        "has no Network Watcher",
                        "az network watcher configure"),
                new Fault(
                        "captures not readable",
                        ward -> ward.azure.alwaysFail("list", forbidden()),
                        "captures",
                        "HTTP 403",
                        "roles of infra/"),
                new Fault(
                        "status not readable",
                        ward -> ward.azure.alwaysFail("status", forbidden()),
                        "captures",
                        "HTTP 403",
                        "roles of infra/"),
                new Fault(
                        "limit reached",
                        ward -> {
                            ward.policy.limit(1);
                            ward.azure.foreign("theirs", "/subscriptions/x");
                        },
                        "limit",
                        "1 of 1 (0 ours, 1 of others)",
                        "ALERTCAP_CAPTURE_LIMIT"),
                new Fault(
                        "ledger silent",
                        ward -> ward.ledger.silent("No answer within 2000 ms."),
                        "ledger",
                        "No answer within 2000 ms.",
                        "Storage Blob Data Owner"),
                new Fault(
                        "monitor late",
                        ward -> ward.clock.advance(Duration.ofMinutes(6)),
                        "monitor",
                        "2026-03-01T12:00:00Z",
                        "MonitorCaptures"));
    }

    static Stream<Fault> faultsOfDeployment() {
        return Stream.of(
                new Fault(
                        "alert rule of a region without an account",
                        ward -> ward.around.rules(metricRule("network-out", Region.of("eastus"), HERE)),
                        "rules",
                        "about machines in eastus",
                        "add eastus=<account id> to ALERTCAP_STORAGE_ACCOUNTS"),
                new Fault(
                        "alert rule outside the scopes",
                        ward -> ward.around.rules(metricRule("network-out", CapturePolicies.REGION, ELSEWHERE)),
                        "rules",
                        "outside ALERTCAP_SCOPES",
                        "add their subscription"),
                new Fault(
                        "log rule that names no machine",
                        ward -> ward.around.rules(logRule("tcp-segments", false)),
                        "rules",
                        "its alerts name no machine",
                        "split it by the column _ResourceId"));
    }

    static Stream<Fault> faultsOfMachine() {
        return Stream.of(
                part(
                        "machine gone",
                        Part.MACHINE,
                        "machine",
                        "The machine does not exist (any more): " + WEB.id() + ".",
                        "Check its id. If it was deleted, delete or correct the alert rule that watched it."),
                part(
                        "machine deallocated",
                        Part.POWER,
                        "power",
                        "The machine is not running, its power state is deallocated.",
                        "Start it: az vm start --subscription " + CapturePolicies.SUBSCRIPTION
                                + " --resource-group rg --name web1"),
                part(
                        "extensions switched off",
                        Part.EXTENSIONS,
                        "extensions",
                        "The machine was made with extensions switched off (osProfile.allowExtensionOperations is"
                                + " false), and packet capture needs an extension.",
                        "Allow extension operations on the machine, then install the Network Watcher extension."),
                part(
                        "guest agent silent",
                        Part.GUEST_AGENT,
                        "guestAgent",
                        "The Azure guest agent in the machine does not answer: Not Ready.",
                        "Check that the agent (Linux: walinuxagent or waagent, Windows: WindowsAzureGuestAgent) runs and"
                                + " that 168.63.129.16 can be reached from the machine."),
                part(
                        "no Network Watcher extension",
                        Part.AGENT,
                        "agent",
                        "The Network Watcher extension is not installed.",
                        "az vm extension set --subscription " + CapturePolicies.SUBSCRIPTION
                                + " --resource-group rg --vm-name web1 --name NetworkWatcherAgentLinux"
                                + " --publisher Microsoft.Azure.NetworkWatcher --enable-auto-upgrade true"),
                new Fault(
                        "machine not readable",
                        ward -> ward.azure.alwaysFail("machine", forbidden()),
                        "machine",
                        "HTTP 403",
                        "roles of infra/"),
                new Fault(
                        "identity refused",
                        ward -> ward.azure.alwaysFail("machine", stranger()),
                        "identity",
                        "HTTP 401",
                        "AZURE_CLIENT_ID"),
                new Fault(
                        "outside the scopes",
                        ward -> ward.policy.scopes("/subscriptions/99999999-2222-3333-4444-555555555555"),
                        "scope",
                        "outside ALERTCAP_SCOPES",
                        "add its subscription"),
                new Fault(
                        "no account for the region",
                        ward -> ward.policy.noStorage(),
                        "storage",
                        "No storage account takes captures of region",
                        "=<account id> to ALERTCAP_STORAGE_ACCOUNTS"),
                new Fault(
                        "storage blocked",
                        ward -> ward.around.deny("cap.blob.core.windows.net", "securityRules/DenyAll"),
                        "reach",
                        "(storage) is denied by the rule securityRules/DenyAll",
                        "on port 443"),
                new Fault(
                        "metadata blocked",
                        ward -> ward.around.deny("169.254.169.254", "securityRules/NoMetadata"),
                        "reach",
                        "169.254.169.254:80 (instance metadata) is denied by the rule securityRules/NoMetadata",
                        "on port 80"),
                new Fault(
                        "platform blocked",
                        ward -> ward.around.deny("168.63.129.16", "securityRules/NoPlatform"),
                        "reach",
                        "168.63.129.16:8037",
                        "on port 8037"));
    }

    @Test
    void a_machine_that_lacks_nothing_has_no_finding() {
        List<Check> checks = new Ward().machine();

        assertThat(checks).allSatisfy(check -> assertThat(check.state()).isEqualTo(State.OK));
        assertThat(checks)
                .extracting(Check::name)
                .containsExactly(
                        "identity",
                        "scope",
                        "machine",
                        "power",
                        "extensions",
                        "guestAgent",
                        "agent",
                        "storage",
                        "files",
                        "watcher",
                        "captures",
                        "limit",
                        "reach",
                        "reach",
                        "reach",
                        "ledger",
                        "monitor");
    }

    @Test
    void a_deployment_that_lacks_nothing_has_no_finding() {
        List<Check> checks = new Ward().deployment();

        assertThat(checks).allSatisfy(check -> assertThat(check.state()).isEqualTo(State.OK));
        assertThat(checks)
                .extracting(Check::name)
                .containsExactly(
                        "identity", "ledger", "monitor", "storage", "files", "watcher", "captures", "limit", "rules");
    }

    @ParameterizedTest
    @MethodSource({"faultsOfBoth", "faultsOfMachine"})
    void each_fault_is_one_finding_of_the_machine(Fault fault) {
        assertOnly(fault, machine(fault));
    }

    @ParameterizedTest
    @MethodSource({"faultsOfBoth", "faultsOfDeployment"})
    void each_fault_of_the_deployment_is_one_finding_of_it(Fault fault) {
        assertOnly(fault, deployment(fault));
    }

    @Test
    void an_identity_that_is_refused_everywhere_is_one_finding() {
        Ward ward = new Ward();
        ward.around.accountFails(stranger());
        ward.azure.alwaysFail("list", stranger());

        assertThat(ward.deployment())
                .filteredOn(check -> check.state() == State.WRONG)
                .extracting(Check::name)
                .containsExactly("identity");
    }

    @Test
    void an_aks_node_is_refused_before_azure_is_asked() {
        Ward ward = new Ward();
        MachineTarget node = MachineTarget.of(
                        CapturePolicies.id(
                                "/subscriptions/" + CapturePolicies.SUBSCRIPTION
                                        + "/resourceGroups/MC_rg_aks_weu/providers/Microsoft.Compute/virtualMachineScaleSets/aks-np-1-vmss"))
                .orElseThrow();

        assertThat(ward.doctor().machine(node, ward.budget()))
                .filteredOn(check -> check.state() == State.WRONG)
                .extracting(Check::name, Check::evidence)
                .containsExactly(tuple("machine", MachineTarget.AKS_NODE));
        assertThat(ward.azure.calls()).isEmpty();
    }

    @Test
    void what_azure_does_not_say_is_unknown_and_no_finding() {
        Ward ward = new Ward();
        ward.around.accountFails(silent());
        ward.azure.alwaysFail("list", silent());

        assertThat(ward.deployment())
                .filteredOn(check -> check.state() != State.OK)
                .extracting(Check::name, Check::state)
                .containsExactly(
                        tuple("storage", State.UNKNOWN),
                        tuple("files", State.SKIPPED),
                        tuple("captures", State.UNKNOWN),
                        tuple("limit", State.SKIPPED));
    }

    @Test
    void a_right_that_is_given_on_request_only_is_not_missed() {
        Ward ward = new Ward();
        ward.around.flowsFail(forbidden());

        assertThat(ward.machine())
                .filteredOn(check -> check.state() != State.OK)
                .extracting(Check::name, Check::state)
                .containsExactly(tuple("reach", State.SKIPPED));
    }

    @Test
    void answers_in_time_when_nothing_answers() {
        Ward ward = new Ward();
        Doctor doctor = ward.around.doctor(
                ward.policy.build(),
                Set.of(FakeSurroundings.ACTION_GROUP),
                ward.ledger,
                ward.azure,
                ward.files,
                // Whatever is handed over never begins.
                work -> {});

        List<Check> checks = doctor.deployment(TimeBudget.of(ward.clock, Duration.ofMillis(20)));

        assertThat(checks)
                .extracting(Check::name, Check::state)
                .containsExactly(
                        tuple("identity", State.UNKNOWN),
                        tuple("ledger", State.UNKNOWN),
                        tuple("storage", State.UNKNOWN),
                        tuple("watcher", State.UNKNOWN),
                        tuple("rules", State.UNKNOWN));
        assertThat(checks).allSatisfy(check -> assertThat(check.fix()).isNotBlank());
    }

    @Test
    void names_the_machines_that_alert_rules_can_hit() {
        Ward ward = new Ward();
        ward.around.rules(
                metricRule("network-out", CapturePolicies.REGION, HERE),
                metricRule("one-machine", null, WEB.id()),
                logRule("tcp-segments", true));

        assertThat(ward.deployment())
                .filteredOn(check -> check.name().equals("rules"))
                .extracting(Check::about, Check::evidence)
                .containsExactly(
                        tuple(
                                "network-out",
                                "The metric rule network-out can hit machines in " + HERE + ", region westeurope."),
                        tuple(
                                "one-machine",
                                "The metric rule one-machine can hit " + WEB.id() + "; it names no region."),
                        tuple(
                                "tcp-segments",
                                "The log rule tcp-segments can hit each machine that " + WORKSPACE + " tells of."));
    }

    @Test
    void looks_for_the_watcher_of_a_rules_region_whose_captures_stay_on_the_machine() {
        Ward ward = new Ward();
        ward.policy.noStorage().onMachine("/var/captures/{name}.cap", null);
        ward.azure.noWatcher(false);

        assertThat(ward.deployment())
                .filteredOn(check -> check.state() == State.WRONG)
                .extracting(Check::name)
                .containsExactly("watcher");
    }

    @Test
    void alert_rules_that_cannot_be_read_are_not_there_or_are_not_asked_for_are_no_finding() {
        Ward unreadable = new Ward();
        unreadable.around.rulesFail(forbidden());
        Ward without = new Ward();
        without.around.rules();
        Ward untold = new Ward();
        Doctor doctor = untold.around.doctor(
                untold.policy.build(), Set.of(), untold.ledger, untold.azure, untold.files, Runnable::run);

        assertThat(List.of(
                        rules(unreadable.deployment()),
                        rules(without.deployment()),
                        rules(doctor.deployment(untold.budget()))))
                .extracting(Check::state, Check::evidence)
                .containsExactly(
                        tuple(
                                State.SKIPPED,
                                "the app may not read alert rules; deploy infra/ with readAlertRules = true to allow it"),
                        tuple(State.SKIPPED, "no alert rule of this subscription that is switched on calls the app"),
                        tuple(
                                State.SKIPPED,
                                "the app is not told which action groups call it (ALERTCAP_ACTION_GROUPS)"));
    }

    private static Check rules(List<Check> checks) {
        return checks.stream()
                .filter(check -> check.name().equals("rules"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_documents_table_of_faults_is_what_the_doctor_says() throws IOException {
        StringBuilder table = new StringBuilder(
                        "| fault | asked about | `check` | what it says | the fix |\n|---|---|---|---|---|\n")
                .append("| none | both | | | |\n")
                .append(row("a setting is wrong", "both", ofWrongSetting()));
        faultsOfBoth().forEach(fault -> table.append(row(fault.what, "both", only(fault, deployment(fault)))));
        faultsOfDeployment()
                .forEach(fault -> table.append(row(fault.what, "deployment", only(fault, deployment(fault)))));
        faultsOfMachine().forEach(fault -> table.append(row(fault.what, "machine", only(fault, machine(fault)))));

        assertThat(Files.readString(Path.of("docs/doctor.md"))).contains("\n" + table + "\n");
    }

    private static String row(String fault, String about, Check finding) {
        return Stream.of(fault, about, "`" + finding.name() + "`", finding.evidence(), String.valueOf(finding.fix()))
                .map(cell -> cell.replace(CapturePolicies.SUBSCRIPTION, "…")
                        .replace("99999999-2222-3333-4444-555555555555", "…")
                        .replace("|", "\\|")
                        .replace("<", "\\<"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static List<Check> deployment(Fault fault) {
        Ward ward = new Ward();
        fault.brings.accept(ward);
        return ward.deployment();
    }

    private static List<Check> machine(Fault fault) {
        Ward ward = new Ward();
        fault.brings.accept(ward);
        return ward.machine();
    }

    /** With a wrong setting there is no doctor yet: the API itself answers. */
    private static Check ofWrongSetting() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("AzureWebJobsStorage", "UseDevelopmentStorage=true");
        environment.put("ALERTCAP_MONITOR_SCHEDULE", "*/30 * * * * *");
        environment.put("ALERTCAP_STORAGE_ACCOUNTS", CapturePolicies.REGION + "=" + CapturePolicies.ACCOUNT);
        environment.put("ALERTCAP_CAPTURE_LIMIT", "0");
        Api api = Alertcap.api(environment, Clock.systemUTC());
        JsonNode checks =
                new ObjectMapper().readTree(api.doctor(Map.of()).body()).get("checks");
        assertThat(checks).hasSize(1);
        JsonNode check = checks.get(0);
        assertThat(check.get("state").asText()).isEqualTo("wrong");
        return Check.wrong(
                check.get("check").asText(),
                check.get("about").asText(),
                check.get("evidence").asText(),
                check.get("fix").asText());
    }

    private static Check only(Fault fault, List<Check> checks) {
        assertOnly(fault, checks);
        return checks.stream()
                .filter(check -> check.state() == State.WRONG)
                .findFirst()
                .orElseThrow();
    }

    private static void assertOnly(Fault fault, List<Check> checks) {
        List<Check> findings = checks.stream()
                .filter(check -> check.state() == State.WRONG || check.state() == State.UNKNOWN)
                .toList();
        assertThat(findings).as(fault.what).hasSize(1);
        Check finding = findings.get(0);
        assertThat(finding.name()).isEqualTo(fault.check);
        assertThat(finding.state()).isEqualTo(State.WRONG);
        assertThat(finding.evidence()).contains(fault.evidence);
        assertThat(finding.fix()).contains(fault.fix);
    }

    @Test
    void a_missing_agent_is_a_finding_unless_a_capture_would_install_it() {
        Ward ward = new Ward();
        ward.azure.machineWithoutAgent(WEB);

        Check refused = agent(ward.machine());
        ward.policy.installingAgents();
        Check installed = agent(ward.machine());

        assertThat(refused.state()).isEqualTo(State.WRONG);
        assertThat(refused.fix()).contains("az vm extension set");
        assertThat(installed.state()).isEqualTo(State.OK);
        assertThat(installed.evidence()).contains("ALERTCAP_AGENT_INSTALL").contains("waits for it");
        assertThat(ward.machine()).extracting(Check::name).contains("storage", "watcher", "reach");
        assertThat(ward.azure.calls()).doesNotContain("installAgent");
    }

    @Test
    void an_agent_that_is_coming_is_no_finding() {
        Ward ward = new Ward();
        ward.azure.machine(WEB, new AgentUnderWay(CapturePolicies.REGION, "Linux", "It is being updated."));

        assertThat(agent(ward.machine()))
                .isEqualTo(Check.ok("agent", null, "It is being updated. A capture waits for it."));
    }

    private static Check agent(List<Check> checks) {
        return checks.stream()
                .filter(check -> check.name().equals("agent"))
                .findFirst()
                .orElseThrow();
    }
}
