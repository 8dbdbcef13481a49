package io.alertcap.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.alertcap.alert.ResourceId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The kinds of alert that can be made for a test, each of a template that looks as Azure Monitor posts it. All are of the
 * lowest severity, so that a test pushes nobody aside, and ask for a capture of five seconds in their custom properties.
 */
enum TestAlert {
    METRIC,
    METRIC_DYNAMIC,
    LOG,
    ACTIVITY_LOG,
    RESOURCE_HEALTH,
    CLASSIC_METRIC,
    NON_COMMON_METRIC,
    NON_COMMON_ACTIVITY_LOG;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    /** What the metric of a template looks back on. */
    private static final Duration WINDOW = Duration.ofMinutes(5);

    static String kinds() {
        return Arrays.stream(values()).map(TestAlert::wire).collect(Collectors.joining(", "));
    }

    static Optional<TestAlert> of(String wire) {
        return Arrays.stream(values())
                .filter(kind -> kind.wire().equalsIgnoreCase(wire.strip()))
                .findFirst();
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The payload. No two are of one alert instance.
     *
     * @param by who asks; becomes part of the rule's name, where the kind has one
     */
    JsonNode payload(ResourceId target, String by, Instant now) {
        return filled(
                template(),
                Map.of(
                        "target", target.toString(),
                        "name", target.name(),
                        "type", target.type(),
                        "group", target.resourceGroup(),
                        "subscription", target.subscriptionId(),
                        "rule", "Alertcap test by " + by,
                        "uuid", UUID.randomUUID().toString(),
                        "now", now.toString(),
                        "before", now.minus(WINDOW).toString()));
    }

    /** Text by text of the tree, so that nothing which is filled in can become structure. */
    private static JsonNode filled(JsonNode node, Map<String, String> values) {
        if (node.isTextual()) {
            return TextNode.valueOf(PLACEHOLDER
                    .matcher(node.textValue())
                    .replaceAll(found -> Matcher.quoteReplacement(
                            Objects.requireNonNull(values.get(found.group(1)), found.group()))));
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(filled(field.getValue(), values)));
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, filled(array.get(i), values));
            }
        }
        return node;
    }

    private JsonNode template() {
        String file = "test-alerts/" + wire() + ".json";
        try (InputStream in = TestAlert.class.getResourceAsStream(file)) {
            return Json.tree(new String(
                    Objects.requireNonNull(in, file + " is not in the package").readAllBytes(),
                    StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + file, e);
        }
    }
}
