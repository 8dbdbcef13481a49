package io.alertcap.capture;

/** A document in the ledger cannot be read: cut off, edited by hand, or written by a newer version. */
public final class UnreadableRecordException extends CaptureException {
    private static final long serialVersionUID = 1L;

    public UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }

    public UnreadableRecordException(String message) {
        super(message);
    }
}
