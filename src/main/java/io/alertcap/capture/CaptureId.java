package io.alertcap.capture;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The id of a record: the same for every delivery of one alert instance about one target, and for no other. */
public final class CaptureId {
    /** 80 bits: a collision among a thousand million records has a chance of about one in two million. */
    private static final int BYTES = 10;

    private static final int LENGTH = 16;

    private CaptureId() {}

    /**
     * The id of what the text names.
     *
     * @param instance everything that tells this alert instance and target from others
     */
    public static String of(String instance) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(instance.getBytes(StandardCharsets.UTF_8));
            // Base 32 of BigInteger is 0-9 and a-v: legal in blob names, capture names and URLs alike.
            String text = new BigInteger(1, Arrays.copyOf(hash, BYTES)).toString(32);
            return "0".repeat(LENGTH - text.length()) + text;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether a text has the form of an id; anything else names no record. */
    public static boolean isId(String text) {
        return text.length() == LENGTH && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'v'));
    }
}
