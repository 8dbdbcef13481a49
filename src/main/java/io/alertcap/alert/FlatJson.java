package io.alertcap.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the one piece of JSON that people put inside a text: an array of objects whose values are plain, as the filters
 * of {@code az network watcher packet-capture create} are written.
 */
public final class FlatJson {
    private FlatJson() {}

    /**
     * The objects, in order, keys as written.
     *
     * @throws AlertFormatException if the text is anything else
     */
    public static List<Map<String, String>> objects(String json) {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        try {
            JsonNode root = mapper.readTree(json);
            if (!root.isArray()) {
                throw notFlat();
            }
            List<Map<String, String>> objects = new ArrayList<>();
            for (JsonNode element : root) {
                objects.add(flat(element));
            }
            return objects;
        } catch (JsonProcessingException e) {
            throw notFlat();
        }
    }

    private static Map<String, String> flat(JsonNode element) {
        if (!element.isObject()) {
            throw notFlat();
        }
        Map<String, String> values = new LinkedHashMap<>();
        element.properties().forEach(property -> {
            JsonNode value = property.getValue();
            if (value.isContainerNode()) {
                throw notFlat();
            }
            if (!value.isNull()) {
                values.put(property.getKey(), value.asText());
            }
        });
        return values;
    }

    private static AlertFormatException notFlat() {
        return new AlertFormatException(
                List.of(new FieldError("", "must be a JSON array of objects with plain values")));
    }
}
