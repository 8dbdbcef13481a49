package io.alertcap.capture;

/** What happens to a request when the Network Watcher has no slot left. */
public enum AtLimit {
    /** It waits. */
    QUEUE,
    /** It ends. */
    REFUSE,
    /** Our oldest capture of lower severity is stopped, its file kept; the request waits for that slot. */
    PREEMPT
}
