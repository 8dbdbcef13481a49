package io.alertcap.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The detection of a Sigma rule: named selections whose fields must all fit, lists of which one value must fit, the
 * modifiers {@code startswith} and {@code endswith}, and a condition of {@code and}, {@code or}, {@code not} and
 * parentheses. Values are compared without regard to capitals. Values with wildcards are refused.
 *
 * @see <a href="https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html">Sigma</a>
 */
final class SigmaRule {
    private static final Pattern WORD = Pattern.compile("[()]|\\w+");
    private static final Map<String, BiPredicate<String, String>> MODIFIERS =
            Map.of("", String::equals, "startswith", String::startsWith, "endswith", String::endsWith);

    private final JsonNode detection;
    private final Tokens tokens;
    private final Condition<JsonNode> condition;

    private SigmaRule(JsonNode detection) {
        this.detection = detection;
        this.tokens = new Tokens(WORD, detection.path("condition").asText());
        this.condition = new Condition<>(tokens, this::simple);
    }

    /** @param rule the whole rule */
    static Predicate<JsonNode> read(JsonNode rule) {
        SigmaRule reader = new SigmaRule(rule.path("detection"));
        Predicate<JsonNode> read = reader.condition.any();
        reader.tokens.end();
        return read;
    }

    private Predicate<JsonNode> simple() {
        if (tokens.take("not")) {
            return condition.one().negate();
        }
        String name = tokens.take();
        JsonNode selection = detection.path(name);
        if (!selection.isObject()) {
            throw new IllegalArgumentException("There is no selection " + name);
        }
        return selection.properties().stream()
                .map(field -> fits(field.getKey(), field.getValue()))
                .reduce(Predicate::and)
                .orElseThrow();
    }

    private static Predicate<JsonNode> fits(String key, JsonNode wanted) {
        int bar = key.indexOf('|');
        String field = bar < 0 ? key : key.substring(0, bar);
        BiPredicate<String, String> compare = MODIFIERS.get(bar < 0 ? "" : key.substring(bar + 1));
        if (compare == null) {
            throw new IllegalArgumentException("This reader does not know " + key);
        }
        Stream<JsonNode> values =
                wanted.isArray() ? StreamSupport.stream(wanted.spliterator(), false) : Stream.of(wanted);
        return values.map(JsonNode::asText)
                .map(value -> fits(field, compare, value))
                .reduce(Predicate::or)
                .orElseThrow();
    }

    private static Predicate<JsonNode> fits(String field, BiPredicate<String, String> compare, String value) {
        if (value.matches(".*[*?\\\\].*")) {
            throw new IllegalArgumentException("This reader does not know wildcards: " + value);
        }
        return event -> {
            JsonNode found = event.at("/" + field.replace('.', '/'));
            return found.isValueNode() && !found.isNull() && compare.test(fold(found.asText()), fold(value));
        };
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
