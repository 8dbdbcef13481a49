package io.alertcap.capture;

/** The process dies here: nothing may catch it, and nothing runs after it. */
public final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String effect) {
        super("the process dies at " + effect);
    }
}
