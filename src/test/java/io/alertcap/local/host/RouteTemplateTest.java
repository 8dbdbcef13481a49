package io.alertcap.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTemplateTest {
    @ParameterizedTest
    @CsvSource({
        "captures,            captures,        {}",
        "captures,            Captures/,       {}",
        "captures/{id},       captures/a%2Bb,  {id=a+b}",
        "captures/{id},       captures/a+b,    {id=a+b}",
        "captures/{id}/stop,  captures/7/stop, {id=7}",
        "pages/{name?},       pages,           {}",
        "pages/{name?},       pages/health,    {name=health}",
        "files/{*path},       files/a/b/c,     {path=a/b/c}",
        "files/{*path},       files,           {}",
    })
    void matches(String template, String path, String parameters) {
        assertThat(RouteTemplate.parse(template).match(path).map(Map::toString)).contains(parameters);
    }

    @ParameterizedTest
    @CsvSource({
        "captures,           captures/7",
        "captures/{id},      captures",
        "captures/{id},      captures/7/stop",
        "captures/{id}/stop, captures/7/start",
        "captures,           capture",
    })
    void does_not_match(String template, String path) {
        assertThat(RouteTemplate.parse(template).match(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin/users", "Runtime", "captures/{id:int}", "captures/{id}.json"})
    void refuses_what_the_host_keeps_and_what_is_not_understood(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouteTemplate.parse(template))
                .withMessageContaining(template);
    }

    @Test
    void same_shape_disregards_the_names_of_parameters() {
        RouteTemplate byId = RouteTemplate.parse("captures/{id}");

        assertThat(byId.sameShape(RouteTemplate.parse("Captures/{name}"))).isTrue();
        assertThat(byId.sameShape(RouteTemplate.parse("captures/{id?}"))).isFalse();
        assertThat(byId.sameShape(RouteTemplate.parse("captures/all"))).isFalse();
    }
}
