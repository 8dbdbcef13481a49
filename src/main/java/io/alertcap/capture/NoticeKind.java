package io.alertcap.capture;

import java.util.Locale;

/** What a message is about. */
public enum NoticeKind {
    /** A capture ended, whatever the outcome. */
    FINISHED,
    /** An alert's machine could not be captured. */
    REFUSED,
    /** A request waited in the queue past its worth. */
    EXPIRED,
    /** The session has ended, and its file has not arrived for a long while. */
    LATE,
    /** A packet capture that nobody asked for here. */
    FOREIGN,
    /** A packet capture that looks like ours, and is not. */
    FORGED,
    /** A packet capture of ours whose machine or file is another than was asked for. */
    CHANGED;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
