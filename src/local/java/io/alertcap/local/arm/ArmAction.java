package io.alertcap.local.arm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a request is to a role definition: every request of Azure Resource Manager is one action on one scope.
 *
 * @param name such as {@code Microsoft.Network/networkWatchers/read}
 * @param scope the id of the resource, or of the collection that is listed
 * @see <a href="https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format">Actions
 *     format</a>
 */
public record ArmAction(String name, String scope) {
    /** Names and types take turns behind a provider; a POST has its action's name at the end. */
    public static ArmAction of(String method, String path) {
        List<String> segments = Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .toList();
        int providers = segments.stream()
                .map(segment -> segment.toLowerCase(Locale.ROOT))
                .toList()
                .indexOf("providers");
        List<String> types = new ArrayList<>();
        if (providers < 0) {
            types.add("Microsoft.Resources");
            types.addAll(everySecond(segments));
        } else {
            types.add(segments.get(providers + 1));
            types.addAll(everySecond(segments.subList(providers + 2, segments.size())));
        }
        String scope = method.equals("POST") ? path.substring(0, path.lastIndexOf('/')) : path;
        return new ArmAction(String.join("/", types) + "/" + verb(method), scope);
    }

    private static List<String> everySecond(List<String> segments) {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < segments.size(); i += 2) {
            types.add(segments.get(i));
        }
        return types;
    }

    private static String verb(String method) {
        return switch (method) {
            case "GET", "HEAD" -> "read";
            case "PUT", "PATCH" -> "write";
            case "DELETE" -> "delete";
            case "POST" -> "action";
            default -> throw new IllegalArgumentException("No request of Resource Manager: " + method);
        };
    }

    /** How a long-running operation went may be asked by the one who began it, without an action in a role. */
    boolean isPoll() {
        return name.matches("[^/]+/locations/(operations|operationResults)/read");
    }
}
