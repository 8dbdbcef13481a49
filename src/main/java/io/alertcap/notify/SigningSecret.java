package io.alertcap.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret shared with a receiver, by which it knows that a message is ours and unchanged: the symmetric scheme of the
 * Standard Webhooks specification.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">The
 *     specification</a>
 */
public final class SigningSecret {
    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;

    private final SecretKeySpec key;

    private SigningSecret(byte[] bytes) {
        key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /**
     * Reads a secret as it is handed out.
     *
     * @param text base64 of 24 to 64 bytes, with or without {@code whsec_} in front
     * @throws IllegalArgumentException with a sentence that says what is wrong and does not repeat the secret
     */
    public static SigningSecret parse(String text) {
        String stripped = text.strip();
        String base64 = stripped.startsWith(PREFIX) ? stripped.substring(PREFIX.length()) : stripped;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // Not kept as the cause: it quotes a character of the secret.
            throw new IllegalArgumentException(
                    "must be base64 (A-Z, a-z, 0-9, +, / and = at the end), with or without " + PREFIX + " in front");
        }
        if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("must be " + MIN_BYTES + " to " + MAX_BYTES
                    + " random bytes in base64, and has " + bytes.length + "; make one with: openssl rand -base64 32");
        }
        return new SigningSecret(bytes);
    }

    /**
     * The headers that prove a message.
     *
     * @param id of the message, the same at each attempt; made by us and never taken from an alert, since a full stop
     *     in it would let two messages share a signature
     * @param at of this attempt, so that an old message cannot be played again
     */
    Map<String, String> headers(String id, Instant at, byte[] body) {
        String timestamp = Long.toString(at.getEpochSecond());
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", timestamp,
                "webhook-signature",
                        "v1," + Base64.getEncoder().encodeToString(hmac(id + "." + timestamp + ".", body)));
    }

    private byte[] hmac(String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** Says nothing of the secret. */
    @Override
    public String toString() {
        return "SigningSecret";
    }
}
