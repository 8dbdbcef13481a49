package io.alertcap.storage;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Disposal;
import io.alertcap.capture.Message;
import io.alertcap.capture.NoticeKind;
import io.alertcap.capture.Outcome;
import io.alertcap.capture.Placement;
import io.alertcap.capture.Printable;
import io.alertcap.capture.Protocol;
import io.alertcap.capture.Secrets;
import io.alertcap.capture.Trigger;
import io.alertcap.capture.UnreadableRecordException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's documents: our records as JSON, each with a {@code version}. A field the reader does not know is skipped; a
 * field that may be null, or a list, may be missing; any other must be there. So a field that is added to a record has to be
 * one of these, or the documents already written become unreadable.
 */
class Documents {
    static final int VERSION = 1;

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final int LONGEST_COMPLAINT = 300;

    private final ObjectMapper mapper = JsonMapper.builder()
            .annotationIntrospector(new RecordRules())
            .addModule(words())
            // A record is its components: isOpen() and the like are no fields.
            .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A document as it is written: its fields beside the version. */
    private record Sheet(int version, @JsonUnwrapped Object document) {}

    /** @throws StorageException if the document would be larger than a reader takes */
    byte[] write(String name, Object document) {
        try {
            // The last line of defence: nobody should have handed them in.
            String text = Secrets.removedFrom(mapper.writeValueAsString(new Sheet(VERSION, document)));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length > Blobs.MAX_BYTES) {
                throw new IllegalStateException(bytes.length + " bytes, at most " + Blobs.MAX_BYTES + " are allowed");
            }
            return bytes;
        } catch (JsonProcessingException | IllegalStateException e) {
            throw StorageException.lasting("Could not make the document " + name + ": " + e.getMessage(), e);
        }
    }

    /** @throws UnreadableRecordException naming the document and what is wrong with it */
    <T> T read(String name, byte[] bytes, Class<T> type) {
        try {
            JsonNode json = tree(name, bytes);
            JsonNode version = json.path("version");
            if (!version.isInt()) {
                throw unreadable(name, "it is no JSON object with a number as its \"version\"", null);
            }
            if (version.intValue() != VERSION) {
                throw unreadable(
                        name, "it is of version " + version.intValue() + ", and this is known here: " + VERSION, null);
            }
            return mapper.treeToValue(json, type);
        } catch (JsonMappingException e) {
            String field = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName())
                    .collect(Collectors.joining("/", "/", ""));
            throw unreadable(name, "at " + field + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            String complaint = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw unreadable(name, "it is not whole, sound JSON: " + complaint, e);
        }
    }

    private JsonNode tree(String name, byte[] bytes) throws IOException {
        try {
            return mapper.readTree(bytes);
        } catch (MismatchedInputException e) {
            throw unreadable(name, "it is more than one JSON document", e);
        }
    }

    private static UnreadableRecordException unreadable(String name, String complaint, @Nullable Throwable cause) {
        // A document's own text is in some complaints, and the name of Jackson's setting in others.
        String line = Printable.of(complaint.replaceAll(", from `[^`]*`", ""), " ");
        String brief = line.length() <= LONGEST_COMPLAINT ? line : line.substring(0, LONGEST_COMPLAINT);
        String message = "The document " + name + " cannot be read: " + brief;
        return cause == null ? new UnreadableRecordException(message) : new UnreadableRecordException(message, cause);
    }

    /** Types with a spelling of their own. */
    private static SimpleModule words() {
        SimpleModule module = new SimpleModule("alertcap-ledger");
        spelled(module, Instant.class, Instant::toString, Documents::instant);
        spelled(
                module,
                ResourceId.class,
                ResourceId::toString,
                text -> ResourceId.parse(text).orElseThrow(() -> new IllegalArgumentException("no resource id")));
        spelled(module, Region.class, Region::name, Region::new);
        named(module, Severity.class, Severity::toString);
        named(module, Trigger.Kind.class, kind -> kind.name().toLowerCase(Locale.ROOT));
        named(module, Protocol.class, Protocol::wire);
        named(module, CaptureState.class, CaptureState::wire);
        named(module, Outcome.class, Outcome::wire);
        named(module, CaptureFile.State.class, CaptureFile.State::wire);
        named(module, NoticeKind.class, NoticeKind::wire);
        named(module, Message.State.class, Message.State::wire);
        named(module, Disposal.What.class, Disposal.What::wire);
        named(module, Placement.Keep.class, Placement.Keep::wire);
        return module;
    }

    private static Instant instant(String text) {
        Instant instant = Instant.parse(text);
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new IllegalArgumentException("a time must be within the years 1970 to 9999");
        }
        return instant;
    }

    private static <E extends Enum<E>> void named(SimpleModule module, Class<E> type, Function<E, String> word) {
        Map<String, E> words = Stream.of(type.getEnumConstants()).collect(Collectors.toMap(word, value -> value));
        spelled(module, type, word, text -> {
            E value = words.get(text);
            if (value == null) {
                throw new IllegalArgumentException(
                        "one of " + words.keySet().stream().sorted().toList() + " is known here");
            }
            return value;
        });
    }

    private static <T> void spelled(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new Writer<>(type, write));
        module.addDeserializer(type, new Reader<>(type, read));
    }

    private static final class Writer<T> extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<T, String> spelling;

        Writer(Class<T> type, Function<T, String> spelling) {
            super(type);
            this.spelling = spelling;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(spelling.apply(value));
        }
    }

    private static final class Reader<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final Class<T> type;
        private final transient Function<String, T> reading;

        Reader(Class<T> type, Function<String, T> reading) {
            super(type);
            this.type = type;
            this.reading = reading;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.getValueAsString("");
            try {
                return reading.apply(text);
            } catch (IllegalArgumentException | DateTimeException e) {
                throw context.weirdStringException(text, type, e.getMessage());
            }
        }
    }

    /** Reads from our own types which fields a document may lack. */
    private static final class RecordRules extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSetter.Value findSetterInfo(Annotated annotated) {
            if (annotated instanceof AnnotatedParameter parameter
                    && parameter.getDeclaringClass().isRecord()) {
                var type = parameter.getDeclaringClass().getRecordComponents()[parameter.getIndex()];
                boolean list = List.class.isAssignableFrom(type.getType());
                boolean optional = type.getAnnotatedType().isAnnotationPresent(Nullable.class);
                return JsonSetter.Value.forValueNulls(list ? Nulls.AS_EMPTY : optional ? Nulls.SET : Nulls.FAIL);
            }
            return super.findSetterInfo(annotated);
        }
    }
}
