package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.local.agent.CaptureOrder;
import io.alertcap.local.agent.MachineAgent;
import io.alertcap.local.agent.Recording;
import io.alertcap.local.agent.Recording.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One packet capture resource, and what its machines record for it. Guarded by the {@link World}. */
final class Session {
    private static final DateTimeFormatter START_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final String name;
    private final Watcher watcher;
    private final ObjectNode properties;
    private final Plan plan;
    private final List<Take> takes = new ArrayList<>();
    private final Set<String> errors = new LinkedHashSet<>();
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private @Nullable String stopReason;
    private boolean delivered;

    Session(String name, Watcher watcher, ObjectNode properties, Plan plan) {
        this.name = name;
        this.watcher = watcher;
        this.properties = properties;
        this.plan = plan;
    }

    /** A session of somebody else: it runs until it is stopped or deleted, and records nothing. */
    static Session foreign(String name, Watcher watcher, String target, Instant now) {
        ObjectNode body = Json.object(
                "properties",
                Json.object("target", target, "storageLocation", Json.object("filePath", "/var/captures/theirs.cap")));
        return new Session(
                name,
                watcher,
                CaptureBody.parse(body, "2025-03-01").echo(),
                new Plan(now, now, null, List.of(), List.of(), null, Duration.ZERO, List.of()));
    }

    /**
     * What is to happen, decided when the session is created.
     *
     * @param createdAt when the PUT came
     * @param startsAt when the machines begin
     * @param failure why it will not start; null when it will
     * @param startErrors packetCaptureErrors with which it ends at its start; empty when it really runs
     * @param shares one for each machine
     * @param sizeStopReason the service's word for the size limit
     * @param uploadTakes from the end to the blob
     * @param effects faults that this session meets
     */
    record Plan(
            Instant createdAt,
            Instant startsAt,
            @Nullable Failure failure,
            List<String> startErrors,
            List<Share> shares,
            @Nullable String sizeStopReason,
            Duration uploadTakes,
            List<Fault.Effect> effects) {

        <T extends Fault.Effect> Optional<T> effect(Class<T> type) {
            return effects.stream().filter(type::isInstance).map(type::cast).findFirst();
        }
    }

    /** Why a resource could not be provisioned. */
    record Failure(String code, String message) {}

    /**
     * One machine's part in a session.
     *
     * @param order what it records
     * @param storagePath blob of its file; null when it stays on the machine
     * @param kept whether the machine keeps its file
     */
    record Share(CaptureOrder order, @Nullable String storagePath, boolean kept) {}

    /** A file that has become due in storage. */
    record Delivery(Session session, String storagePath, Path file, boolean kept) {}

    String name() {
        return name;
    }

    String id() {
        return watcher.id() + "/packetCaptures/" + name;
    }

    /** Where its file goes; empty when it stays on the machine. */
    String storagePath() {
        return properties.path("storageLocation").path("storagePath").asText("");
    }

    Watcher watcher() {
        return watcher;
    }

    @Nullable
    Failure failure() {
        return plan.failure();
    }

    /** Whether it counts as a session, which is from its creation to its end. */
    boolean live() {
        return endedAt == null && plan.failure() == null;
    }

    /** Whether somebody is to delete it by now. */
    boolean fallsToSomebody(Instant now) {
        return plan.effect(Fault.SessionDeleted.class)
                .filter(fault -> !now.isBefore(plan.createdAt().plusSeconds(fault.afterSeconds())))
                .isPresent();
    }

    void advance(Instant now, MachineAgent agent) {
        if (!live() || now.isBefore(plan.startsAt())) {
            return;
        }
        if (startedAt == null) {
            startedAt = plan.startsAt();
            if (!plan.startErrors().isEmpty()) {
                errors.addAll(plan.startErrors());
                end(startedAt, null);
                return;
            }
            plan.shares().forEach(share -> takes.add(new Take(share, agent.start(share.order()))));
        }
        Instant agentEnd = plan.effect(Fault.AgentStops.class)
                .map(fault -> plan.startsAt().plusSeconds(fault.afterSeconds()))
                .orElse(Instant.MAX);
        for (Take take : takes) {
            Instant until = now.isBefore(agentEnd) ? now : agentEnd;
            take.ending = take.recording.advance(until).orElse(null);
            if (take.ending == null && !now.isBefore(agentEnd)) {
                take.ending = take.recording.stop(agentEnd);
                errors.add("AgentStopped");
            }
        }
        endWhenAllHave();
    }

    /** Ends it by a request. */
    void stop(Instant now, MachineAgent agent) {
        advance(now, agent);
        if (live()) {
            takes.forEach(take -> take.ending = take.ending == null ? take.recording.stop(now) : take.ending);
            end(now, "Manual");
        }
    }

