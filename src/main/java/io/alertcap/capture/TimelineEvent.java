package io.alertcap.capture;

import java.time.Instant;

/** One thing that happened to a capture. */
public record TimelineEvent(Instant at, String event, String detail) {}
