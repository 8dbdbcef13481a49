package io.alertcap.local.arm;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with the requests of a method and path.
 *
 * @param method HTTP method, or {@code *}
 * @param path pattern of the path without its query, without regard to case; {@code *} stands for any text, so that
 *     {@code *packetCaptures*} means all that concerns captures
 * @param skip how many matching requests are let alone first
 * @param count how many requests then meet the fault; 0 means all of them
 * @param effect what happens
 */
public record Fault(String method, String path, int skip, int count, Effect effect) {

    /** The next request of this kind meets the effect, then none any more. */
    public static Fault once(String method, String path, Effect effect) {
        return new Fault(method, path, 0, 1, effect);
    }

    /** Every request of this kind meets the effect until the faults are cleared. */
    public static Fault always(String method, String path, Effect effect) {
        return new Fault(method, path, 0, 0, effect);
    }

    /** What happens to a request, or to the session that a PUT creates. In JSON its {@code kind} says which. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Throttle.class, name = "throttle"),
        @JsonSubTypes.Type(value = Answer.class, name = "answer"),
        @JsonSubTypes.Type(value = Hang.class, name = "hang"),
        @JsonSubTypes.Type(value = Reset.class, name = "reset"),
        @JsonSubTypes.Type(value = AnswerLost.class, name = "answerLost"),
        @JsonSubTypes.Type(value = Drip.class, name = "drip"),
        @JsonSubTypes.Type(value = Slow.class, name = "slow"),
        @JsonSubTypes.Type(value = ProvisioningFails.class, name = "provisioningFails"),
        @JsonSubTypes.Type(value = AgentStops.class, name = "agentStops"),
        @JsonSubTypes.Type(value = StorageFails.class, name = "storageFails"),
        @JsonSubTypes.Type(value = BlobLate.class, name = "blobLate"),
        @JsonSubTypes.Type(value = BlobNever.class, name = "blobNever"),
        @JsonSubTypes.Type(value = HeaderOnlyFile.class, name = "headerOnlyFile"),
        @JsonSubTypes.Type(value = GarbageFile.class, name = "garbageFile"),
        @JsonSubTypes.Type(value = SessionDeleted.class, name = "sessionDeleted")
    })
    public sealed interface Effect {}

    /** 429 with {@code Retry-After}. */
    public record Throttle(int retryAfterSeconds) implements Effect {}

    /** An error answer (408, 409, 412, 500, 503, …) instead of the real one; without a code it has no body. */
    public record Answer(
            int status, @Nullable String code, @Nullable String message) implements Effect {}

    /** No answer, as long as the client waits. */
    public record Hang() implements Effect {}

    /** The connection is closed before anything was done. */
    public record Reset() implements Effect {}

    /** What was asked is done, then the connection is closed without an answer. */
    public record AnswerLost() implements Effect {}

    /** The right answer, its body at one byte a second. */
    public record Drip() implements Effect {}

    /** The right answer, later; in real time. */
    public record Slow(int milliseconds) implements Effect {}

    /** The PUT is accepted, then the resource ends as Failed with this error. */
    public record ProvisioningFails(String code, String message) implements Effect {}

    /** The agent ends this long after the session's start; the session ends as Error, AgentStopped. */
    public record AgentStops(int afterSeconds) implements Effect {}

    /** The file cannot be stored: the session ends as Error, StorageFailed. */
    public record StorageFails() implements Effect {}

    /** The file arrives so much later than it would. */
    public record BlobLate(int seconds) implements Effect {}

    /** The session ends well, but its file never arrives. */
    public record BlobNever() implements Effect {}

    /** A file without packets arrives. */
    public record HeaderOnlyFile() implements Effect {}

    /** A file arrives that is no capture file. */
    public record GarbageFile() implements Effect {}

    /** Somebody deletes the session this long after it was created. */
    public record SessionDeleted(int afterSeconds) implements Effect {}
}
