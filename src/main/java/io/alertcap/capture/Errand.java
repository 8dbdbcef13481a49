package io.alertcap.capture;

/**
 * The circumstances in which the engine works.
 *
 * @param budget how long it may take
 * @param patient whether it may also look around for others' sake (a timer tick), or has somebody waiting (the webhook)
 */
public record Errand(TimeBudget budget, Journal journal, boolean patient) {}
