package io.alertcap.capture;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;

/** The virtual machines and scale sets that captures are taken on. */
public interface Machines {
    /** Whether a capture of the machine could start now, by one call. Throws {@link ServiceException}. */
    Condition look(MachineTarget target, TimeBudget budget);

    /**
     * Asks for the Network Watcher extension on a machine that was seen to lack it; to ask again changes nothing. It is not
     * there yet when this returns: {@link #look} tells. Throws {@link ServiceException}.
     */
    void installAgent(MachineTarget target, NoAgent seen, TimeBudget budget);

    /** What was seen of a machine. */
    sealed interface Condition {}

    /** Nothing is wrong with it, or nothing that does not pass or cannot be mended from here. */
    sealed interface Sound extends Condition {
        Region region();

        /** Linux or Windows. */
        String os();
    }

    /** A capture can start. */
    record Ready(Region region, String os) implements Sound {}

    /**
     * A capture could start, were the Network Watcher extension there, which is being installed or updated.
     *
     * @param reason what is waited for, in a sentence
     */
    record AgentUnderWay(Region region, String os, String reason) implements Sound {}

    /**
     * A capture could start, were the Network Watcher extension there, and it can be installed.
     *
     * @param otherwise what to say if it is not to be
     */
    record NoAgent(Region region, String os, NotReady otherwise) implements Sound {}

    /**
     * A capture cannot start.
     *
     * @param part where it was found; the parts before it, in their order, were seen to be well
     * @param reason what is wrong, in a sentence
     * @param fix what a person can do about it
     */
    record NotReady(Part part, String reason, String fix) implements Condition {
        /** Of the machine as a whole. */
        public NotReady(String reason, String fix) {
            this(Part.MACHINE, reason, fix);
        }
    }

    /** What is looked at, in this order. */
    enum Part {
        /** It is there, and of a kind that can be captured. */
        MACHINE,
        POWER,
        /** Extensions are not switched off. */
        EXTENSIONS,
        /** The Azure guest agent. */
        GUEST_AGENT,
        /** The Network Watcher extension. */
        AGENT
    }
}
