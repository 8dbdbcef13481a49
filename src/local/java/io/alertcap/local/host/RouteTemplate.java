package io.alertcap.local.host;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The route of an HTTP function, such as {@code captures/{id}}: literal segments, without regard to case, and
 * parameters that fill one segment each. {@code {name?}} may be absent, {@code {*rest}} takes all that is left.
 * Constraints ({@code {id:int}}) are not understood here and refused.
 */
public final class RouteTemplate {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\*?)([A-Za-z_][A-Za-z0-9_]*)(\\??)}");

    private final String template;
    private final List<String> segments;

    private RouteTemplate(String template, List<String> segments) {
        this.template = template;
        this.segments = segments;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException when it is none, or begins with what the host keeps for itself
     */
    public static RouteTemplate parse(String template) {
        List<String> segments = split(template);
        for (String segment : segments) {
            boolean parameter = PARAMETER.matcher(segment).matches();
            if (!parameter && (segment.contains("{") || segment.contains("}"))) {
                throw new IllegalArgumentException("The route \"" + template + "\" has the segment \"" + segment
                        + "\"; known are text, {name}, {name?} and {*name}");
            }
        }
        String first = segments.isEmpty() ? "" : segments.get(0).toLowerCase(Locale.ROOT);
        if (first.equals("admin") || first.equals("runtime")) {
            throw new IllegalArgumentException("The route \"" + template + "\" begins with " + first
                    + ", which the Functions host keeps for itself");
        }
        return new RouteTemplate(template, segments);
    }

    /** The parameters that a path (below the route prefix, still percent-encoded) gives, or empty if it does not match. */
    public Optional<Map<String, String>> match(String path) {
        List<String> parts = split(path);
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = 0;
        for (String segment : segments) {
            var parameter = PARAMETER.matcher(segment);
            if (parameter.matches()) {
                boolean rest = !parameter.group(1).isEmpty();
                boolean optional = rest || !parameter.group(3).isEmpty();
                if (at < parts.size()) {
                    int end = rest ? parts.size() : at + 1;
                    parameters.put(parameter.group(2), decode(String.join("/", parts.subList(at, end))));
                    at = end;
                } else if (!optional) {
                    return Optional.empty();
                }
            } else if (at < parts.size() && decode(parts.get(at)).equalsIgnoreCase(segment)) {
                at++;
            } else {
                return Optional.empty();
            }
        }
        return at == parts.size() ? Optional.of(parameters) : Optional.empty();
    }

    /** Whether both match the same paths, whatever their parameters are called. */
    boolean sameShape(RouteTemplate other) {
        return shape().equals(other.shape());
    }

    @Override
    public String toString() {
        return template;
    }

    private List<String> shape() {
        return segments.stream()
                .map(segment -> PARAMETER.matcher(segment).replaceAll("{$1$3}").toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<String> split(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String decode(String segment) {
        // A plus sign is a plus sign in a path.
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
