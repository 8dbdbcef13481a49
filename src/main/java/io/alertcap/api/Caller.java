package io.alertcap.api;

import java.util.regex.Pattern;

/**
 * Who calls, as the records keep it: "who did what".
 *
 * @param name for people to read: printable, at most {@value #LONGEST_NAME} characters, never a key or a token
 * @param proof how the name is known
 */
public record Caller(String name, Proof proof) {
    static final int LONGEST_NAME = 100;

    /** What starts a line, moves a cursor, or turns the direction of reading. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    /** Whoever has a function's key: the host lets it in, and says no more of it. (Made after what the constructor needs.) */
    public static final Caller KEY_HOLDER = new Caller("a key holder", Proof.FUNCTION_KEY);

    /** How a caller is known. */
    public enum Proof {
        /** By a function's key alone, which several people may share. */
        FUNCTION_KEY("by function key"),
        /** By a session that was opened with a function's key; the name is what that person gave. */
        SESSION("signed in by function key"),
        /** By Microsoft Entra ID. */
        ENTRA("signed in by Entra ID");

        private final String words;

        Proof(String words) {
            this.words = words;
        }
    }

    public Caller {
        name = cleaned(name);
    }

    private static String cleaned(String name) {
        String printable = UNPRINTABLE.matcher(name).replaceAll(" ").strip();
        String clean = printable.length() <= LONGEST_NAME ? printable : printable.substring(0, LONGEST_NAME - 1) + "…";
        if (clean.isEmpty()) {
            throw new IllegalArgumentException("A caller needs a name");
        }
        return clean;
    }

    /** For a record, such as {@code anna@example.com, signed in by Entra ID}. */
    public String inWords() {
        return name + ", " + proof.words;
    }
}
