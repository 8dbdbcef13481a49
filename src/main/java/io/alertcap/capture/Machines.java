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
     * @param reason what is wrong, in a sentence
     * @param fix what a person can do about it
     */
    record NotReady(String reason, String fix) implements Condition {}
}
