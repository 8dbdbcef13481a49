package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.alert.AlertCondition;
import io.alertcap.alert.Severity;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Check;
import io.alertcap.capture.Decision;
import io.alertcap.capture.Message;
import io.alertcap.capture.Outcome;
import io.alertcap.capture.Protocol;
import io.alertcap.capture.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The OpenAPI document as it is served, and its words against the code's. {@code OpenApiIT} holds it to the running app. */
class OpenApiTest {
    private static final String CAPTURE = "/components/schemas/Capture/properties";

    private final JsonNode document = Json.tree(OpenApi.answer(Map.of()).body());

    @Test
    void is_served_even_where_the_settings_are_wrong() {
        List<SettingProblem> wrong = List.of(new SettingProblem("ALERTCAP_CAPTURE_LIMIT", "is no number"));
        Api api = new Api(
                wrong,
                () -> {
                    throw new AssertionError("not with these settings");
                },
                new HealthApi("1", wrong, () -> null, Clock.systemUTC()),
                Clock.systemUTC());

        ApiAnswer answer = api.openApi(Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json; charset=utf-8");
        assertThat(Json.tree(answer.body()).path("openapi").asText()).startsWith("3.1.");
    }

    @Test
    void is_not_sent_again_to_one_who_has_it() {
        String tag = OpenApi.answer(Map.of()).headers().get("ETag");

        ApiAnswer again = OpenApi.answer(Map.of("if-none-match", "W/\"other\", " + tag));

        assertThat(tag).matches("\"[0-9a-f]{16}\"");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(OpenApi.answer(Map.of("if-none-match", "\"other\"")).status())
                .isEqualTo(200);
    }

    @Test
    void has_the_version_of_the_app() throws IOException {
        Matcher version = Pattern.compile("<version>([^<]+?)(-SNAPSHOT)?</version>")
                .matcher(Files.readString(Path.of("pom.xml")));

        assertThat(version.find()).isTrue();
        assertThat(document.at("/info/version").asText()).isEqualTo(version.group(1));
    }

    static Stream<Arguments> words() {
        return Stream.of(
                words("/components/schemas/CaptureState/enum", CaptureState.values(), CaptureState::wire),
                words("/components/schemas/Outcome/enum", Outcome.values(), Outcome::wire),
                words("/components/schemas/Severity/enum", Severity.values(), Severity::toString),
                words(
                        "/components/schemas/Decision/properties/decision/enum",
                        Decision.Kind.values(),
                        Decision.Kind::wire),
                words(
                        "/components/schemas/Examination/properties/checks/items/properties/state/enum",
                        Check.State.values(),
                        Check.State::wire),
                words("/components/schemas/OrderedFilter/properties/protocol/enum", Protocol.values(), Protocol::wire),
                words(CAPTURE + "/file/properties/state/enum", CaptureFile.State.values(), CaptureFile.State::wire),
                words(CAPTURE + "/messages/items/properties/state/enum", Message.State.values(), Message.State::wire),
                words(
                        CAPTURE + "/trigger/properties/kind/enum",
                        Trigger.Kind.values(),
                        kind -> kind.name().toLowerCase(Locale.ROOT)),
                words(
                        "/components/schemas/AlertSummary/properties/condition/enum",
                        AlertCondition.values(),
                        condition -> condition == AlertCondition.FIRED ? "Fired" : "Resolved"),
                words("/paths/~1api~1alerts~1test/post/parameters/1/schema/enum", TestAlert.values(), TestAlert::wire));
    }

    private static <T> Arguments words(String pointer, T[] values, Function<T, String> wire) {
        return Arguments.of(pointer, Arrays.stream(values).map(wire).toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void words(String pointer, List<String> words) {
        assertThat(texts(document.at(pointer))).containsExactlyInAnyOrderElementsOf(words);
    }

    @Test
    void every_type_of_problem_is_named_and_every_type_that_is_named_is_given() throws IOException {
        List<String> given = found(
                Files.readString(Path.of("src/main/java/io/alertcap/api/Problems.java")),
                "(?:problem|body)\\(\\s*(?:status|\\d+),\\s*\"([a-z-]+)\"");

        assertThat(found(document.toString(), "/problems/([a-z-]+)"))
                // The page's own, and this document is not about pages.
                .containsExactlyInAnyOrderElementsOf(given.stream()
                        .filter(type -> !type.equals("pages-closed"))
                        .toList());
    }

    @Test
    void problems_are_of_the_documents_form() {
        JsonNode required = document.at("/components/schemas/Problem/required");

        JsonNode problem = Json.tree(Problems.notFound("There is none.").body());

        assertThat(problem.fieldNames()).toIterable().containsExactlyElementsOf(texts(required));
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .distinct()
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
