package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A round spends only so much of Azure's write allowance on asking; starts of captures need it as well. */
class StatusAllowanceTest {
    @Test
    void a_round_asks_for_no_more_statuses_than_allowed_and_the_next_one_goes_on() {
        CaptureWorld world = new CaptureWorld();
        world.deliver("a", "web");
        world.deliver("b", "db");
        world.deliver("c", "mail");
        world.clock.advance(Duration.ofSeconds(30));

        assertThat(statusesAsked(world, 2)).isEqualTo(2);
        assertThat(statusesAsked(world, 2)).isEqualTo(1);
    }

    private static long statusesAsked(CaptureWorld world, int allowed) {
        long before = world.azure.count("status");
        Errand round = new Errand(
                TimeBudget.of(world.clock, Duration.ofSeconds(25)),
                world.journal::add,
                true,
                new AtomicInteger(allowed));
        world.newHost().monitor().tick(round);
        return world.azure.count("status") - before;
    }
}
