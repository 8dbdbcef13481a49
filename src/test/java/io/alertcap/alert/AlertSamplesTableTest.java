package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every payload in {@code alerts/}: its schema, its condition and what becomes of its targets. */
class AlertSamplesTableTest {
    /** Targets: + is captured, - is refused, ~ is ignored, ! is a packet capture; after the colon a part of the reason. */
    private static final String TABLE = """
            01-common-metric-static-vm                   | COMMON       | FIRED    | +vm-web-01
            02-common-metric-static-vm-resolved          | COMMON       | RESOLVED | +vm-web-01
            03-common-metric-dynamic-vm                  | COMMON       | FIRED    | +vm-web-01
            04-common-metric-multiresource-vm            | COMMON       | FIRED    | +vm-web-01
            05-common-metric-multidimension-vm           | COMMON       | FIRED    | +vm-web-01
            06-common-metric-vmss                        | COMMON       | FIRED    | +vmss-api
            07-common-logv2-vm-scope                     | COMMON       | FIRED    | +vm-web-01
            08-common-logv2-workspace-resourceid-dim     | COMMON       | FIRED    | +vm-web-01
            09-common-logv2-workspace-computer-only      | COMMON       | FIRED    | ~law-prod: names the computer 'vm-web-01', which is no resource id. Split the rule by the column _ResourceId
            10-common-metric-vmss-instance               | COMMON       | FIRED    | +vmss-api[3]
            11-common-metric-aks-node                    | COMMON       | FIRED    | -aks-nodepool1-12345678-vmss: AKS node
            12-common-activitylog-administrative-vm      | COMMON       | FIRED    | +vm-web-01
            13-common-activitylog-packetcapture-by-us    | COMMON       | FIRED    | !vm-web-01-20260302: Succeeded by 00000000-0000-0000-0000-000000000000
            14-common-activitylog-packetcapture-by-others| COMMON       | FIRED    | !vm-web-01-20260302: Succeeded by
            15-common-activitylog-policy                 | COMMON       | FIRED    | +vm-web-01
            16-common-servicehealth                      | COMMON       | FIRED    | ~00000000-0000-0000-0000-000000000000: microsoft.resources/subscriptions is not a machine
            17-common-resourcehealth-vm                  | COMMON       | FIRED    | +vm-web-01
            18-common-activitylog-autoscale-vmss         | COMMON       | FIRED    | +vmss-api
            19-common-activitylog-security-vm            | COMMON       | FIRED    | ~00000000-0000-0000-0000-000000000000: names 'vm-web-01' among its properties
            20-common-prometheus-aks                     | COMMON       | FIRED    | ~amw-prod: Prometheus alert names Kubernetes nodes; on AKS nodes
            21-common-smartdetector                      | COMMON       | FIRED    | ~ai-web: microsoft.insights/components is not a machine
            22-noncommon-metric-vm                       | METRIC       | FIRED    | +vm-web-01
            23-noncommon-metric-vm-deactivated           | METRIC       | RESOLVED | +vm-web-01
            24-noncommon-activitylog-vm                  | ACTIVITY_LOG | FIRED    | +vm-web-01
            25-noncommon-logv1-rows                      | LOG_V1       | FIRED    | +vm-web-01 +vm-db-01
            26-classic-metric-vm                         | CLASSIC      | FIRED    | +vm-web-01
            27-edge-loadbalancer-no-vm                   | COMMON       | FIRED    | ~lb-web: microsoft.network/loadbalancers is not a machine
            28-edge-multiple-targets                     | COMMON       | FIRED    | +vm-web-01 +vm-db-01 ~lb-web: microsoft.network/loadbalancers is not a machine
            29-common-costalert-nulls                    | COMMON       | FIRED    | ~: names no resource
            30-actiongroup-test-metric                   | COMMON       | FIRED    | ~test-storageAccount: microsoft.storage/storageaccounts is not a machine
            31-actiongroup-test-activitylog              | COMMON       | FIRED    | +test-VM
            40-variant-null-everything                   | COMMON       | FIRED    | ~: names no resource
            41-variant-upper-case-keys                   | COMMON       | FIRED    | +vm-web-01
            42-variant-documented-key-case               | COMMON       | FIRED    | +vm-web-01
            43-common-logv1-pascalcase-rows              | COMMON       | FIRED    | +vm-web-01 +vm-db-01
            44-common-logv1-results-dropped              | COMMON       | FIRED    | ~law-prod: Split the rule by the column _ResourceId
            45-common-metric-vmss-flexible-instance      | COMMON       | FIRED    | +vmss-flex_1a2b3c4d
            46-common-activitylog-extension-of-vm        | COMMON       | FIRED    | ~azurenetworkwatcherextension: microsoft.compute/virtualmachines/extensions is a part of a machine
            47-common-activitylog-scope-only             | COMMON       | FIRED    | +vm-web-01
            48-noncommon-activitylog-packetcapture       | ACTIVITY_LOG | FIRED    | !vm-web-01-20260302: Succeeded by admin@contoso.com
            49-common-logv2-packetcapture-operation      | COMMON       | FIRED    | ~law-prod: round in a loop
            50-common-metric-vmss-several-instances      | COMMON       | FIRED    | +vmss-api[3, 7]
            51-common-logv2-workspace-loadbalancer-dim   | COMMON       | FIRED    | ~law-prod: Nor is what its query returns: microsoft.network/loadbalancers
            52-common-logv2-configurationitem-id         | COMMON       | FIRED    | +vm-web-01
            53-noncommon-logalert-appinsights            | LOG_V1       | FIRED    | ~: names no resource. Split the rule
            54-classic-metric-vm-resolved                | CLASSIC      | RESOLVED | +vm-web-01
            55-common-activitylog-security-vm-id         | COMMON       | FIRED    | +vm-web-01
            56-common-logv2-workspace-not-split          | COMMON       | FIRED    | ~law-prod: Split the rule by the column _ResourceId
            """;

