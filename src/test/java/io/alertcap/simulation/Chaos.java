package io.alertcap.simulation;

import java.util.Random;

/**
 * What goes wrong, and how often: drawn once per seed, so that some worlds are calm, some only slow, and some on fire.
 * After {@link #calm} nothing goes wrong any more, so that everything must come to its end.
 */
final class Chaos {
    /** What can become of a call. */
    enum Fate {
        FINE,
        /** It never arrives, and that is known at once. */
        REFUSED_CONNECTION,
        /** It arrives, and its answer gets lost. */
        LOST_ANSWER,
        /** No answer within the limit; it never arrives. */
        HANGS,
        /** No answer within the limit; it arrives all the same, perhaps after that. */
        LATE,
        /** The service answers with an error, and has done nothing. */
        FAULT
    }

    private final Random random;
    final double crash;
    final double storageFault;
    final double serviceFault;
    final double lateStart;
    final double slowStorage;
    final double slowService;
    final double meddling;
    /** Storage answers, but takes its time for everything, so that budgets run out. */
    final boolean sluggish;

    private boolean calm;

    Chaos(Random random, Mutation mutation) {
        this.random = random;
        crash = rate(0.02);
        storageFault = rate(0.06);
        serviceFault = rate(0.3);
        lateStart = mutation.lateStarts(rate(0.6));
        slowStorage = rate(0.1);
        slowService = rate(0.5);
        meddling = rate(0.6);
        sluggish = random.nextInt(12) == 0;
    }

    /** Never in a third of the worlds, else anything up to {@code most}, small rates more often. */
    private double rate(double most) {
        double share = random.nextDouble();
        return random.nextInt(3) == 0 ? 0 : most * share * share;
    }

    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** Whether something with this chance goes wrong now. */
    boolean strikes(double chance) {
        return !calm && chance > 0 && random.nextDouble() < chance;
    }

    boolean crashes() {
        return strikes(crash);
    }

    Fate fate(double rate) {
        if (!strikes(rate)) {
            return Fate.FINE;
        }
        double which = random.nextDouble();
        if (which < 0.30) {
            return Fate.FAULT;
        }
        if (which < 0.50) {
            return Fate.LOST_ANSWER;
        }
        return which < 0.58 ? Fate.REFUSED_CONNECTION : which < 0.66 ? Fate.HANGS : Fate.LATE;
    }

    /** Requests to start a session are the ones that must not be lost sight of. */
    Fate fateOfStart() {
        return strikes(lateStart) ? Fate.LATE : fate(serviceFault);
    }

    /** Milliseconds one way. */
    long storageLatency() {
        if (sluggish && !calm) {
            return 150L + random.nextInt(700);
        }
        return strikes(slowStorage) ? 1 + random.nextInt(1_500) : 1 + random.nextInt(15);
    }

    long serviceLatency() {
        return strikes(slowService) ? 1 + random.nextInt(8_000) : 5 + random.nextInt(250);
    }

    long upTo(long millis) {
        return (long) (random.nextDouble() * millis);
    }

    int pick(int bound) {
        return random.nextInt(bound);
    }

    boolean coin() {
        return random.nextBoolean();
    }
}
