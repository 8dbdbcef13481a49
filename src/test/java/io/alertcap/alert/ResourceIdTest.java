package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceIdTest {
    private static final String VM =
            "/subscriptions/Sub-1/resourceGroups/Rg-Web/providers/Microsoft.Compute/virtualMachines/Vm-1";

    private static ResourceId id(String text) {
        return ResourceId.parse(text).orElseThrow();
    }

    @Test
    void takes_a_virtual_machine_apart() {
        ResourceId id = id(VM);

        assertThat(id.subscriptionId()).isEqualTo("Sub-1");
        assertThat(id.resourceGroup()).isEqualTo("Rg-Web");
        assertThat(id.type()).isEqualTo("microsoft.compute/virtualmachines");
        assertThat(id.name()).isEqualTo("Vm-1");
        assertThat(id).hasToString(VM);
    }

    @ParameterizedTest
    @CsvSource({
        "/subscriptions/s, microsoft.resources/subscriptions, '', s",
        "/subscriptions/s/resourceGroups/g, microsoft.resources/subscriptions/resourcegroups, g, g",
        "/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/a, microsoft.alertsmanagement/alerts, '', a",
        "/subscriptions/s/resourcegroups/g/providers/n/a/1/b/2, n/a/b, g, 2",
        "/subscriptions/s/resourcegroups/g/providers/n/a/1/providers/m/c/3, m/c, g, 3",
        "/subscriptions/s/resourcegroups/g/providers/n/a/providers, n/a, g, providers",
        "/subscriptions/s/resourcegroups/Größe (1)/providers/n/a/x y, n/a, Größe (1), x y",
    })
    void knows_type_group_and_name_on_every_level(String text, String type, String group, String name) {
        assertThat(id(text).type()).isEqualTo(type);
        assertThat(id(text).resourceGroup()).isEqualTo(group);
        assertThat(id(text).name()).isEqualTo(name);
    }

    @Test
    void climbs_from_a_child_to_the_subscription() {
        String extension = VM + "/extensions/agent/providers/Microsoft.Insights/diagnosticSettings/d";

        assertThat(Stream.iterate(
                                ResourceId.parse(extension),
                                Optional::isPresent,
                                id -> id.get().parent())
                        .map(id -> id.get().toString()))
                .containsExactly(
                        extension,
                        VM + "/extensions/agent",
                        VM,
                        "/subscriptions/Sub-1/resourceGroups/Rg-Web",
                        "/subscriptions/Sub-1");
    }

    @Test
    void is_equal_to_itself_in_other_capitals_and_with_a_slash_at_the_end() {
        assertThat(id(VM.toLowerCase(Locale.ROOT) + "/"))
                .isEqualTo(id(VM))
                .hasSameHashCodeAs(id(VM))
                .returns(id(VM).key(), ResourceId::key);
        assertThat(id(VM)).isNotEqualTo(id(VM + "2")).isNotEqualTo(VM);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "/",
                "//",
                "vm-1",
                "d92fc5cb-06cf-4309-8c9a-538eea6a17a6",
                "subscriptions/s",
                "/subscriptions",
                "/subscriptions/",
                "/subscriptions/s//",
                "/subscriptions/s/resourceGroups",
                "/subscriptions/s/tagNames/t",
                "/subscriptions/s/providers/Microsoft.Compute",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines",
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v/extensions",
                "/subscriptions/s/resourceGroups/g/virtualMachines/v",
                "/subscriptions/s/resourceGroups/../providers/n/a/1",
                "/subscriptions/./resourceGroups/g/providers/n/a/1",
                "/subscriptions/s/resourceGroups/ /providers/n/a/1",
                "/subscriptions/s/resourceGroups//providers/n/a/1",
                "/subscriptions/s/resourceGroups/g/providers/n/a/1?api-version=1",
                "/subscriptions/s/resourceGroups/g/providers/n/a/1#x",
                "/subscriptions/s/resourceGroups/g/providers/n/a/%2e%2e",
                "/subscriptions/s/resourceGroups/g\\h/providers/n/a/1",
                "/subscriptions/<subscription ID>",
                "/subscriptions/s/resourceGroups/g/providers/n/a/1\n",
                "/subscriptions/s/resourceGroups/g/providers/n/a/1\u202e",
                "/subscriptions/s/resourceGroups/g/providers/n/a/\ud800",
                "/providers/Microsoft.Management/managementGroups/m",
                "https://management.azure.com/subscriptions/s",
            })
    void is_empty_for_what_is_no_id(String text) {
        assertThat(ResourceId.parse(text)).isEmpty();
    }

    @Test
    void has_a_longest_length() {
        String longest = "/subscriptions/" + "s".repeat(ResourceId.MAX_LENGTH - "/subscriptions/".length());

        assertThat(ResourceId.parse(longest)).isPresent();
        assertThat(ResourceId.parse(longest + "s")).isEmpty();
    }

    static Stream<Long> seeds() {
        return new Random(20260302).longs(500).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void never_throws_and_reads_its_own_text_and_key_back(long seed) {
        Random random = new Random(seed);
        List<String> parts = List.of(
                "/",
                "subscriptions",
                "resourceGroups",
                "providers",
                "s",
                "G",
                "/",
                "n/a/1",
                "",
                ".",
                "?",
                "ü",
                "\t",
                " ");
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "/subscriptions/S" : "");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append('/').append(parts.get(random.nextInt(parts.size())));
        }

        ResourceId.parse(text.toString()).ifPresent(id -> {
            assertThat(id).hasToString(text.toString()).isEqualTo(id(id.key()));
            assertThat(id.parent().map(ResourceId::key).orElse("")).isNotEqualTo(id.key());
            assertThat(id.key()).startsWith(id.parent().map(ResourceId::key).orElse("/subscriptions/"));
        });
    }
}
