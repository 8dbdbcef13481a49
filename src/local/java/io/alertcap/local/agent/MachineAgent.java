package io.alertcap.local.agent;

/** The capture agent of a machine: takes an order and begins to record. */
@FunctionalInterface
public interface MachineAgent {
    /** Begins; an agent that cannot begin returns a recording that has ended as failed. */
    Recording start(CaptureOrder order);
}
