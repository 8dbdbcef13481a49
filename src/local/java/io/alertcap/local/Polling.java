package io.alertcap.local;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits for what other processes do in real time: asks again until the answer is good, and never beyond a deadline. The
 * local cloud and all tests wait here and nowhere else.
 */
public final class Polling {
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private Polling() {}

    /**
     * Asks until the answer is good.
     *
     * @param failure what to say of the last answer when the patience has ended
     * @throws AssertionError with those words
     */
    public static <T> T until(
            Duration patience, Supplier<T> ask, Predicate<? super T> good, Function<? super T, String> failure) {
        long deadline = System.nanoTime() + patience.toNanos();
        T answer = ask.get();
        while (!good.test(answer)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + patience.toSeconds() + " s: " + failure.apply(answer));
            }
            letPass(BETWEEN);
            answer = ask.get();
        }
        return answer;
    }

    /** Lets real time pass: between two questions, and where a fault is to last for a while. */
    public static void letPass(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for another process", e);
        }
    }
}
