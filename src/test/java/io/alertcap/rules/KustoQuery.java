package io.alertcap.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A query of Azure Monitor Logs: a table, {@code where} with {@code and}, {@code or}, {@code =~}, {@code in~},
 * {@code !in~}, {@code startswith}, {@code endswith} and {@code > ago(..m)}, {@code extend} with {@code parse_json} and
 * {@code tostring}, {@code summarize … by}. All these operators on text leave capitals aside. What is missing is the
 * empty text to {@code tostring}.
 *
 * @see <a href="https://learn.microsoft.com/kusto/query/datatypes-string-operators">String operators</a>
 */
final class KustoQuery {
    private static final Pattern WORD = Pattern.compile("'[^']*'|!in~|in~|=~|[()\\[\\],=>]|\\w+");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String table;
    private final List<String> steps;
    private final Instant now;

    KustoQuery(String query, Instant now) {
        String[] parts = query.replaceAll("(?m)^//.*$", "").split("\\|");
        this.table = parts[0].strip();
        this.steps = List.of(parts).subList(1, parts.length);
        this.now = now;
    }

    String table() {
        return table;
    }

    /** The rows of the result. */
    List<ObjectNode> run(List<ObjectNode> rows) {
        List<ObjectNode> left = rows.stream().map(ObjectNode::deepCopy).toList();
        for (String step : steps) {
            Tokens tokens = new Tokens(WORD, step);
            String operator = tokens.take();
            left = switch (operator) {
                case "where" ->
                    left.stream()
                            .filter(new Condition<>(tokens, () -> comparison(tokens)).any())
                            .toList();
                case "extend" -> extend(left, tokens);
                case "summarize" -> summarize(left, tokens);
                default -> throw new IllegalArgumentException("This reader does not know " + operator);
            };
            tokens.end();
        }
        return left;
    }

    private Predicate<ObjectNode> comparison(Tokens tokens) {
        String column = tokens.take();
        String operator = tokens.take();
        return switch (operator) {
            case ">" -> newer(column, tokens);
            case "=~" -> compare(column, literal(tokens), String::equals);
            case "startswith" -> compare(column, literal(tokens), String::startsWith);
            case "endswith" -> compare(column, literal(tokens), String::endsWith);
            case "in~" -> in(column, tokens);
            case "!in~" -> in(column, tokens).negate();
            default -> throw new IllegalArgumentException("This reader does not know " + operator);
        };
    }

    private Predicate<ObjectNode> newer(String column, Tokens tokens) {
        tokens.need("ago");
        tokens.need("(");
        Instant after = now.minus(Duration.parse("PT" + tokens.take().toUpperCase(Locale.ROOT)));
        tokens.need(")");
        return row -> Instant.parse(text(row, column)).isAfter(after);
    }

    private Predicate<ObjectNode> in(String column, Tokens tokens) {
        List<String> values = new ArrayList<>();
        tokens.need("(");
        do {
            values.add(literal(tokens));
        } while (tokens.take(","));
        tokens.need(")");
        return row -> values.stream().anyMatch(text(row, column)::equalsIgnoreCase);
    }

    private interface Comparison {
        boolean holds(String there, String wanted);
    }

    private static Predicate<ObjectNode> compare(String column, String wanted, Comparison comparison) {
        return row -> comparison.holds(text(row, column).toLowerCase(Locale.ROOT), wanted.toLowerCase(Locale.ROOT));
    }

    private static List<ObjectNode> extend(List<ObjectNode> rows, Tokens tokens) {
        String column = tokens.take();
        tokens.need("=");
        Function<ObjectNode, JsonNode> value = value(tokens);
        return rows.stream()
                .map(row -> row.deepCopy().<ObjectNode>set(column, value.apply(row)))
                .toList();
    }

    private static Function<ObjectNode, JsonNode> value(Tokens tokens) {
        String function = tokens.take();
        tokens.need("(");
        String column = tokens.take();
        Function<ObjectNode, JsonNode> value;
        if (function.equals("parse_json")) {
            value = row -> parsed(text(row, column));
        } else if (function.equals("tostring")) {
            tokens.need("[");
            String key = literal(tokens);
            tokens.need("]");
            value = row -> new TextNode(row.path(column).path(key).asText());
        } else {
            throw new IllegalArgumentException("This reader does not know " + function);
        }
        tokens.need(")");
        return value;
    }

    private static JsonNode parsed(String text) {
        try {
            return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // Text that is no JSON stays text, of which no member can be read.
            return new TextNode(text);
        }
    }

    /** One row for each group; what is computed of a group is not looked at here. */
    private static List<ObjectNode> summarize(List<ObjectNode> rows, Tokens tokens) {
        while (!tokens.take("by")) {
            tokens.take();
        }
        Map<String, String> keys = new LinkedHashMap<>();
        do {
            String name = tokens.take();
            keys.put(name, tokens.take("=") ? tokens.take() : name);
        } while (tokens.take(","));
        return rows.stream()
                .map(row -> {
                    ObjectNode group = JSON.createObjectNode();
                    keys.forEach((name, column) -> group.put(name, text(row, column)));
                    return group;
                })
                .distinct()
                .toList();
    }

    private static String literal(Tokens tokens) {
        String word = tokens.take();
        if (!word.startsWith("'")) {
            throw new IllegalArgumentException("A text in quotes was expected, not " + word);
        }
        return word.substring(1, word.length() - 1);
    }

    private static String text(ObjectNode row, String column) {
        JsonNode found = row.path(column);
        if (found.isMissingNode()) {
            throw new IllegalArgumentException("There is no column " + column);
        }
        return found.asText();
    }
}
