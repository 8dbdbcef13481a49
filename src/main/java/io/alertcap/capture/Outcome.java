package io.alertcap.capture;

import java.util.Locale;

/** How a capture ended. The first that holds, in this order, is the outcome. */
public enum Outcome {
    /** It was never allowed or able to start. */
    REFUSED("refused: it could not be started"),
    /** It waited in the queue past its worth. */
    EXPIRED("expired: it waited until it was no longer worth taking"),
    /** Another capture of that machine served this alert too. */
    COVERED("covered by another capture of the same machine"),
    /** The service would not start it, reports an error, or the file is not a capture. */
    FAILED("failed"),
    /** Somebody deleted the session and no file came. */
    REMOVED("removed: somebody deleted the session before its file arrived"),
    /** No file within the limit. */
    LOST("lost: the file never arrived"),
    /** A file without packets. */
    EMPTY("empty: a file came, without a single packet"),
    /** It ended well before its time and below its size, or a stop was asked for. */
    STOPPED("stopped before its time"),
    /** The size cap ended it. */
    TRUNCATED("truncated: it reached its size limit before its time"),
    /** It ran its time. */
    COMPLETE("complete: it ran its time and the file is there");

    private final String inWords;

    Outcome(String inWords) {
        this.inWords = inWords;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String inWords() {
        return inWords;
    }

    /** Whether there are packets (or the proof that there were none) to look at. */
    public boolean hasEvidence() {
        return compareTo(EMPTY) >= 0;
    }
}
