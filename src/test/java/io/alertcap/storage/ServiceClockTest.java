package io.alertcap.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.alertcap.storage.Blobs.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceClockTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final HandClock host = new HandClock(NOON.plusMillis(400));
    private final ServiceClock clock = new ServiceClock(host);

    @Test
    void is_the_hosts_clock_until_the_service_was_heard() {
        assertThat(clock.now()).isEqualTo(host.instant());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1})
    void leaves_a_clock_alone_that_is_right_within_what_a_date_can_tell(long seconds) {
        hear(NOON.plusSeconds(seconds));

        assertThat(clock.now()).isEqualTo(host.instant());
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400, -90, -3, 3, 90, 86_400})
    void follows_the_service_where_the_host_is_wrong(long seconds) {
        hear(NOON.plusSeconds(seconds));

        assertThat(clock.now()).isCloseTo(NOON.plusSeconds(seconds), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void goes_on_with_the_host_and_does_not_tremble() {
        hear(NOON.plusSeconds(90));
        Instant first = clock.now();
        for (int i = 1; i <= 20; i++) {
            host.pass(Duration.ofMillis(370));
            hear(NOON.plusSeconds(90).plusMillis(370L * i).truncatedTo(ChronoUnit.SECONDS));
        }

        assertThat(clock.now()).isEqualTo(first.plusMillis(370 * 20));
    }

    @Test
    void follows_a_host_whose_clock_is_put_right() {
        hear(NOON.plusSeconds(90));
        host.pass(Duration.ofSeconds(90));
        hear(NOON.plusSeconds(90));

        assertThat(clock.now()).isCloseTo(NOON.plusSeconds(90), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void does_not_take_a_slow_answer_for_a_wrong_clock() {
        Instant before = host.instant();
        clock.hear(() -> {
            host.pass(Duration.ofSeconds(20));
            return new Answer<>("", NOON);
        });

        assertThat(clock.now()).isEqualTo(before.plusSeconds(20));
    }

    private void hear(Instant date) {
        clock.hear(() -> new Answer<>("", date));
    }
}
