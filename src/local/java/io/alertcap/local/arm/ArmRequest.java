package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param method in upper case
 * @param base scheme and host as the client used them, for the URLs in the answer
 * @param path as sent, without the query
 * @param query decoded names (lower case) and values
 * @param headers with lower-case names
 * @param body empty when there is none
 * @param variables what the route's placeholders stand for
 * @param effects faults that the request's handler is to bring about
 */
record ArmRequest(
        String method,
        String base,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        String body,
        Map<String, String> variables,
        List<Fault.Effect> effects) {

    static ArmRequest of(String method, String base, URI uri, Map<String, String> headers, String body) {
        return new ArmRequest(
                method.toUpperCase(Locale.ROOT),
                base,
                uri.getRawPath(),
                parseQuery(uri.getRawQuery()),
                headers,
                body,
                Map.of(),
                List.of());
    }

    ArmRequest with(Map<String, String> routeVariables) {
        return new ArmRequest(method, base, path, query, headers, body, routeVariables, effects);
    }

    ArmRequest meeting(List<Fault.Effect> faults) {
        return new ArmRequest(method, base, path, query, headers, body, variables, List.copyOf(faults));
    }

    String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route of " + path + " has no {" + name + "}");
        }
        return value;
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    String apiVersion() {
        return query("api-version").orElse("");
    }

    boolean expandsInstanceView() {
        return query("$expand")
                .filter(expand -> expand.toLowerCase(Locale.ROOT).contains("instanceview"))
                .isPresent();
    }

    /** The body of a PUT, which must be a JSON object. */
    ObjectNode json() {
        String type = header("content-type").orElse("");
        if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new ArmRefusal(
                    415,
                    "UnsupportedMediaType",
                    "The content media type '" + (type.isEmpty() ? "<null>" : type)
                            + "' is not supported. Only 'application/json' is supported.");
        }
        return Json.parse(body);
    }

    static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> parseQuery(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                query.put(name.toLowerCase(Locale.ROOT), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }
}
