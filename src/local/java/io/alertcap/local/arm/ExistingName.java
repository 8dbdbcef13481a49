package io.alertcap.local.arm;

/** What a PUT answers when a packet capture of that name exists; the service's own answer is not documented. */
public enum ExistingName {
    /** 200 and the session that exists, unchanged. */
    OK,
    /** 400. */
    BAD_REQUEST,
    /** 409. */
    CONFLICT
}
