package io.alertcap.alert;

/**
 * Something that makes a payload unusable.
 *
 * @param field where, as a JSON pointer; empty for the document as a whole
 * @param detail what is wrong and which values are allowed
 */
public record FieldError(String field, String detail) {}
