package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes two deliveries one alert instance. */
class AlertTest {
    private static final MachineTarget VM = new MachineTarget(
            ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/Vm")
                    .orElseThrow(),
            List.of());
    private static final MachineTarget SCALE_SET = new MachineTarget(
            ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/S")
                    .orElseThrow(),
            List.of("1"));

    @Test
    void fired_and_resolved_of_one_instance_share_the_key() {
        Alert fired = AlertSamples.load("01-common-metric-static-vm.json")
                .withFreshIds(3)
                .read();
        Alert resolved = AlertSamples.load("02-common-metric-static-vm-resolved.json")
                .withFreshIds(3)
                .read();

        assertThat(resolved.condition()).isEqualTo(AlertCondition.RESOLVED);
        assertThat(resolved.instanceKey(VM)).isEqualTo(fired.instanceKey(VM));
    }

    @Test
    void the_key_does_not_hang_on_capitals() {
        AlertSamples sample =
                AlertSamples.load("01-common-metric-static-vm.json").withFreshIds(3);

        assertThat(sample.with("AlertsManagement", "ALERTSMANAGEMENT").read().instanceKey(VM))
                .isEqualTo(sample.read().instanceKey(VM));
    }

    @Test
    void each_target_has_its_own_key() {
        Alert alert = AlertSamples.load("28-edge-multiple-targets.json").read();

        assertThat(alert.instanceKey(VM))
                .isNotEqualTo(alert.instanceKey(SCALE_SET))
                .endsWith("|" + VM.key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22-noncommon-metric-vm.json",
                "24-noncommon-activitylog-vm.json",
                "25-noncommon-logv1-rows.json",
                "26-classic-metric-vm.json",
            })
    void without_an_alert_id_rule_and_fired_time_stand_for_the_instance(String file) {
        AlertSamples sample = AlertSamples.load(file);
        Alert alert = sample.read();

        assertThat(alert.alertId()).isNull();
        assertThat(sample.with("\n", "\n ").read().instanceKey(VM)).isEqualTo(alert.instanceKey(VM));
        assertThat(sample.withFreshIds(1).read().instanceKey(VM)).isNotEqualTo(alert.instanceKey(VM));
        assertThat(alert.instanceKey(VM)).endsWith("|" + alert.firedAt());
    }

    @Test
    void without_id_and_time_a_redelivery_is_the_same_and_another_payload_is_another_instance() {
        AlertSamples sample = AlertSamples.load("26-classic-metric-vm.json").with("\"timestamp\"", "\"later\"");
        Alert alert = sample.read();

        assertThat(alert.firedAt()).isNull();
        assertThat(sample.read().instanceKey(VM)).isEqualTo(alert.instanceKey(VM));
        assertThat(sample.with("151.3", "152.8").read().instanceKey(VM)).isNotEqualTo(alert.instanceKey(VM));
    }

    @Test
    void cannot_be_changed() {
        Alert alert = AlertSamples.load("01-common-metric-static-vm.json").read();

        assertThatThrownBy(() -> alert.customProperties().put("a", "b"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> alert.targets().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> alert.warnings().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
