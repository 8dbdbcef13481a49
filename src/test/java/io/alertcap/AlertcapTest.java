package io.alertcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertcapTest {
    /** The JDK reads it with the first HTTP client of the process, be it the storage account's or Resource Manager's. */
    @Test
    void idle_connections_are_dropped_before_azure_forgets_them() {
        System.clearProperty("jdk.httpclient.keepalive.timeout");

        Alertcap.api(Map.of(), Clock.systemUTC());

        assertThat(System.getProperty("jdk.httpclient.keepalive.timeout")).isEqualTo("60");
    }
}
