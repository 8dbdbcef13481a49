package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells whose a packet capture is, by what the ledger knows. A name alone proves nothing: anybody can give one. */
final class Provenance {
    /** A list may show a session for so long after its removal. */
    static final Duration AFTERGLOW = Duration.ofMinutes(5);

    private static final Pattern WORDS = Pattern.compile("[/\\\\._-]");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)\\}");

    private final Pattern names;

    /** @param nameTemplate by which our captures are named */
    Provenance(String nameTemplate) {
        this.names = names(nameTemplate);
    }

    /**
     * Whose a capture is.
     *
     * @param kind null if it is ours and as asked for
     * @param captureId our record that it is, was, or pretends to be
     */
    record Verdict(@Nullable NoticeKind kind, @Nullable String captureId, String why) {
        boolean isOurs() {
            return kind == null;
        }
    }

    /** Ids of ours that stand in a capture's name or paths: where to look in the ledger. */
    static Set<String> mentioned(@Nullable String... texts) {
        Set<String> ids = new LinkedHashSet<>();
        for (String text : texts) {
            if (text != null) {
                for (String word : WORDS.split(text.toLowerCase(Locale.ROOT), -1)) {
                    if (CaptureId.isId(word)) {
                        ids.add(word);
                    }
                }
            }
        }
        return ids;
    }

    /**
     * Of a session in a watcher's list.
     *
     * @param known our records that it may be, read after the list
     */
    Verdict of(PacketCaptureSession session, List<CaptureRecord> known, Instant listedAt) {
        for (CaptureRecord record : known) {
            if (isNamed(record, session.name()) && SessionSteps.isOurs(record, session)) {
                Instant removed = record.session().removedAt();
                return removed != null && removed.plus(AFTERGLOW).isBefore(listedAt)
                        ? new Verdict(
                                NoticeKind.FORGED,
                                record.id(),
                                "our capture " + record.id() + " was removed at " + removed
                                        + ", and somebody has made it again: its file may be written over")
                        : new Verdict(null, record.id(), "our capture " + record.id());
            }
        }
        for (CaptureRecord record : known) {
            if (isNamed(record, session.name())
                    && record.session().id() != null
                    && !record.session().isGone()) {
                return new Verdict(NoticeKind.CHANGED, record.id(), difference(record, session));
            }
        }
        if (!known.isEmpty()) {
            CaptureRecord record = known.get(0);
            return new Verdict(
                    NoticeKind.FORGED,
                    record.id(),
                    "its name or path is that of our capture " + record.id() + ", which it is not");
        }
        return byName(session.name());
    }

    /** Of a capture that only its resource id is known of. */
    Verdict of(ResourceId session, List<CaptureRecord> known) {
        for (CaptureRecord record : known) {
            String own = record.session().id();
            Watcher watcher = record.session().watcher();
            boolean there = own != null
                    ? own.equalsIgnoreCase(session.toString())
                    : watcher != null && session.parent().equals(Optional.of(watcher.id()));
            if (isNamed(record, session.name()) && there) {
                return new Verdict(null, record.id(), "our capture " + record.id());
            }
        }
        if (!known.isEmpty()) {
            CaptureRecord record = known.get(0);
            return new Verdict(
                    NoticeKind.FORGED,
                    record.id(),
                    "its name is that of our capture " + record.id() + ", which is not there");
        }
        return byName(session.name());
    }

    private Verdict byName(String name) {
        return names.matcher(name).matches()
                ? new Verdict(
                        NoticeKind.FORGED,
                        null,
                        "its name looks like ours, and the ledger has no such capture: it is forged, or of another"
                                + " installation")
                : new Verdict(NoticeKind.FOREIGN, null, "the ledger has no such capture");
    }

    private static boolean isNamed(CaptureRecord record, String name) {
        return record.name() != null && record.name().equalsIgnoreCase(name);
    }

    private static String difference(CaptureRecord record, PacketCaptureSession session) {
        String machine = record.target().id().toString();
        if (!machine.equalsIgnoreCase(session.target())) {
            return "our capture " + record.id() + " was asked for on " + machine + ", and is on another machine";
        }
        String path = record.location().storagePath();
        return "our capture " + record.id() + " was asked to write to "
                + (path == null ? record.location().filePath() : path) + ", and writes elsewhere";
    }

    /** The names that the template makes; only an id or a time in it tells them from what people call a capture. */
    private static Pattern names(String template) {
        if (!template.contains("{id}") && !template.contains("{fired}")) {
            return Pattern.compile("(?!)");
        }
        StringBuilder pattern = new StringBuilder();
        Matcher placeholders = PLACEHOLDER.matcher(template);
        int end = 0;
        while (placeholders.find()) {
            pattern.append(Pattern.quote(template.substring(end, placeholders.start())));
            pattern.append(
                    switch (placeholders.group(1)) {
                        case "id" -> "[0-9a-v]{16}";
                        case "fired" -> "[0-9]{8}T[0-9]{6}Z";
                        default -> ".+";
                    });
            end = placeholders.end();
        }
        pattern.append(Pattern.quote(template.substring(end))).append("(-[0-9a-v]{16})?(\\.[0-9]{1,4})?");
        return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE);
    }
}
