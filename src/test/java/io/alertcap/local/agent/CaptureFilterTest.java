package io.alertcap.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureFilterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1-255.255.255",
                "10.0.0.256",
                "10.0.0.1-10.0.0.5-10.0.0.9",
                "10.0.0.1-10.0.0.5;10.0.0.9",
                "10.0.0.9-10.0.0.1",
                "10.0.0.1-fd00::1",
                "10.0.0.1;;10.0.0.2",
                "example.com",
                "10.0.0.0/8",
                ";"
            })
    void refuses_addresses_that_are_not_of_the_grammar(String addresses) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaptureFilter.parse(null, addresses, null, null, null))
                .withMessageContaining("localIPAddress '" + addresses + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "-1", "80-", "80,443", "90-80", "http", "80-85;443"})
    void refuses_ports_that_are_not_of_the_grammar(String ports) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaptureFilter.parse(null, null, null, null, ports))
                .withMessageContaining("remotePort '" + ports + "'");
    }

    @Test
    void a_port_filter_lets_nothing_pass_that_has_no_ports() throws UnknownHostException {
        Frame ping = new Wire(InetAddress.getByName("10.0.0.4"), InetAddress.getByName("203.0.113.1"))
                .echo(true, 1, new byte[8]);

        assertThat(CaptureFilter.EVERYTHING.passes(ping)).isTrue();
        assertThat(CaptureFilter.parse("Any", null, "0-65535", null, null).passes(ping))
                .isFalse();
        assertThat(CaptureFilter.parse("UDP", null, null, null, null).passes(ping))
                .isFalse();
    }

    @Test
    void local_and_remote_do_not_depend_on_the_direction() throws UnknownHostException {
        Wire wire = new Wire(InetAddress.getByName("10.0.0.4"), InetAddress.getByName("203.0.113.1"));
        CaptureFilter filter =
                CaptureFilter.parse("udp", "10.0.0.4;", "50000-60000", "203.0.113.0-203.0.113.9", "53;54");

        assertThat(filter.passes(wire.udp(true, 50000, 53, new byte[4]))).isTrue();
        assertThat(filter.passes(wire.udp(false, 60000, 54, new byte[4]))).isTrue();
        assertThat(filter.passes(wire.udp(false, 53, 50000, new byte[4]))).isFalse();
    }
}
