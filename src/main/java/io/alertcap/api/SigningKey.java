package io.alertcap.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what the app hands out and wants back unchanged, by HMAC-SHA-256. What it signs for one purpose is worth nothing
 * for another.
 */
public final class SigningKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 32;
    private static final int MOST_BYTES = 64;

    /** What a signature is for. */
    enum Purpose {
        SESSION,
        FORM
    }

    private final SecretKeySpec key;

    private SigningKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * Reads a key as a setting holds it.
     *
     * @param text base64 of 32 to 64 bytes
     * @throws IllegalArgumentException with words that say what is wrong and do not repeat the key
     */
    public static SigningKey parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // Not kept as the cause: it quotes a character of the key.
            throw new IllegalArgumentException("is not base64; make one with: openssl rand -base64 32");
        }
        if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("must be " + LEAST_BYTES + " to " + MOST_BYTES
                    + " random bytes in base64, and has " + bytes.length + "; make one with: openssl rand -base64 32");
        }
        return new SigningKey(bytes);
    }

    /** A signature in 43 characters of base64url. */
    String sign(Purpose purpose, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(("alertcap " + purpose + "\n").getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Whether two signatures are the same, in a time that does not say where they differ. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "SigningKey";
    }
}
