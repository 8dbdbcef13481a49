package io.alertcap.local.arm;

import java.util.Map;

/**
 * One recorded exchange; secrets are left out.
 *
 * @param method HTTP method
 * @param url path and query
 * @param headers of the request, names in lower case
 * @param body of the request, empty when there was none
 * @param status of the answer; 0 when the connection was closed without one
 * @param rheaders of the answer, names in lower case
 * @param rbody of the answer
 */
public record ArmExchange(
        String method,
        String url,
        Map<String, String> headers,
        String body,
        int status,
        Map<String, String> rheaders,
        String rbody) {
    public ArmExchange {
        headers = Map.copyOf(headers);
        rheaders = Map.copyOf(rheaders);
    }
}
