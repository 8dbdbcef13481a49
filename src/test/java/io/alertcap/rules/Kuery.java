package io.alertcap.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Kibana Query Language over keyword fields: {@code and}, {@code or}, {@code not}, {@code field:value},
 * {@code field:(a or b)}. A value in quotes is a literal; without quotes, {@code *} stands for anything. Keyword fields
 * tell capitals from small letters. A field that is not there has no value.
 *
 * @see <a href="https://www.elastic.co/docs/explore-analyze/query-filter/languages/kql">Kibana Query Language</a>
 */
final class Kuery {
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|[()]|[^\\s()\":]+:?|:");

    private final Tokens tokens;
    private final Condition<JsonNode> condition;

    private Kuery(String query) {
        this.tokens = new Tokens(WORD, query);
        this.condition = new Condition<>(tokens, this::simple);
    }

    static Predicate<JsonNode> read(String query) {
        Kuery reader = new Kuery(query);
        Predicate<JsonNode> read = reader.condition.any();
        reader.tokens.end();
        return read;
    }

    private Predicate<JsonNode> simple() {
        if (tokens.take("not")) {
            return condition.one().negate();
        }
        String field = tokens.take();
        if (!field.endsWith(":")) {
            throw new IllegalArgumentException("A field's name ends in ':', not so " + field);
        }
        List<Pattern> values = values();
        String name = field.substring(0, field.length() - 1);
        return event -> at(event, name)
                .anyMatch(text ->
                        values.stream().anyMatch(value -> value.matcher(text).matches()));
    }

    private List<Pattern> values() {
        List<Pattern> values = new ArrayList<>();
        if (!tokens.take("(")) {
            return List.of(value(tokens.take()));
        }
        do {
            values.add(value(tokens.take()));
        } while (tokens.take("or"));
        tokens.need(")");
        return values;
    }

    private static Pattern value(String word) {
        if (word.startsWith("\"")) {
            return Pattern.compile(Pattern.quote(word.substring(1, word.length() - 1)));
        }
        return Pattern.compile(
                Stream.of(word.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    private static Stream<String> at(JsonNode event, String dotted) {
        JsonNode found = event.at("/" + dotted.replace('.', '/'));
        return found.isMissingNode() || found.isNull() ? Stream.empty() : Stream.of(found.asText());
    }
}
