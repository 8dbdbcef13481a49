package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the work of a round is shared out. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandsTest {
    /** The lane is the first letter. */
    private static String lane(String work) {
        return work.substring(0, 1);
    }

    private static List<String> works(String lane, int count) {
        return IntStream.range(0, count).mapToObj(i -> lane + i).toList();
    }

    @Test
    void one_hand_does_one_thing_after_another_in_the_heaps_order() {
        List<String> done = new ArrayList<>();
        new Hands(Runnable::run).all(List.of("a1", "b1", "a2", "c1", "b2"), HandsTest::lane, done::add);

        assertThat(done).containsExactly("a1", "b1", "a2", "c1", "b2");
    }

    @Test
    void a_lane_in_which_everything_hangs_leaves_hands_for_the_others() {
        ExecutorService helpers = Executors.newFixedThreadPool(Hands.MOST - 1);
        try {
            CountDownLatch othersDone = new CountDownLatch(40);
            List<String> heap = Stream.of(works("sick", 40), works("well", 20), works("fine", 20))
                    .flatMap(List::stream)
                    .toList();
            new Hands(helpers).all(heap, HandsTest::lane, work -> {
                if (work.startsWith("sick")) {
                    await(othersDone);
                } else {
                    othersDone.countDown();
                }
            });
        } finally {
            helpers.shutdownNow();
        }
    }

    @Test
    void all_hands_work_where_there_is_one_lane_only() {
        ExecutorService helpers = Executors.newFixedThreadPool(Hands.MOST - 1);
        try {
            CountDownLatch together = new CountDownLatch(Hands.MOST);
            AtomicInteger done = new AtomicInteger();
            new Hands(helpers).all(works("a", 20), HandsTest::lane, work -> {
                together.countDown();
                await(together);
                done.incrementAndGet();
            });
            assertThat(done).hasValue(20);
        } finally {
            helpers.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void work_that_breaks_ends_the_heap_and_is_thrown_on() {
        List<Integer> done = new ArrayList<>();
        Hands hands = new Hands(Runnable::run);

        assertThatThrownBy(() -> hands.all(List.of(1, 2, 3), number -> {
                    if (number == 2) {
                        throw new AssertionError("broken");
                    }
                    done.add(number);
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("broken");
        assertThat(done).containsExactly(1);
    }
}
