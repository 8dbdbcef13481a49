package io.alertcap.api;

import java.util.Map;

/** What goes back to a caller. */
public sealed interface HttpAnswer permits ApiAnswer, FileAnswer {
    int status();

    /** The media type. */
    String contentType();

    /** Headers beyond the media type. */
    Map<String, String> headers();

    /** A text or bytes: what the Functions worker takes. */
    Object body();
}
