package io.alertcap.capture;

import java.time.Instant;

/** Who works on a record, until when, by the storage service's clock. */
public record Claim(String by, Instant until) {}
