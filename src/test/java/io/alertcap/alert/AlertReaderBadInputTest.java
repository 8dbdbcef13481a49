package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AlertReaderBadInputTest {
    private static final String COMMON = "{\"schemaId\":\"azureMonitorCommonAlertSchema\",\"data\":";

    static Stream<Arguments> bad() {
        return Stream.of(
                arguments("", "", "The body is empty"),
                arguments("  \n", "", "The body is empty"),
                arguments("alert", "", "cannot be read as JSON: Unrecognized token 'alert'"),
                arguments("{", "", "cannot be read as JSON: Unexpected end-of-input"),
                arguments("<xml/>", "", "cannot be read as JSON"),
                arguments("{'schemaId':1}", "", "cannot be read as JSON"),
                arguments("[]", "", "no object"),
                arguments("null", "", "no object"),
                arguments("\"{}\"", "", "no object"),
                arguments("{} {}", "", "more than one JSON document"),
                arguments("{}x", "", "cannot be read as JSON"),
                arguments("{\"a\":1,\"a\":2}", "", "Duplicate"),
                arguments("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}", "", "nesting depth (65)"),
                arguments("[".repeat(100_000), "", "nesting depth (65)"),
                arguments("{\"a\":" + "1".repeat(101) + "}", "", "Number value length (101)"),
                arguments("{\"" + "k".repeat(1025) + "\":1}", "", "Name length"),
                arguments(
                        "{}", "/schemaId", "It is absent. Known are azureMonitorCommonAlertSchema, AzureMonitorMetric"),
                arguments("{\"SCHEMAID\":\"x\\ny\"}", "/SCHEMAID", "'x y' is not known. Known are azureMonitor"),
                arguments("{\"schemaId\":\"AIP Budget Notification\"}", "/schemaId", "is not known"),
                arguments("{\"schemaId\":7,\"context\":{}}", "/schemaId", "Must be a text."),
                arguments("{\"schemaId\":7}", "/schemaId", "Must be a text."),
                arguments("{\"context\":7}", "/context", "Must be an object."),
                arguments(COMMON + "[]}", "/data", "Must be an object."),
                arguments(COMMON + "{\"essentials\":\"x\"}}", "/data/essentials", "Must be an object."),
                arguments(
                        COMMON + "{\"essentials\":{\"monitorCondition\":\"Open\"}}}",
                        "/data/essentials/monitorCondition",
                        "'Open' is not known; allowed are Fired, Resolved."),
                arguments(
                        COMMON + "{\"essentials\":{\"monitorCondition\":true}}}",
                        "/data/essentials/monitorCondition",
                        "Must be a text."),
                arguments(COMMON + "{\"essentials\":{\"alertId\":{}}}}", "/data/essentials/alertId", "Must be a text."),
                arguments(
                        COMMON + "{\"essentials\":{\"alertTargetIds\":\"x\"}}}",
                        "/data/essentials/alertTargetIds",
                        "Must be an array of texts."),
                arguments(
                        COMMON + "{\"essentials\":{\"alertTargetIDs\":[\"x\",7]}}}",
                        "/data/essentials/alertTargetIDs/1",
                        "Must be a text."),
                arguments(
                        "{\"status\":\"On\",\"context\":{}}",
                        "/status",
                        "'On' is not known; allowed are Activated, Deactivated, Resolved."),
                arguments("{\"context\":{\"resourceId\":[]}}", "/context/resourceId", "Must be a text."),
                arguments(
                        "{\"schemaId\":\"AzureMonitorMetricAlert\",\"data\":{\"context\":\"x\"}}",
                        "/data/context",
                        "Must be an object."),
                arguments(
                        "{\"schemaId\":\"Microsoft.Insights/activityLogs\",\"data\":{\"context\":{\"activityLog\":[]}}}",
                        "/data/context/activityLog",
                        "Must be an object."),
                arguments("{\"schemaId\":\"Microsoft.Insights/LogAlert\",\"data\":3}", "/data", "Must be an object."),
                arguments("{\"AlertRuleName\":\"r\",\"ResourceId\":1}", "/ResourceId", "Must be a text."));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void names_the_field_and_what_is_wrong_with_it(String json, String field, String detail) {
        assertThatExceptionOfType(AlertFormatException.class)
                .isThrownBy(() -> new AlertReader().read(json))
                .satisfies(e -> {
                    assertThat(e.errors()).hasSize(1);
                    assertThat(e.errors().get(0).field()).isEqualTo(field);
                    assertThat(e.errors().get(0).detail()).contains(detail).hasSizeLessThan(400);
                    assertThat(e).hasMessageContaining(detail).hasMessageStartingWith(field);
                });
    }

    @Test
    void tells_all_errors_at_once() {
        AlertFormatException e = catchThrowableOfType(
                AlertFormatException.class,
                () -> new AlertReader()
                        .read(
                                COMMON
                                        + "{\"essentials\":{\"alertId\":1,\"monitorCondition\":\"x\",\"alertTargetIDs\":{}}}}"));

        assertThat(e.errors())
                .extracting(FieldError::field)
                .containsExactly(
                        "/data/essentials/alertId",
                        "/data/essentials/monitorCondition",
                        "/data/essentials/alertTargetIDs");
    }

    @Test
    void tells_fifty_errors_and_fifty_warnings_at_most() {
        String numbers = IntStream.range(0, 200).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String lists =
                IntStream.range(0, 200).mapToObj(i -> "\"p" + i + "\":[]").collect(Collectors.joining(","));
        AlertFormatException e = catchThrowableOfType(
                AlertFormatException.class,
                () -> new AlertReader().read(COMMON + "{\"essentials\":{\"alertTargetIDs\":[" + numbers + "]}}}"));

        assertThat(e.errors()).hasSize(50);
        assertThat(new AlertReader()
                        .read("{\"context\":{},\"properties\":{" + lists + "}}")
                        .warnings())
                .hasSize(50);
    }
}
