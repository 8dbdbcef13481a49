package io.alertcap.capture;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several hands for one heap of work: the caller's own, and as many helpers as the executor has threads free for. With an
 * executor that runs everything in the caller ({@code Runnable::run}) it is one thing after another, in the heap's order.
 */
final class Hands {
    /** Most of the time is spent waiting for storage and Azure, and both are shared with the webhook. */
    static final int MOST = 8;

    private final Executor helpers;

    Hands(Executor helpers) {
        this.helpers = helpers;
    }

    /**
     * Does all of it, what comes first in the heap first, and returns when it is done. What {@code work} throws ends the
     * whole: nothing more is begun, and it is thrown on.
     */
    <T> void all(Collection<T> heap, Consumer<T> work) {
        Queue<T> left = new ConcurrentLinkedQueue<>(heap);
        CountDownLatch undone = new CountDownLatch(heap.size());
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Runnable hand = () -> {
            for (T one = left.poll(); one != null; one = left.poll()) {
                try {
                    if (failure.get() == null) {
                        work.accept(one);
                    }
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
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
}
