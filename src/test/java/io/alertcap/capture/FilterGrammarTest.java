package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.FlatJson;
import io.alertcap.alert.Warning;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterGrammarTest {
    private static FilterGrammar.Reading read(String key, String value) {
        return FilterGrammar.read("filters", List.of(Map.of(key, value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "255.255.255.255",
                "127.0.0.1-127.0.0.255",
                "127.0.0.1;127.0.0.5",
                "127.0.0.1;127.0.0.5;",
                "127.0.0.1 ; 127.0.0.5",
                "10.0.0.1 - 10.0.0.9",
                "10.0.0.1-10.0.0.1",
                "::",
                "::1",
                "2001:db8::1",
                "2001:DB8:0:0:0:0:0:1",
                "1:2:3:4:5:6:7::",
                "::2:3:4:5:6:7:8",
                "::ffff:10.0.0.1",
                "64:ff9b::192.0.2.33",
                "1:2:3:4:5:6:192.0.2.33",
                "2001:db8::1-2001:db8::ff",
                "fe80::1;10.0.0.1"
            })
    void an_address_is_one_value_one_range_or_one_list(String text) {
        assertThat(read("localIPAddress", text).problems()).isEmpty();
        assertThat(read("remoteIPAddress", text).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.1.1.1-255.255.255|an IPv4 address of 3 octets",
                "1.1.1|an IPv4 address of 3 octets",
                "1.1.1.1.1|an IPv4 address of 5 octets",
                "1.1.1.256|an octet that is not 0 to 255",
                "1..1.1|an octet that is not 0 to 255",
                "1.1.1.1111|an octet that is not 0 to 255",
                "10.0.0.0/24|no IP address",
                "web1|no IP address",
                "10.0.0.1,10.0.0.2|a list is separated by semicolons",
                "10.0.0.1-10.0.0.5;10.0.0.9|mixes a range and a list",
                "10.0.0.1-10.0.0.5-10.0.0.9|more than one range",
                "10.0.0.9-10.0.0.1|ends before it begins",
                "10.0.0.1-|an IPv4 address of 1 octets",
                "10.0.0.1;;10.0.0.2|an empty place in its list",
                ";|an empty place in its list",
                "10.0.0.1-2001:db8::1|from IPv4 to IPv6",
                "1:2:3:4:5:6:7|no IPv6 address",
                "1:2:3:4:5:6:7:8:9|no IPv6 address",
                "1:2:3:4::5:6:7:8|no IPv6 address",
                "1::2::3|no IPv6 address",
                ":1:2:3:4:5:6:7|no IPv6 address",
                "12345::|no IPv6 address",
                "g::1|no IPv6 address",
                "fe80::1%eth0|no IPv6 address",
                "1.2.3.4::|no IPv6 address",
                "::1.2.3.4:5|no IPv6 address",
                "::1.2.3.999|an octet that is not 0 to 255"
            })
    void an_address_that_azure_could_never_match_is_refused_and_says_why(String text, String why) {
        assertThat(read("remoteIPAddress", text).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("filters[0].remoteIPAddress");
            assertThat(problem.detail()).contains(why);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "80", "65535", "80-85", "80;443", "80;443;", " 80 ", "80 - 85"})
    void a_port_is_one_value_one_range_or_one_list(String text) {
        assertThat(read("localPort", text).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "65536|no port number from 0 to 65535",
                "-1|no port number",
                "http|no port number",
                "80,443|a list is separated by semicolons",
                "80-85;443|mixes a range and a list",
                "80-85-90|more than one range",
                "85-80|ends before it begins",
                "80-|no port number",
                "1;;2|an empty place",
                "123456|no port number"
            })
    void a_port_that_azure_could_never_match_is_refused_and_says_why(String text, String why) {
        assertThat(read("remotePort", text).problems())
                .singleElement()
                .extracting(Warning::detail)
                .asString()
                .contains(why);
    }

    @Test
    void blanks_around_separators_do_not_reach_azure() {
        CaptureFilter filter = read("localPort", " 80 ; 443 ").filters().get(0);
        assertThat(filter.localPort()).isEqualTo("80;443");
        assertThat(read("localPort", "  ").filters().get(0).localPort()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"TCP,TCP", "udp,UDP", "Any,ANY", "' Tcp ',TCP", "'',ANY"})
    void the_protocols_are_read_in_any_case(String text, Protocol protocol) {
        assertThat(read("Protocol", text).filters())
                .extracting(CaptureFilter::protocol)
                .containsExactly(protocol);
    }

    @Test
    void icmp_is_refused_with_the_advice_to_use_any() {
        for (String icmp : List.of("ICMP", "icmpv6")) {
            assertThat(read("protocol", icmp).problems())
                    .singleElement()
                    .extracting(Warning::detail)
                    .asString()
                    .contains("allowed are TCP, UDP and Any")
                    .contains("use Any, which includes ICMP");
        }
        assertThat(read("protocol", "SCTP").problems())
                .singleElement()
                .extracting(Warning::detail)
                .asString()
                .doesNotContain("ICMP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sourceIPAddress", "destinationPort", "source", "direction"})
    void source_and_destination_are_explained(String key) {
        assertThat(read(key, "1.1.1.1").problems()).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("filters[0]." + key);
            assertThat(problem.detail()).contains("local is the captured machine, remote the other side");
        });
    }

    @Test
    void the_four_filters_of_the_old_tutorial_are_refused_for_their_three_octets() {
        String json = """
                [{"protocol":"TCP", "remoteIPAddress":"1.1.1.1-255.255.255","localIPAddress":"10.0.0.3", "remotePort":"20"},
                 {"protocol":"TCP", "remoteIPAddress":"1.1.1.1-255.255.255","localIPAddress":"10.0.0.3", "remotePort":"80"},
                 {"protocol":"TCP", "remoteIPAddress":"1.1.1.1-255.255.255","localIPAddress":"10.0.0.3", "remotePort":"443"},
                 {"protocol":"UDP"}]
                """;
        FilterGrammar.Reading asWritten = FilterGrammar.read("filters", FlatJson.objects(json));
        assertThat(asWritten.isLegal()).isFalse();
        assertThat(asWritten.filters()).isEmpty();
        assertThat(asWritten.problems())
                .hasSize(3)
                .allMatch(problem -> problem.detail().contains("3 octets"));

        FilterGrammar.Reading meant =
                FilterGrammar.read("filters", FlatJson.objects(json.replace("255.255.255\"", "255.255.255.255\"")));
        assertThat(meant.isLegal()).isTrue();
        assertThat(meant.filters())
                .hasSize(4)
                .contains(new CaptureFilter(Protocol.TCP, "10.0.0.3", null, "1.1.1.1-255.255.255.255", "443"))
                .endsWith(new CaptureFilter(Protocol.UDP, null, null, null, null));
    }

    @Test
    void too_many_filters_and_too_long_texts_are_refused() {
        assertThat(FilterGrammar.read("filters", Collections.nCopies(51, Map.of()))
                        .problems())
                .singleElement()
                .extracting(Warning::detail)
                .isEqualTo("has 51 filters; at most 50 are taken");
        assertThat(FilterGrammar.read("filters", Collections.nCopies(50, Map.of()))
                        .isLegal())
                .isTrue();
        assertThat(read("localPort", "1;".repeat(513)).problems())
                .singleElement()
                .extracting(Warning::detail)
                .asString()
                .contains("longer than 1024")
                .hasSizeLessThan(200);
    }

    @Test
    void what_is_quoted_in_a_problem_has_no_control_characters() {
        assertThat(read("localIPAddress", "1\n2").problems().get(0).detail()).doesNotContain("\n");
    }
}
