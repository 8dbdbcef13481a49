package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.capture.Check.State;
import io.alertcap.capture.Machines.NotReady;
import io.alertcap.capture.Machines.Part;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.StorageAccount.Access;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoctorTest {
    private static final MachineTarget WEB = CaptureWorld.machine("web1");

    private static ServiceException forbidden() {
        return new ServiceException(Kind.FORBIDDEN, 403, "AuthorizationFailed", "no action", null, null);
    }

    private static ServiceException stranger() {
        return new ServiceException(Kind.FORBIDDEN, 401, "InvalidAuthenticationToken", "who?", null, null);
    }

    private static ServiceException silent() {
        return new ServiceException(Kind.UNCERTAIN, 0, null, "No complete answer within 4000 ms.", null, null);
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

    private static Fault part(Part part, String check) {
        return new Fault(
                part + " is wrong",
                ward -> ward.azure.machine(WEB, new NotReady(part, "it is " + part, "mend " + part)),
                check,
                "it is " + part,
                "mend " + part);
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
                        "monitor late",
                        ward -> ward.clock.advance(Duration.ofMinutes(6)),
                        "monitor",
                        "2026-03-01T12:00:00Z",
                        "MonitorCaptures"));
    }

    static Stream<Fault> faultsOfMachine() {
        return Stream.of(
                part(Part.MACHINE, "machine"),
                part(Part.POWER, "power"),
                part(Part.EXTENSIONS, "extensions"),
                part(Part.GUEST_AGENT, "guestAgent"),
                part(Part.AGENT, "agent"),
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
                .containsExactly("identity", "ledger", "monitor", "storage", "files", "watcher", "captures", "limit");
    }

    @ParameterizedTest
    @MethodSource({"faultsOfBoth", "faultsOfMachine"})
    void each_fault_is_one_finding_of_the_machine(Fault fault) {
        Ward ward = new Ward();
        fault.brings.accept(ward);

        assertOnly(fault, ward.machine());
    }

    @ParameterizedTest
    @MethodSource("faultsOfBoth")
    void each_fault_of_the_deployment_is_one_finding_of_it(Fault fault) {
        Ward ward = new Ward();
        fault.brings.accept(ward);

        assertOnly(fault, ward.deployment());
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
        Doctor doctor = new Doctor(
                ward.policy.build(),
                ward.ledger,
                () -> new Doctor.Azure(ward.azure, ward.azure, ward.around, ward.around, false),
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
                        tuple("watcher", State.UNKNOWN));
        assertThat(checks).allSatisfy(check -> assertThat(check.fix()).isNotBlank());
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
}
