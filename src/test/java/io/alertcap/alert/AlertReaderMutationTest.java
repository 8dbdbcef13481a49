package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.fuzz.HostileInput;
import io.alertcap.fuzz.HostileReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is posted, the reader answers with an alert or with {@link AlertFormatException}, and soon. */
class AlertReaderMutationTest {
    private static final int ROUNDS = 4000;
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e999",
            "\"\"",
            "\" \"",
            "\"Fired\"",
            "\"/subscriptions/s\"",
            "\"/subscriptions/s/resourceGroups/g/providers/microsoft.compute/virtualMachineScaleSets/x/virtualMachines/\u0001\"",
            "\"/subscriptions/s/resourceGroups/g/providers/microsoft.compute/virtualMachineScaleSets/x/virtualMachines/a,b\"",
            "\"\\ud800\"",
            "[]",
            "{}",
            "[[[]]]",
            "[\"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v\",null,{}]",
            "{\"name\":\"_ResourceId\",\"value\":\"x\"}",
            "[{\"columns\":[{\"name\":\"_ResourceId\"}],\"rows\":[[\"x\"],[null],5]}]");

    private final ObjectMapper mapper = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(longs = {1, 20260302})
    @Timeout(60)
    void only_the_format_exception_escapes_from_a_payload_with_changed_values(long seed) throws Exception {
        Random random = new Random(seed);
        List<JsonNode> samples = new ArrayList<>();
        for (String name : AlertSamples.names()) {
            samples.add(mapper.readTree(AlertSamples.load(name).json()));
        }
        int understood = 0;
        for (int round = 0; round < ROUNDS; round++) {
            JsonNode payload = samples.get(random.nextInt(samples.size())).deepCopy();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                mutate(payload, random);
            }
            understood += read(mapper.writeValueAsString(payload), "seed " + seed + ", round " + round);
        }
        assertThat(understood).isBetween(ROUNDS / 4, ROUNDS - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 20260303})
    @Timeout(60)
    void only_the_format_exception_escapes_from_a_payload_with_changed_characters(long seed) {
        Random random = new Random(seed);
        List<String> names = AlertSamples.names();
        String alphabet = "{}[]\",:\\0/\u0000\uFEFFx\n";
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder json = new StringBuilder(
                    AlertSamples.load(names.get(random.nextInt(names.size()))).json());
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                int at = random.nextInt(json.length());
                switch (random.nextInt(3)) {
                    case 0 -> json.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> json.deleteCharAt(at);
                    default -> json.setLength(Math.max(1, at));
                }
            }
            read(json.toString(), "seed " + seed + ", round " + round);
        }
    }

    @Test
    @Timeout(20)
    void the_largest_bodies_are_read_in_good_time() {
        String id =
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/x/virtualMachines/";
        String keys =
                IntStream.range(0, 60_000).mapToObj(i -> "\"" + i + "\":0").collect(Collectors.joining(","));
        String instances =
                IntStream.range(0, 4000).mapToObj(i -> "\"" + id + i + "\"").collect(Collectors.joining(","));
        String columns = "{\"name\":\"_ResourceId\"},".repeat(9000) + "{}";
        String rows = "[0],".repeat(60_000) + "[]";
        String essentials = "{\"schemaId\":\"azureMonitorCommonAlertSchema\",\"data\":{\"essentials\":{";
        long start = System.nanoTime();

        read(essentials + keys + "}}}", "many keys");
        read(essentials + "\"monitorCondition\":\"Fired\",\"alertTargetIDs\":[" + instances + "]}}}", "many targets");
        read(
                "{\"AlertRuleName\":\"r\",\"SearchResult\":{\"tables\":[{\"columns\":[" + columns + "],\"rows\":["
                        + rows + "]}]}}",
                "many cells");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    /** One if the payload was understood, else none; fails on anything but the one exception. */
    private static int read(String json, String which) {
        return HostileReader.ALERTS.read(which, json.getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
    }

    private void mutate(JsonNode root, Random random) throws Exception {
        JsonNode node = HostileInput.somewhere(root, random);
        if (node.isEmpty()) {
            return;
        }
        JsonNode value =
                mapper.readTree(VALUES.get(random.nextInt(VALUES.size())).replace("\u0001", "\\u0001"));
        if (node instanceof ArrayNode array) {
            array.set(random.nextInt(array.size()), value);
        } else {
            ObjectNode object = (ObjectNode) node;
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, value);
            }
        }
    }
}
