package io.alertcap.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A stored alert made new, so that posting it twice is two alerts and its machine is one of the estate. */
final class SampleAlert {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The subscription that stored alerts name. */
    private static final String NOBODYS_SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";

    private static final Set<String> TIMES =
            Set.of("fireddatetime", "timestamp", "eventtimestamp", "submissiontimestamp");

    private SampleAlert() {}

    /**
     * Gives an alert a new alertId, the present time and the estate's subscription.
     *
     * @throws IllegalArgumentException when the text is not a JSON object
     */
    static String fresh(String alert, Instant now, UUID id, String subscription) {
        try {
            JsonNode tree = JSON.readTree(alert.replace(NOBODYS_SUBSCRIPTION, "/subscriptions/" + subscription));
            if (!tree.isObject()) {
                throw new IllegalArgumentException("The alert is not a JSON object");
            }
            refresh(tree, now, id);
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The alert is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void refresh(JsonNode node, Instant now, UUID id) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : new ArrayList<>(object.properties())) {
                String name = field.getKey().toLowerCase(Locale.ROOT);
                String text = field.getValue().asText("");
                if (field.getValue().isTextual() && TIMES.contains(name)) {
                    field.setValue(TextNode.valueOf(now.toString()));
                } else if (field.getValue().isTextual() && name.equals("alertid")) {
                    field.setValue(TextNode.valueOf(text.substring(0, text.lastIndexOf('/') + 1) + id));
                }
            }
        }
        node.forEach(child -> refresh(child, now, id));
    }
}
