package io.alertcap.capture;

import java.util.Locale;

/** Where a capture stands in its life, in the order in which it goes through. */
public enum CaptureState {
    /** The intent is durable; nothing has been asked of Azure. */
    REQUESTED,
    /** It waits: for a slot, for its machine, or for Azure to be able to take requests again. */
    QUEUED,
    /** It holds a slot and a name; the request is sent or about to be. */
    STARTING,
    /** The service accepted it. */
    RUNNING,
    /** The service says it ended; the file has not arrived in full. */
    COLLECTING,
    /** The file is being read. */
    EXAMINING,
    /** The outcome is known; messages go out, the session is tidied away. */
    CLOSING,
    FINISHED;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isBeforeStart() {
        return this == REQUESTED || this == QUEUED;
    }

    /** Whether a session may be capturing. */
    public boolean isLive() {
        return this == STARTING || this == RUNNING;
    }
}
