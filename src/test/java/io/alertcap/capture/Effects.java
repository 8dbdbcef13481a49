package io.alertcap.capture;

/**
 * What the fakes call before and after everything they do, so that a test can make any of it go wrong. By default
 * nothing does.
 */
public interface Effects {
    Effects UNDISTURBED = new Effects() {};

    /** May throw: the effect does not happen. */
    default void before(String effect) {}

    /** May throw: the effect has happened, and its caller does not hear of it. */
    default void after(String effect) {}
}
