package io.alertcap.api;

import io.alertcap.capture.Printable;

/**
 * Who calls, as the records keep it: "who did what".
 *
 * @param name for people to read: printable, at most {@value #LONGEST_NAME} characters, never a key or a token
 * @param proof how the name is known
 */
public record Caller(String name, Proof proof) {
    static final int LONGEST_NAME = 100;

    /** Whoever has a function's key: the host lets it in, and says no more of it. */
    public static final Caller KEY_HOLDER = new Caller("a key holder", Proof.FUNCTION_KEY);

    /** How a caller is known. */
    public enum Proof {
        /** By a function's key alone, which several people may share. */
        FUNCTION_KEY("by function key"),
        /** By a session that was opened with a function's key; the name is what that person gave. */
        SESSION("signed in by function key"),
        /** By Microsoft Entra ID. */
        ENTRA("by Entra ID");

        private final String words;

        Proof(String words) {
            this.words = words;
        }
    }

    public Caller {
        name = cleaned(name);
    }

    private static String cleaned(String name) {
        String printable = Printable.of(name, " ").strip();
        String clean = printable.length() <= LONGEST_NAME ? printable : printable.substring(0, LONGEST_NAME - 1) + "…";
        if (clean.isEmpty()) {
            throw new IllegalArgumentException("A caller needs a name");
        }
        return clean;
    }

    /** For a record, such as {@code anna@example.com, by Entra ID}. */
    public String inWords() {
        return name + ", " + proof.words;
    }
}
