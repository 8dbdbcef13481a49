package io.alertcap.capture;

/** What became of the wish to delete the files of a capture. */
public sealed interface FileDeletion {
    /** They are not there any more. */
    record Done(CaptureRecord capture) implements FileDeletion {}

    /**
     * They must stay.
     *
     * @param id of the capture that is held: this one, or one that it serves as well
     */
    record Held(String id, LegalHold hold) implements FileDeletion {}
}
