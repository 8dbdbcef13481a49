package io.alertcap.local.arm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Methods and path templates, matched without regard to case as ARM does; {@code {name}} stands for one segment. */
final class RouteTable {
    private final List<Route> routes = new ArrayList<>();

    RouteTable on(String method, String template, Function<ArmRequest, ArmAnswer> handler) {
        routes.add(new Route(method, segments(template), handler));
        return this;
    }

    /** The request with its variables, and who answers it. */
    Match find(ArmRequest request) {
        List<String> path = segments(request.path());
        List<String> allowed = new ArrayList<>();
        for (Route route : routes) {
            Map<String, String> variables = route.match(path);
            if (variables != null) {
                if (route.method().equals(request.method())) {
                    return new Match(request.with(variables), route.handler());
                }
                allowed.add(route.method());
            }
        }
        throw allowed.isEmpty() ? unknown(path, request.apiVersion()) : notAllowed(request.method(), allowed);
    }

    private static ArmRefusal notAllowed(String method, List<String> allowed) {
        return new ArmRefusal(
                405,
                "MethodNotAllowed",
                "The http method '" + method + "' is not supported for a resource of this type; supported: "
                        + allowed.stream().distinct().collect(Collectors.joining(", ")) + ".");
    }

    private static ArmRefusal unknown(List<String> path, String apiVersion) {
        int providers = path.stream().map(String::toLowerCase).toList().indexOf("providers");
        if (providers >= 0 && path.size() > providers + 2) {
            return new ArmRefusal(
                    404,
                    "InvalidResourceType",
                    "The resource type '" + type(path.subList(providers + 2, path.size()))
                            + "' could not be found in the namespace '" + path.get(providers + 1)
                            + "' for api version '" + apiVersion + "'.");
        }
        return new ArmRefusal(
                404,
                "MissingSubscription",
                "The request did not have a subscription or a valid tenant level resource provider.");
    }

    /** Types are every other segment behind the provider; names are between them. */
    private static String type(List<String> typesAndNames) {
        return IntStream.range(0, typesAndNames.size())
                .filter(i -> i % 2 == 0)
                .mapToObj(typesAndNames::get)
                .collect(Collectors.joining("/"));
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .map(ArmRequest::decode)
                .toList();
    }

    /** A request and its handler. */
    record Match(ArmRequest request, Function<ArmRequest, ArmAnswer> handler) {}

    private record Route(String method, List<String> template, Function<ArmRequest, ArmAnswer> handler) {
        @Nullable
        Map<String, String> match(List<String> path) {
            if (path.size() != template.size()) {
                return null;
            }
            Map<String, String> variables = new LinkedHashMap<>();
            for (int i = 0; i < path.size(); i++) {
                String expected = template.get(i);
                if (expected.startsWith("{")) {
                    variables.put(expected.substring(1, expected.length() - 1), path.get(i));
                } else if (!expected.equalsIgnoreCase(path.get(i))) {
                    return null;
                }
            }
            return variables;
        }
    }
}
