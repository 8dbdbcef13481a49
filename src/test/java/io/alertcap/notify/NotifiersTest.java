package io.alertcap.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.capture.Notice;
import io.alertcap.capture.Notifier;
import io.alertcap.capture.TimeBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotifiersTest {
    /** Says who was asked for what. */
    private record Telling(String name, List<String> destinations) implements Notifier {
        @Override
        public Delivery send(String destination, Notice notice, TimeBudget budget) {
            return Delivery.failed(name + " was asked for " + destination);
        }
    }

    private final Notifier both = new Notifiers(
            List.of(new Telling("http", List.of("webhook-1", "slack")), new Telling("smtp", List.of("mail-1"))));

    @Test
    void has_the_destinations_of_all_in_their_order() {
        assertThat(both.destinations()).containsExactly("webhook-1", "slack", "mail-1");
    }

    @Test
    void each_destination_is_served_by_the_notifier_that_knows_it() {
        assertThat(send("slack")).isEqualTo("http was asked for slack");
        assertThat(send("mail-1")).isEqualTo("smtp was asked for mail-1");
        assertThat(send("mail-2")).isEqualTo("the settings name no such destination any more");
    }

    @Test
    void two_destinations_of_one_name_are_refused() {
        Notifier one = new Telling("one", List.of("a"));

        assertThatThrownBy(() -> new Notifiers(List.of(one, one))).hasMessage("Two destinations are named a");
    }

    private String send(String destination) {
        return both.send(destination, Notices.finished(), TimeBudget.of(Clock.systemUTC(), Duration.ofSeconds(1)))
                .problem();
    }
}