    private static final String OTHER_MACHINE =
            "/subscriptions/5f2c1b0e-7d3a-4f6e-9a51-0c8d2e4b6a13/resourceGroups/Shop.Prod_(EU)/providers/"
                    + "Microsoft.Compute/virtualMachines/till-7";

    record Expected(String file, AlertSchema schema, AlertCondition condition, List<String> targets) {
        static Expected parse(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            return new Expected(
                    cells.get(0) + ".json",
                    AlertSchema.valueOf(cells.get(1)),
                    AlertCondition.valueOf(cells.get(2)),
                    List.of(cells.get(3).split(" (?=[+~-])")));
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
    void says_what_was_meant(Expected expected) {
        Alert alert = AlertSamples.load(expected.file).read();

        assertThat(alert.schema()).isEqualTo(expected.schema);
        assertThat(alert.condition()).isEqualTo(expected.condition);
        assertThat(alert.targets()).hasSameSizeAs(expected.targets);
        for (int i = 0; i < expected.targets.size(); i++) {
            assertTarget(alert.targets().get(i), expected.targets.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void says_the_same_with_other_values(Expected expected) {
        AlertSamples sample = AlertSamples.load(expected.file);
        Alert alert = sample.read();
        Alert other = sample.withFreshIds(7).withMachine(OTHER_MACHINE).read();

        assertThat(other.schema()).isEqualTo(alert.schema());
        assertThat(other.condition()).isEqualTo(alert.condition());
        assertThat(other.service()).isEqualTo(alert.service());
        assertThat(other.warnings()).isEqualTo(alert.warnings());
        if (machines(alert).isEmpty() && !expected.targets.get(0).startsWith("-")) {
            assertThat(machines(other)).isEmpty();
        } else {
            MachineTarget machine =
                    new MachineTarget(ResourceId.parse(OTHER_MACHINE).orElseThrow(), List.of());
            assertThat(machines(other)).containsExactly(machine);
            assertThat(other.instanceKey(machine))
                    .isNotEqualTo(sample.withMachine(OTHER_MACHINE).read().instanceKey(machine));
        }
    }

    private static List<MachineTarget> machines(Alert alert) {
        return alert.targets().stream()
                .flatMap(target -> target.<Stream<MachineTarget>>match(
                        c -> Stream.of(c.machine()), r -> Stream.of(), i -> Stream.of(), p -> Stream.of()))
                .toList();
    }

    private static void assertTarget(AlertTarget target, String expected) {
        String[] nameAndReason = expected.substring(1).split(": ", 2);
        String reason = target.match(
                c -> "",
                AlertTarget.Refused::reason,
                AlertTarget.Ignored::reason,
                p -> p.status() + " by " + p.caller());
        assertThat(target.<String>match(c -> "+", r -> "-", i -> "~", p -> "!") + shown(target))
                .isEqualTo(expected.charAt(0) + nameAndReason[0].replaceFirst(":$", ""));
        assertThat(reason).contains(nameAndReason.length == 2 ? nameAndReason[1] : "");
    }

    private static String shown(AlertTarget target) {
        String name = target.target().substring(target.target().lastIndexOf('/') + 1);
        return target.match(
                c -> name
                        + (c.machine().instances().isEmpty() ? "" : c.machine().instances()),
                r -> name,
                i -> name,
                p -> name);
    }
}
