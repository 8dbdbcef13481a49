package io.alertcap.packets;

/**
 * A record is not what its format allows. Stays inside this package: the reader turns it into a finding. Without a stack
 * trace, because a broken file is no fault of the program.
 */
final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String detail;

    UnreadableException(String detail) {
        super(detail, null, false, false);
        this.detail = detail;
    }

    String detail() {
        return detail;
    }
}
