package io.alertcap.alert;

/**
 * Something in a payload that was passed over.
 *
 * @param field where, as a JSON pointer
 * @param detail what was wrong and what was done instead
 */
public record Warning(String field, String detail) {}
