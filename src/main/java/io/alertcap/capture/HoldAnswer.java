package io.alertcap.capture;

/** What became of the wish to hold a capture. */
public sealed interface HoldAnswer {
    /** It is held. */
    record Taken(CaptureRecord capture) implements HoldAnswer {}

    /** It cannot be, or is held for another reason: why. */
    record Refused(String reason) implements HoldAnswer {}
}
