package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A list, page by page: {@code {"value":[…],"nextLink":"…"}}. */
final class Listing {
    private Listing() {}

    static ArmAnswer of(ArmRequest request, List<? extends JsonNode> items, int pageSize) {
        int from = Math.min(start(request), items.size());
        int to = pageSize == 0 ? items.size() : Math.min(items.size(), from + pageSize);
        ObjectNode page = Json.object("value", Json.array(items.subList(from, to)));
        if (to < items.size()) {
            page.put(
                    "nextLink",
                    request.base() + request.path() + "?api-version=" + request.apiVersion() + "&$skiptoken=" + to);
        }
        return ArmAnswer.ok(page);
    }

    private static int start(ArmRequest request) {
        try {
            return request.query("$skiptoken").map(Integer::parseInt).orElse(0);
        } catch (NumberFormatException e) {
            throw new ArmRefusal(400, "InvalidSkipToken", "The $skiptoken is not one of ours.");
        }
    }
}
