package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTargetTest {
    private static final String COMPUTE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute";
    private static final ResourceId VM = id(COMPUTE + "/virtualMachines/Vm");
    private static final ResourceId SCALE_SET = id(COMPUTE + "/virtualMachineScaleSets/Set");

    private static ResourceId id(String text) {
        return ResourceId.parse(text).orElseThrow();
    }

    private static MachineTarget instance(String name) {
        return MachineTarget.of(id(SCALE_SET + "/virtualMachines/" + name)).orElseThrow();
    }

    @Test
    void is_a_virtual_machine() {
        MachineTarget target = MachineTarget.of(VM).orElseThrow();

        assertThat(target).isEqualTo(new MachineTarget(VM, List.of()));
        assertThat(target.kind()).isEqualTo(MachineKind.VIRTUAL_MACHINE);
        assertThat(target.key()).isEqualTo(target.machineKey()).isEqualTo(VM.key());
    }

    @Test
    void is_a_whole_scale_set() {
        MachineTarget target = MachineTarget.of(SCALE_SET).orElseThrow();

        assertThat(target.kind()).isEqualTo(MachineKind.SCALE_SET);
        assertThat(target.instances()).isEmpty();
    }

    @Test
    void makes_of_an_instance_its_scale_set_and_the_instance() {
        assertThat(instance("3")).isEqualTo(new MachineTarget(SCALE_SET, List.of("3")));
        assertThat(instance("3").key()).isEqualTo(SCALE_SET.key() + "#3");
        assertThat(instance("3").machineKey()).isEqualTo(SCALE_SET.key());
    }

    @Test
    void sorts_instances_and_drops_repeats_whatever_their_capitals() {
        assertThat(new MachineTarget(SCALE_SET, List.of("set_B", "7", "3", "SET_b", "7")).instances())
                .containsExactly("3", "7", "set_b");
    }

    @Test
    void merges_mentions_of_a_scale_set_and_all_instances_outweigh_some() {
        assertThat(MachineTarget.merge(List.of(instance("7"), instance("3"), instance("7"))))
                .isEqualTo(new MachineTarget(SCALE_SET, List.of("3", "7")));
        assertThat(MachineTarget.merge(List.of(instance("7"), new MachineTarget(SCALE_SET, List.of()))))
                .isEqualTo(new MachineTarget(SCALE_SET, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MachineTarget.merge(List.of(instance("7"), new MachineTarget(VM, List.of()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/subscriptions/s",
                "/subscriptions/s/resourceGroups/g",
                "/subscriptions/s/providers/Microsoft.Compute/virtualMachines/v",
                COMPUTE + "/disks/d",
                COMPUTE + "/virtualMachines/v/extensions/e",
                COMPUTE + "/virtualMachineScaleSets/v/virtualMachines/a,b",
                COMPUTE + "/virtualMachineScaleSets/v/virtualMachines/3/networkInterfaces/n",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.HybridCompute/machines/m",
            })
    void is_nothing_else(String text) {
        assertThat(MachineTarget.of(id(text))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new MachineTarget(id(text), List.of()));
    }

    @Test
    void guards_its_instances() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MachineTarget(VM, List.of("0")));
        assertThatIllegalArgumentException().isThrownBy(() -> new MachineTarget(SCALE_SET, List.of("0,1")));
    }

    @Test
    void a_scale_set_includes_its_instances_and_an_instance_only_itself() {
        MachineTarget set = MachineTarget.of(SCALE_SET).orElseThrow();
        MachineTarget two = new MachineTarget(SCALE_SET, List.of("0", "2"));

        assertThat(set.includes(two)).isTrue();
        assertThat(set.includes(set)).isTrue();
        assertThat(two.includes(instance("2"))).isTrue();
        assertThat(two.includes(instance("1"))).isFalse();
        assertThat(two.includes(set)).isFalse();
        assertThat(MachineTarget.of(VM).orElseThrow().includes(set)).isFalse();
    }
}
