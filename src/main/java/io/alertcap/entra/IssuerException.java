package io.alertcap.entra;

import java.io.IOException;

/** An issuer's keys cannot be had. The message says why, in words of our own. */
final class IssuerException extends IOException {
    private static final long serialVersionUID = 1L;

    IssuerException(String message) {
        super(message);
    }
}
