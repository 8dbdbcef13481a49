package io.alertcap.capture;

/** What happens when the wanted name is taken. A foreign or running capture of that name is never touched. */
public enum OnNameConflict {
    /** The record's id is added to the name. */
    UNIQUE,
    /** The request ends. */
    REJECT,
    /** Our own stopped capture of the same machine, whose file is safe, is removed; any other ends the request. */
    REPLACE
}
