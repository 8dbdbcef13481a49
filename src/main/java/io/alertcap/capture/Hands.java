package io.alertcap.capture;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Several hands for one heap of work: the caller's own, and as many helpers as the executor has threads free for. With an
 * executor that runs everything in the caller ({@code Runnable::run}) it is one thing after another, in the heap's order.
 *
 * <p>What may hang together is one lane. A free hand goes where the fewest hands are, so that a lane in which everything
 * hangs holds no more of them than any other that has work left.
 */
final class Hands {
    /** Most of the time is spent waiting for storage and Azure, and both are shared with the webhook. */
    static final int MOST = 8;

    private final Executor helpers;

    Hands(Executor helpers) {
        this.helpers = helpers;
    }

    /** Does all of it, as one lane. */
    <T> void all(Collection<T> heap, Consumer<T> work) {
        all(heap, one -> "", work);
    }

    /**
     * Does all of it, what comes first in a lane first, and returns when it is done. What {@code work} throws ends the
     * whole: nothing more is begun, and it is thrown on.
     */
    <T> void all(Collection<T> heap, Function<T, String> laneOf, Consumer<T> work) {
        Lanes<T> left = new Lanes<>(heap, laneOf);
        CountDownLatch undone = new CountDownLatch(heap.size());
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Runnable hand = () -> {
            for (Piece<T> piece = left.take(); piece != null; piece = left.take()) {
                try {
                    if (failure.get() == null) {
                        work.accept(piece.work());
                    }
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    left.done(piece);
                    undone.countDown();
                }
            }
        };
        for (int i = 1; i < Math.min(MOST, heap.size()); i++) {
            helpers.execute(hand);
        }
        hand.run();
        await(undone);
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        } else if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private static void await(CountDownLatch undone) {
        try {
            undone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaptureException("Interrupted while others finished their work", e);
        }
    }

    private static final class Lane<T> {
        private final Queue<Piece<T>> waiting = new ArrayDeque<>();
        private int hands;
    }

    /** @param place in the heap */
    private record Piece<T>(int place, T work, Lane<T> lane) {}

    /** What is left of a heap. Thread-safe. */
    private static final class Lanes<T> {
        private final Map<String, Lane<T>> lanes = new HashMap<>();

        Lanes(Collection<T> heap, Function<T, String> laneOf) {
            int place = 0;
            for (T work : heap) {
                Lane<T> lane = lanes.computeIfAbsent(laneOf.apply(work), name -> new Lane<>());
                lane.waiting.add(new Piece<>(place++, work, lane));
            }
        }

        synchronized @Nullable Piece<T> take() {
            Lane<T> lane = lanes.values().stream()
                    .filter(one -> !one.waiting.isEmpty())
                    .min(Comparator.<Lane<T>>comparingInt(one -> one.hands)
                            .thenComparingInt(one -> one.waiting.element().place()))
                    .orElse(null);
            if (lane == null) {
                return null;
            }
            lane.hands++;
            return lane.waiting.remove();
        }

        synchronized void done(Piece<T> piece) {
            piece.lane().hands--;
        }
    }
}
