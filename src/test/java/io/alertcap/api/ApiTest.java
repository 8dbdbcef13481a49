package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.AlertSamples;
import io.alertcap.capture.CapturePolicies;
import io.alertcap.capture.FakeAzure;
import io.alertcap.capture.FakeFiles;
import io.alertcap.capture.InMemoryLedger;
import io.alertcap.capture.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiTest {
    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeFiles files = new FakeFiles(clock);
    private final FakeAzure azure = new FakeAzure(clock, files);
    private final InMemoryLedger ledger = new InMemoryLedger(clock);

    @Test
    void takes_the_first_steps_of_a_capture_at_once() {
        ApiAnswer answer = receive(Duration.ofMillis(500));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).contains("\"decision\" : \"started\"");
    }

    @Test
    void counts_the_time_of_putting_itself_together_as_time_that_the_caller_waits() {
        ApiAnswer answer = receive(Duration.ofMillis(3_500));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body()).contains("\"decision\" : \"accepted\"");
        assertThat(azure.calls()).isEmpty();
    }

    @Test
    void a_dry_run_spelt_with_other_capitals_is_a_dry_run() {
        ApiAnswer answer = receive(Duration.ZERO, Map.of("dryrun", "True"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(ledger.all()).isEmpty();
    }

    private ApiAnswer receive(Duration toBePutTogether) {
        return receive(toBePutTogether, Map.of());
    }

    /** The first call of a process. */
    private ApiAnswer receive(Duration toBePutTogether, Map<String, String> query) {
        Api api = ApiOverFakes.of(ledger, azure, files, clock, () -> clock.advance(toBePutTogether));
        String machine = "/subscriptions/" + CapturePolicies.SUBSCRIPTION
                + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/web1";
        String alert = AlertSamples.load("01-common-metric-static-vm.json")
                .withFiredAt(clock.instant())
                .withMachine(machine)
                .json();
        return api.receive(Optional.of(alert), query, Map.of(), line -> {});
    }
}
