package io.alertcap.simulation;

import io.alertcap.alert.MachineTarget;
import io.alertcap.capture.Machines;
import io.alertcap.capture.TimeBudget;

/** Machines that pass every call on; to be changed in one place. */
class OtherMachines implements Machines {
    private final Machines real;

    OtherMachines(Machines real) {
        this.real = real;
    }

    @Override
    public Condition look(MachineTarget target, TimeBudget budget) {
        return real.look(target, budget);
    }

    @Override
    public void installAgent(MachineTarget target, NoAgent seen, TimeBudget budget) {
        real.installAgent(target, seen, budget);
    }
}
