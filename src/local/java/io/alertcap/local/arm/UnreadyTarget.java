package io.alertcap.local.arm;

/** What happens when the target is off or has no agent; the service's own answer is not documented. */
public enum UnreadyTarget {
    /** The PUT is refused with 400. */
    REFUSED,
    /** The PUT is accepted and the resource ends as Failed. */
    PROVISIONING_FAILED,
    /** The PUT succeeds and queryStatus says Error, AgentStopped. */
    STATUS_ERROR
}
