package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.FieldError;
import io.alertcap.capture.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Errors as problem details (RFC 9457), each of a type that the documentation explains. */
final class Problems {
    /** A relative reference, because the app does not know under which names it is reached. */
    private static final String TYPES = "/problems/";

    private static final String MEDIA_TYPE = "application/problem+json; charset=utf-8";

    private Problems() {}

    /** The caller's mistake: which fields are wrong, and how. */
    static ApiAnswer invalid(String detail, List<FieldError> errors) {
        return problem(400, "invalid-request", "The request cannot be understood", detail, errors, Map.of());
    }

    /**
     * What a call with other parameters than it knows is answered: a slip of the pen must not change what is done.
     *
     * @param allowed beside the function key, which the host has looked at
     */
    static Optional<ApiAnswer> unknown(Map<String, String> query, List<String> allowed, String detail) {
        String known = allowed.isEmpty() ? "there are none" : "allowed is " + String.join(" and ", allowed);
        List<FieldError> errors = query.keySet().stream()
                .filter(name -> !allowed.contains(name) && !name.equals("code"))
                .map(name -> new FieldError("query." + shown(name), "is not known; " + known))
                .toList();
        return errors.isEmpty() ? Optional.empty() : Optional.of(invalid(detail, errors));
    }

    static ApiAnswer tooLarge(String detail) {
        return problem(413, "too-large", "The body is too large", detail, List.of(), Map.of());
    }

    /** What was asked for cannot be done as things are: why, and what to do. */
    static ApiAnswer refused(int status, String detail, Decision decision) {
        ObjectNode body = body(status, "refused", "The capture is refused", detail);
        body.putArray("decisions").add(DecisionDocument.of(decision));
        return new ApiAnswer(status, MEDIA_TYPE, Json.text(body), Map.of());
    }

    /** A deletion that cannot be taken back has to be asked for twice. */
    static ApiAnswer unconfirmed(String detail) {
        return problem(
                409,
                "unconfirmed",
                "The file is deleted only when that is asked for twice",
                detail,
                List.of(),
                Map.of());
    }

    /** There is no file to be handed out, or none yet. */
    static ApiAnswer noFile(String detail) {
        return problem(409, "no-file", "There is no file to download", detail, List.of(), Map.of());
    }

    /** There is no evidence to be handed out. */
    static ApiAnswer noCase(String detail) {
        return problem(404, "no-case", "There is no evidence case", detail, List.of(), Map.of());
    }

    /** It was deleted by an operator. */
    static ApiAnswer gone(String detail) {
        return problem(410, "file-deleted", "The file was deleted", detail, List.of(), Map.of());
    }

    /**
     * It is too large for one answer.
     *
     * @param commands that fetch it all the same
     */
    static ApiAnswer rangeNeeded(String detail, List<String> commands) {
        ObjectNode body = body(400, "range-needed", "The file is handed out in pieces", detail);
        body.putArray("errors");
        ArrayNode list = body.putArray("commands");
        commands.forEach(list::add);
        return new ApiAnswer(400, MEDIA_TYPE, Json.text(body), Map.of("Accept-Ranges", "bytes"));
    }

    /** The file ends before. */
    static ApiAnswer noSuchRange(long bytes) {
        return problem(
                416,
                "no-such-range",
                "The file has no such range",
                "It has " + bytes + " bytes.",
                List.of(),
                Map.of("Content-Range", "bytes */" + bytes));
    }

    /** Storage would not have it. */
    static ApiAnswer fileNotDeleted(String detail) {
        return problem(503, "file-not-deleted", "The file could not be deleted", detail, List.of(), Map.of());
    }

    /** What was asked for cannot be done as things are. */
    static ApiAnswer conflict(String title, String detail) {
        return problem(409, "conflict", title, detail, List.of(), Map.of());
    }

    /** A hold is in the way. */
    static ApiAnswer held(String detail) {
        return problem(409, "held", "The capture is under legal hold", detail, List.of(), Map.of());
    }

    static ApiAnswer notFound(String detail) {
        return problem(404, "not-found", "There is no such capture", detail, List.of(), Map.of());
    }

    /** The settings are wrong: every one is named. */
    static ApiAnswer misconfigured(List<SettingProblem> problems) {
        List<FieldError> errors = problems.stream()
                .map(problem -> new FieldError(problem.setting(), problem.detail()))
                .toList();
        return problem(
                503,
                "misconfigured",
                "The app's settings are wrong",
                "Nothing is taken on until the settings named in errors are mended; GET /api/health shows them too.",
                errors,
                Map.of());
    }

    /** The memory does not answer: nothing was promised, the caller should come again. */
    static ApiAnswer unavailable(String detail) {
        return problem(
                503,
                "ledger-unavailable",
                "The ledger does not answer",
                detail,
                List.of(),
                Map.of("Retry-After", "10"));
    }

    /** Who calls has not shown who it is. */
    static ApiAnswer unauthorized(String detail, String challenge) {
        return problem(
                401,
                "unauthorized",
                "The caller is not known",
                detail,
                List.of(new FieldError("header.Authorization", "must be Bearer and a token of Entra ID")),
                Map.of("WWW-Authenticate", challenge));
    }

    /** Who calls is known, and may not do this. */
    static ApiAnswer forbidden(String detail) {
        return problem(
                403,
                "forbidden",
                "The caller may not do this",
                detail,
                List.of(),
                Map.of("WWW-Authenticate", "Bearer error=\"insufficient_scope\""));
    }

    /** Whether the caller may cannot be found out now: nothing was promised, the caller should come again. */
    static ApiAnswer undecided(String detail) {
        return problem(
                503,
                "issuer-unavailable",
                "The token's issuer does not answer",
                detail,
                List.of(),
                Map.of("Retry-After", "10"));
    }

    /** Nobody can sign in to the pages. */
    static ApiAnswer pagesClosed() {
        return problem(
                503,
                "pages-closed",
                "The pages are closed",
                "Nobody can sign in: the setting ALERTCAP_SIGNING_KEY is missing. Make one with: openssl rand -base64 32",
                List.of(new FieldError("ALERTCAP_SIGNING_KEY", "is not set")),
                Map.of());
    }

    /** As much of a caller's text as is shown to him again. */
    static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static ApiAnswer problem(
            int status,
            String type,
            String title,
            String detail,
            List<FieldError> errors,
            Map<String, String> headers) {
        ObjectNode body = body(status, type, title, detail);
        ArrayNode list = body.putArray("errors");
        errors.forEach(error -> list.addObject().put("field", error.field()).put("detail", error.detail()));
        return new ApiAnswer(status, MEDIA_TYPE, Json.text(body), headers);
    }

    private static ObjectNode body(int status, String type, String title, String detail) {
        return Json.object()
                .put("type", TYPES + type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
    }
}
