package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Long-running operations and the two URLs under which they are polled. Guarded by the {@link World}.
 *
 * <p>{@code Azure-AsyncOperation} leads to {@code …/operations/{id}} and tells the state, {@code Location} leads to
 * {@code …/operationResults/{id}} and answers 202 until it answers the result.
 */
final class Operations {
    private static final int REMEMBERED = 10_000;

    private final World world;
    private final Map<String, Operation> operations = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Operation> eldest) {
            return size() > REMEMBERED;
        }
    };

    Operations(World world) {
        this.world = world;
    }

    /**
     * What an operation comes to.
     *
     * @param readyAt when
     * @param failure null when it succeeds
     * @param status of the final answer at Location
     * @param body of that answer; null for none
     */
    record Outcome(
            Instant readyAt,
            Session.@Nullable Failure failure,
            int status,
            @Nullable JsonNode body) {
        static Outcome done(Instant readyAt) {
            return new Outcome(readyAt, null, 204, null);
        }

        static Outcome result(Instant readyAt, JsonNode body) {
            return new Outcome(readyAt, null, 200, body);
        }
    }

    private record Operation(String id, Instant startedAt, Outcome outcome) {}

    /**
     * Begins one and adds its headers to the answer.
     *
     * @param namespace {@code Microsoft.Network} or {@code Microsoft.Compute}
     * @param withLocation whether the answer has a {@code Location}, too
     */
    ArmAnswer begin(
            ArmAnswer answer,
            ArmRequest request,
            String namespace,
            String region,
            Outcome outcome,
            boolean withLocation) {
        Operation operation = new Operation(UUID.randomUUID().toString(), world.now(), outcome);
        operations.put(operation.id(), operation);
        String place = request.base() + "/subscriptions/" + request.variable("sub") + "/providers/" + namespace
                + "/locations/" + region;
        ArmAnswer begun = retryAfter(answer.with(
                "Azure-AsyncOperation", place + "/operations/" + operation.id() + query(request.apiVersion())));
        return withLocation
                ? begun.with("Location", place + "/operationResults/" + operation.id() + query(request.apiVersion()))
                : begun;
    }

    /** GET of {@code …/operations/{operation}}. */
    ArmAnswer state(ArmRequest request) {
        Operation operation = find(request);
        Outcome outcome = operation.outcome();
        boolean ready = !world.now().isBefore(outcome.readyAt());
        Session.Failure failure = outcome.failure();
        if (!ready) {
            return retryAfter(ArmAnswer.ok(Json.object(
                    "status", "InProgress", "startTime", operation.startedAt().toString(), "name", operation.id())));
        }
        return ArmAnswer.ok(Json.object(
                "status",
                failure == null ? "Succeeded" : "Failed",
                "startTime",
                operation.startedAt().toString(),
                "endTime",
                outcome.readyAt().toString(),
                "name",
                operation.id(),
                "properties",
                failure == null && outcome.body() != null && !(outcome.body() instanceof NullNode)
                        ? outcome.body()
                        : null,
                "error",
                failure == null
                        ? null
                        : Json.object(
                                "code",
                                failure.code(),
                                "message",
                                failure.message(),
                                "details",
                                Json.MAPPER.createArrayNode())));
    }

    /** GET of {@code …/operationResults/{operation}}. */
    ArmAnswer result(ArmRequest request) {
        Operation operation = find(request);
        Outcome outcome = operation.outcome();
        if (world.now().isBefore(outcome.readyAt())) {
            return retryAfter(ArmAnswer.of(202, null)
                    .with("Location", request.base() + request.path() + query(request.apiVersion())));
        }
        Session.Failure failure = outcome.failure();
        return failure == null
                ? ArmAnswer.of(outcome.status(), outcome.body())
                : ArmAnswer.error(409, failure.code(), failure.message());
    }

    private Operation find(ArmRequest request) {
        if (world.behaviour().signedPollUrls() && request.query("s").isEmpty()) {
            throw new ArmRefusal(
                    403,
                    "AuthorizationFailed",
                    "The signature of the operation's URL is missing: poll it as it was sent.");
        }
        String id = request.variable("operation");
        return Optional.ofNullable(operations.get(id))
                .orElseThrow(() ->
                        new ArmRefusal(404, "ResourceNotFound", "The operation '" + id + "' could not be found."));
    }

    private ArmAnswer retryAfter(ArmAnswer answer) {
        Integer seconds = world.behaviour().retryAfterSeconds();
        return seconds == null ? answer : answer.with("Retry-After", seconds.toString());
    }

    private String query(String apiVersion) {
        String version = "?api-version=" + apiVersion;
        return world.behaviour().signedPollUrls()
                ? version + "&t=638992000000000000&c=" + "MIIHpTCCBo2gAwIBAgITfw".repeat(100) + "&s=signature&h=hash"
                : version;
    }
}
