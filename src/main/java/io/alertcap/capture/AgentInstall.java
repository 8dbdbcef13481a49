package io.alertcap.capture;

/** What happens when a machine lacks the capture agent, Network Watcher's extension. */
public enum AgentInstall {
    /** The request is refused. */
    NEVER,
    /** The extension is installed, and the request waits for it. That changes the machine, and can warn an intruder. */
    IF_MISSING
}
