package io.alertcap.capture;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The circumstances in which the engine works.
 *
 * @param budget how long it may take
 * @param patient whether it may also look around for others' sake (a timer tick), or has somebody waiting (the webhook)
 * @param statusCalls how many more times it may ask for a status or a stop
 */
public record Errand(TimeBudget budget, Journal journal, boolean patient, AtomicInteger statusCalls) {
    /**
     * {@code queryStatus} and {@code stop} are POSTs and draw on Azure Resource Manager's write allowance: a bucket of
     * 200, refilled at 10 a second, that the starts of new captures need as well. What is left over is asked next time.
     */
    static final int STATUS_CALLS = 100;

    /** With the usual allowance. */
    public Errand(TimeBudget budget, Journal journal, boolean patient) {
        this(budget, journal, patient, new AtomicInteger(STATUS_CALLS));
    }

    /** A part of this one: ends after {@code most}, and takes from the same allowance. */
    Errand within(Duration most) {
        return new Errand(budget.within(most), journal, patient, statusCalls);
    }

    /** This one, with somebody who sees what is exchanged with Azure. */
    Errand before(Witness witness) {
        return new Errand(budget.before(witness), journal, patient, statusCalls);
    }

    /** Takes one of the calls that are left; false if there is none. */
    boolean mayAskStatus() {
        return statusCalls.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
}
