package io.alertcap.capture;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;

/** The virtual machines and scale sets that captures are taken on. */
public interface Machines {
    /** Whether a capture of the machine could start now, by one call. Throws {@link ServiceException}. */
    Condition look(MachineTarget target, TimeBudget budget);

    /** What was seen of a machine. */
    sealed interface Condition {}

    /**
     * A capture can start.
     *
     * @param os Linux or Windows
     */
    record Ready(Region region, String os) implements Condition {}

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
