package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever reads a file has it alone for as long as that may take, and not much longer. */
class ReadingClaimTest {
    @ParameterizedTest
    @CsvSource({"50000, PT30S, PT2M", "1000000000, PT8M, PT10M"})
    void a_crash_while_a_file_is_read_holds_its_capture_up_as_long_as_reading_it_may_take(
            long bytes, Duration atLeast, Duration atMost) {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().seconds(60).build());
        world.azure.upload(Duration.ofSeconds(1), bytes, FakeFiles.packets(100));
        String id = String.valueOf(world.deliver("a1", "web1").captureId());

        Instant crash = crashWhileReading(world);
        world.restart();
        CaptureRecord record =
                world.runUntil(id, Duration.ofMinutes(30), seen -> seen.file().state() == CaptureFile.State.ARRIVED);

        assertThat(Duration.between(crash, world.clock.instant())).isBetween(atLeast, atMost);
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void the_claim_grows_with_the_files_and_ends_before_a_function_is_ended() {
        assertThat(CaptureFiles.readingTime(1, 0)).isEqualTo(Duration.ofSeconds(20));
        assertThat(CaptureFiles.readingTime(3, 60 * 2 * 1024 * 1024)).isEqualTo(Duration.ofMinutes(2));
        assertThat(CaptureFiles.readingTime(1, 4_294_967_295L)).isEqualTo(Duration.ofMinutes(8));
    }

    private static Instant crashWhileReading(CaptureWorld world) {
        world.effects(new Effects() {
            @Override
            public void before(String effect) {
                if (effect.equals("read file")) {
                    throw new Crash(effect);
                }
            }
        });
        try {
            world.run(Duration.ofMinutes(10));
        } catch (Crash crash) {
            world.effects(Effects.UNDISTURBED);
            return world.clock.instant();
        }
        throw new AssertionError("nobody read the file");
    }
}
