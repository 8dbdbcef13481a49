package io.alertcap.notify;

import io.alertcap.capture.Notice;
import java.nio.charset.StandardCharsets;

/** One way of writing a notice. Pure: the same notice always gives the same bytes. */
interface MessageFormat {
    Payload render(Notice notice);

    /**
     * What goes over the wire.
     *
     * @param contentType value of the header
     * @param json sent as UTF-8
     */
    record Payload(String contentType, String json) {
        byte[] bytes() {
            return json.getBytes(StandardCharsets.UTF_8);
        }
    }
}
