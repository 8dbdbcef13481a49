package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that are legal and will fit no packet. */
class FilterSenseTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1         | loopback
            0.0.0.0           | no address of a machine
            239.1.2.3         | no address of a machine
            20.50.1.2         | public address
            20.50.1.2;8.8.8.8 | public address
            """)
    void doubts_local_addresses_that_no_network_interface_has(String address, String says) {
        assertThat(FilterSense.doubts("filters", filters(address)))
                .singleElement()
                .satisfies(doubt -> {
                    assertThat(doubt.field()).isEqualTo("filters[0].localIPAddress");
                    assertThat(doubt.detail()).contains(says);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.4", "10.0.0.4-10.0.0.9", "20.50.1.2;10.0.0.4", "100.64.3.4", "fd00::4"})
    void doubts_nothing_that_may_be_a_machines(String address) {
        assertThat(FilterSense.doubts("filters", filters(address))).isEmpty();
    }

    private static List<CaptureFilter> filters(String address) {
        FilterGrammar.Reading reading =
                FilterGrammar.read("filters", List.of(Map.of("protocol", "TCP", "localIPAddress", address)));
        assertThat(reading.problems()).isEmpty();
        return reading.filters();
    }
}
