package io.alertcap.evidence;

/**
 * One thing that happened.
 *
 * @param at RFC 3339, UTC
 */
public record TimelineEntry(String at, String event, String detail) {
    /** As it stands in a line, without the braces. */
    String fields() {
        String object = new JsonText()
                .put("at", at)
                .put("event", event)
                .put("detail", detail)
                .toString();
        return object.substring(1, object.length() - 1);
    }
}
