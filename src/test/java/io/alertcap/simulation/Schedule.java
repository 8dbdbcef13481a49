package io.alertcap.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Simulated time, and what happens in it: moments of the world (a session ends, a request lands) and strands, which are
 * runs of real code that stand still while their calls are under way. Each strand has a thread, but only the one that
 * holds the baton runs, so the seed decides the order of everything. Most of the time the next thing is the strand's own,
 * and then no thread is changed.
 */
final class Schedule {
    static final Instant START = Instant.parse("2026-03-01T02:00:00Z");

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "simulated");
        thread.setDaemon(true);
        return thread;
    });

    /** The process of a strand is dead. Unwinds it; no product code catches an Error. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("the process died", null, false, false);
        }
    }

    /** The simulation is over: unwinds what still runs. */
    private static final class Over extends Error {
        private static final long serialVersionUID = 1L;

        Over() {
            super("the simulation is over", null, false, false);
        }
    }

    /** A run of real code. */
    static final class Strand {
        private final String name;
        private final BooleanSupplier alive;
        private final Runnable body;
        private final @Nullable Strand parent;
        private @Nullable Thread thread;
        private volatile boolean turn;
        private @Nullable Event pending;

        /** What the code is about to write, for those who watch the writes. */
        @Nullable
        Object intent;

        /** When it must not wait for others any longer. */
        long latest;

        /** Calls that did not bring what they should have. */
        int failures;

        private Strand(String name, BooleanSupplier alive, Runnable body, @Nullable Strand parent) {
            this.parent = parent;
            this.name = name;
            this.alive = alive;
            this.body = body;
        }

        /** The strand on whose behalf this one runs, or itself. */
        Strand root() {
            return parent == null ? this : parent.root();
        }

        /** Whether somebody waits for its answer. */
        boolean isWebhook() {
            return name.endsWith(" webhook");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Event(
            long at,
            int tie,
            long number,
            @Nullable Runnable happens,
            @Nullable Strand strand) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            if (at != other.at) {
                return Long.compare(at, other.at);
            }
            return tie != other.tie ? Integer.compare(tie, other.tie) : Long.compare(number, other.number);
        }
    }

    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Set<Strand> parked = new LinkedHashSet<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private long now;
    private long numbers;
    private @Nullable Strand current;
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    Schedule(Random random) {
        this.random = random;
    }

    /** Milliseconds since {@link #START}. */
    long now() {
        return now;
    }

    Instant instant() {
        return START.plusMillis(now);
    }

    /** The strand whose code runs now; null in a moment of the world. */
    @Nullable
    Strand current() {
        return current;
    }

    /** A host's clock, which is wrong by {@code skew}. */
    Clock clock(Duration skew) {
        return new Clock() {
            @Override
            public Instant instant() {
                return START.plusMillis(now).plus(skew);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("always UTC");
            }
        };
    }

    /** Something happens to the world. */
    void in(long millis, Runnable happens) {
        add(millis, happens, null);
    }

    /** Real code begins to run. */
    void start(long millis, String name, BooleanSupplier alive, Runnable body) {
        add(millis, null, new Strand(name, alive, body, null));
    }

    /** Runs work beside the current strand, which waits for its end, but not longer than until {@code latest}. */
    void aside(Runnable work, long latest) {
        Strand caller = running();
        Strand worker = new Strand(
                caller.name,
                caller.alive,
                () -> {
                    work.run();
                    Event waiting = caller.pending;
                    if (waiting != null && events.remove(waiting)) {
                        caller.pending = add(0, null, caller);
                    }
                },
                caller);
        add(0, null, worker);
        if (latest > now) {
            pause(latest - now);
        }
    }

    private Strand running() {
        Strand self = current;
        if (over) {
            throw new Over();
        }
        if (self == null) {
            throw new IllegalStateException("only a strand can call and wait");
        }
        return self;
    }

    /** Throws unless the current strand may go on. */
    void checkAlive() {
        if (!running().alive.getAsBoolean()) {
            throw new Crash();
        }
    }

    private Event add(long millis, @Nullable Runnable happens, @Nullable Strand strand) {
        Event event = new Event(now + Math.max(0, millis), random.nextInt(), numbers++, happens, strand);
        events.add(event);
        return event;
    }

    /** The current strand stands still. Throws {@link Crash} if its process dies meanwhile. */
    void pause(long millis) {
        Strand self = running();
        self.pending = add(millis, null, self);
        parked.add(self);
        drive(self);
        parked.remove(self);
        self.pending = null;
        if (!self.alive.getAsBoolean()) {
            throw new Crash();
        }
    }

    /** Nothing happens after this. */
    void end() {
        over = true;
    }

    /** Runs until nothing is left to happen or {@link #end}; throws what went wrong in it. */
    void run() {
        drive(null);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** With the baton: lets things happen until it is {@code self}'s turn, or, for an idle thread, somebody else's. */
    private void drive(@Nullable Strand self) {
        while (true) {
            Event next = over ? null : events.poll();
            if (next == null) {
                conclude();
                if (self != null) {
                    throw new Over();
                }
                return;
            }
            now = next.at();
            Strand strand = next.strand();
            if (strand == null) {
                current = null;
                happen(next);
            } else if (strand == self) {
                current = self;
                return;
            } else if (strand.thread != null) {
                handOver(strand);
                if (self == null) {
                    return;
                }
                await(self);
                return;
            } else if (self == null) {
                runThrough(strand);
            } else {
                self.thread = Thread.currentThread();
                THREADS.execute(() -> {
                    runThrough(strand);
                    drive(null);
                });
                await(self);
                return;
            }
        }
    }

    private void happen(Event event) {
        try {
            java.util.Objects.requireNonNull(event.happens()).run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void runThrough(Strand strand) {
        strand.thread = Thread.currentThread();
        current = strand;
        try {
            if (strand.alive.getAsBoolean()) {
                strand.body.run();
            }
        } catch (Crash | Over e) {
            // Nothing is left of it.
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Something is wrong, and nothing else shall happen. */
    void fail(Throwable problem) {
        if (!over) {
            failure = problem;
            over = true;
        }
    }

    private static void handOver(Strand strand) {
        strand.turn = true;
        LockSupport.unpark(strand.thread);
    }

    private void await(Strand self) {
        while (!self.turn) {
            LockSupport.park(this);
        }
        self.turn = false;
        if (over) {
            throw new Over();
        }
        current = self;
    }

    private void conclude() {
        over = true;
        if (ended.getCount() > 0) {
            // Whoever stands still unwinds on its own thread, and touches nothing of the world.
            ended.countDown();
            parked.forEach(Schedule::handOver);
        }
    }
}
