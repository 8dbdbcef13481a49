package io.alertcap.local.arm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON bodies, written down where they are answered. */
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** An object of names and values, in this order; a null value leaves its name out. */
    static ObjectNode object(@Nullable Object... namesAndValues) {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                object.set(String.valueOf(namesAndValues[i]), MAPPER.valueToTree(value));
            }
        }
        return object;
    }

    static ArrayNode array(List<? extends JsonNode> items) {
        ArrayNode array = MAPPER.createArrayNode();
        array.addAll(items);
        return array;
    }

    /** Reads an object; text that is none is refused as ARM does. */
    static ObjectNode parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new ArmRefusal(
                    400,
                    "InvalidRequestContent",
                    "The request content was invalid and could not be deserialized: '" + e.getOriginalMessage() + "'.");
        }
        throw new ArmRefusal(
                400,
                "InvalidRequestContent",
                "The request content was invalid and could not be deserialized: 'an object was expected'.");
    }

    /** The value, or null when it is absent or null. */
    static @Nullable JsonNode get(@Nullable JsonNode object, String name) {
        JsonNode value = object == null ? null : object.get(name);
        return value instanceof NullNode ? null : value;
    }

    /** The text, or null when it is absent, null or empty. */
    static @Nullable String text(@Nullable JsonNode object, String name) {
        JsonNode value = get(object, name);
        return value == null || value.asText().isEmpty() ? null : value.asText();
    }
}