    /** The files that are due by now, once. */
    List<Delivery> due(Instant now) {
        List<Delivery> due = new ArrayList<>();
        Instant ended = endedAt;
        if (ended == null || delivered || plan.effect(Fault.BlobNever.class).isPresent()) {
            return due;
        }
        Duration late = plan.effect(Fault.BlobLate.class)
                .map(fault -> Duration.ofSeconds(fault.seconds()))
                .orElse(Duration.ZERO);
        if (now.isBefore(ended.plus(plan.uploadTakes()).plus(late))) {
            return due;
        }
        delivered = true;
        if (!errors.contains("StorageFailed")) {
            takes.forEach(take -> due.addAll(take.deliveries(this)));
        }
        return due;
    }

    boolean settled() {
        return !live()
                && (delivered
                        || plan.failure() != null
                        || plan.effect(Fault.BlobNever.class).isPresent());
    }

    void storageFailed() {
        errors.add("StorageFailed");
    }

    /** The resource, as GET answers it. */
    ObjectNode json(Instant now) {
        ObjectNode shown = Json.object("provisioningState", provisioningState(now));
        shown.setAll(properties);
        return Json.object(
                "name",
                name,
                "id",
                id(),
                "etag",
                watcher.etag(),
                "type",
                "Microsoft.Network/networkWatchers/packetCaptures",
                "properties",
                shown);
    }

    private String provisioningState(Instant now) {
        if (now.isBefore(plan.startsAt())) {
            return "Updating";
        }
        return plan.failure() == null ? "Succeeded" : "Failed";
    }

    /** The answer of queryStatus. */
    ObjectNode status() {
        return Json.object(
                "name",
                name,
                "id",
                id(),
                "captureStartTime",
                startedAt == null ? null : START_TIME.format(startedAt),
                "packetCaptureStatus",
                statusWord(),
                "stopReason",
                endedAt == null ? null : stopReason,
                "packetCaptureError",
                plan.failure() == null ? errors : List.of("CaptureFailed"));
    }

    ArmStandIn.SessionView view() {
        return new ArmStandIn.SessionView(name, String.valueOf(Json.text(properties, "target")), statusWord(), live());
    }

    private String statusWord() {
        if (plan.failure() != null || (endedAt != null && !errors.isEmpty())) {
            return "Error";
        }
        return endedAt != null ? "Stopped" : startedAt != null ? "Running" : "NotStarted";
    }

    private void endWhenAllHave() {
        if (takes.isEmpty() || takes.stream().anyMatch(take -> take.ending == null)) {
            return;
        }
        Recording.Ending last = takes.stream()
                .map(take -> Optional.ofNullable(take.ending))
                .flatMap(Optional::stream)
                .max(Comparator.comparing(Recording.Ending::at))
                .orElseThrow();
        if (last.cause() == Cause.FAILED) {
            errors.add("CaptureFailed");
        }
        end(last.at(), word(last.cause()));
    }

    private @Nullable String word(Cause cause) {
        return switch (cause) {
            case TIME -> "TimeExceeded";
            case SIZE -> plan.sizeStopReason();
            case STOPPED, FAILED -> null;
        };
    }

    private void end(Instant at, @Nullable String reason) {
        endedAt = at;
        stopReason = reason;
        if (plan.effect(Fault.StorageFails.class).isPresent()) {
            errors.add("StorageFailed");
        }
    }

    private static final class Take {
        private final Share share;
        private final Recording recording;
        private Recording.@Nullable Ending ending;

        Take(Share share, Recording recording) {
            this.share = share;
            this.recording = recording;
        }

        List<Delivery> deliveries(Session session) {
            String path = share.storagePath();
            if (path == null) {
                return List.of();
            }
            List<Delivery> deliveries = new ArrayList<>();
            for (Path file : recording.files()) {
                session.spoil(file);
                deliveries.add(new Delivery(
                        session,
                        share.order().files() == null
                                ? path
                                : numbered(path, share.order().path(), file),
                        file,
                        share.kept()));
            }
            return deliveries;
        }

        /** A rotated file's blob carries the number of the local file. */
        private static String numbered(String storagePath, Path stem, Path file) {
            String localStem = stem.getFileName().toString().replaceFirst("\\.cap$", "");
            return storagePath.replaceFirst("\\.cap$", "")
                    + file.getFileName().toString().substring(localStem.length());
        }
    }

    private void spoil(Path file) {
        try {
            if (plan.effect(Fault.GarbageFile.class).isPresent()) {
                Files.write(file, "This is not what was asked for.\n".repeat(64).getBytes(StandardCharsets.UTF_8));
            } else if (plan.effect(Fault.HeaderOnlyFile.class).isPresent()) {
                byte[] header = new byte[24];
                try (var in = Files.newInputStream(file)) {
                    in.readNBytes(header, 0, header.length);
                }
                Files.write(file, header, StandardOpenOption.TRUNCATE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not spoil the capture file " + file, e);
        }
    }
}
