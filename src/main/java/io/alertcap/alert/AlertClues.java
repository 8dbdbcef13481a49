package io.alertcap.alert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects from a payload whatever may say which machine it is about. One way for all schemas: a field that a schema does
 * not have is simply absent.
 */
final class AlertClues {
    private static final int MAX_SHOWN = 100;

    private static final String PROMETHEUS =
            "A Prometheus alert names Kubernetes nodes; on AKS nodes the Network Watcher"
                    + " agent extension is not supported.";
    private static final String SPLIT =
            "Split the rule by the column _ResourceId, so that the alert carries the" + " machine's resource id.";

    /** Names and values that belong together: a rule's dimensions, or the cells of a search result. */
    private record Cell(String column, String value) {
        boolean isIn(String other) {
            return column.equalsIgnoreCase(other);
        }

        boolean isResourceId() {
            return isIn("_ResourceId") || isIn("ResourceId");
        }

        boolean isComputer() {
            return isIn("Computer");
        }
    }

    private AlertClues() {}

    /**
     * Finds the clues.
     *
     * @param named what the alert itself calls its target
     * @param configurationItems Azure Monitor's short list of what is affected: names or ids
     * @param body the part of the payload that tells the cause
     */
    static AlertTargets.Clues find(List<String> named, List<String> configurationItems, Fields body) {
        List<Cell> dimensions = dimensions(body);
        List<Cell> cells = cells(body);
        Fields authorization = body.object("authorization");
        String scope = authorization.text("scope");
        Stream<@Nullable String> marks = Stream.of(body.text("operationName"), authorization.text("action"), scope);
        return new AlertTargets.Clues(
                named,
                List.of(ids(dimensions), ids(cells), configurationItems, present(scope), present(entity(body))),
                Stream.concat(
                                marks.flatMap(Stream::ofNullable),
                                dimensions.stream().map(Cell::value))
                        .toList(),
                advice(body, Stream.concat(dimensions.stream(), cells.stream()).toList()),
                event(body, scope));
    }

    private static AlertTargets.@Nullable Event event(Fields body, @Nullable String scope) {
        String operation = body.quietText("operationName");
        return operation == null
                ? null
                : new AlertTargets.Event(operation, scope, body.quietText("status"), body.quietText("caller"));
    }

    private static List<Cell> dimensions(Fields body) {
        List<Fields> dimensions = new ArrayList<>(body.objects("Dimensions"));
        body.object("condition")
                .objects("allOf")
                .forEach(criterion -> dimensions.addAll(criterion.objects("dimensions")));
        return dimensions.stream()
                .flatMap(dimension -> cell(dimension.quietText("name"), dimension.quietText("value")))
                .toList();
    }

    /** The cells of a log alert's search result: "SearchResults" in the common schema, "SearchResult" in the older. */
    private static List<Cell> cells(Fields body) {
        List<Cell> cells = new ArrayList<>();
        for (String result : List.of("SearchResults", "SearchResult")) {
            for (Fields table : body.object(result).objects("tables")) {
                List<@Nullable String> columns = new ArrayList<>();
                table.objects("columns").forEach(column -> columns.add(column.quietText("name")));
                for (JsonNode row : table.elements("rows")) {
                    for (int i = 0; i < Math.min(row.size(), columns.size()); i++) {
                        cell(columns.get(i), row.path(i).textValue())
                                .filter(cell -> cell.isResourceId() || cell.isComputer())
                                .forEach(cells::add);
                    }
                }
            }
        }
        return cells;
    }

    private static Stream<Cell> cell(@Nullable String column, @Nullable String value) {
        return column == null || value == null ? Stream.empty() : Stream.of(new Cell(column, value));
    }

    private static List<String> ids(List<Cell> cells) {
        return cells.stream().filter(Cell::isResourceId).map(Cell::value).toList();
    }

    /** Autoscale and Defender events are about a resource of their own and name the machine among their properties. */
    private static @Nullable String entity(Fields event) {
        String source = event.quietText("eventSource");
        if ("Autoscale".equalsIgnoreCase(source)) {
            return event.object("properties").text("resourceName");
        }
        return "Security".equalsIgnoreCase(source) ? event.object("properties").text("compromisedEntity") : null;
    }

    private static List<String> present(@Nullable String text) {
        return text == null ? List.of() : List.of(text);
    }

    private static String advice(Fields body, List<Cell> cells) {
        if (body.has("labels") && body.has("expression")) {
            return PROMETHEUS;
        }
        Optional<ResourceId> split = ids(cells).stream()
                .flatMap(value -> ResourceId.parse(value).stream())
                .findFirst();
        if (split.isPresent()) {
            return "Nor is what its query returns: " + split.get().type() + ".";
        }
        Optional<String> computer =
                cells.stream().filter(Cell::isComputer).map(Cell::value).findFirst();
        if (computer.isPresent()) {
            return "The alert names the computer '" + Text.line(computer.get(), MAX_SHOWN)
                    + "', which is no resource id. " + SPLIT;
        }
        if (body.has("SearchQuery") || "LogQueryCriteria".equalsIgnoreCase(body.quietText("conditionType"))) {
            return SPLIT;
        }
        String entity = entity(body);
        return entity == null
                ? ""
                : "The alert names '" + Text.line(entity, MAX_SHOWN)
                        + "' among its properties, which is no machine's resource id.";
    }
}
