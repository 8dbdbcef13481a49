package io.alertcap.capture;

import java.time.Instant;

/** What is to be done next with a record. */
public sealed interface Step {
    /** Look at the machine, take a slot, fix the name. */
    record Admit() implements Step {}

    /** The machine lacks the capture agent: ask for it. */
    record InstallAgent() implements Step {}

    /** The request was, or may have been, sent: find out what became of it. */
    record Confirm() implements Step {}

    /** It waited too long: make sure that nothing was started, and end it. */
    record GiveUp() implements Step {}

    /** See how the capture ended that is meant to serve this one too. */
    record CheckCover() implements Step {}

    record AskStatus() implements Step {}

    record Stop() implements Step {}

    record LookForFile() implements Step {}

    record Examine() implements Step {}

    record Deliver() implements Step {}

    record RemoveSession() implements Step {}

    /** Nothing is owed any more: seal its case, and take it from the list of open records. */
    record Retire() implements Step {}

    /** Nothing is due before the moment. */
    record Wait(Instant until) implements Step {}

    /** The step's name for the log. */
    default String label() {
        return getClass().getSimpleName();
    }
}
