package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.FieldError;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.FetchCommands;
import io.alertcap.capture.FileDownloads;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/captures/{id}/file}: goes on to a short-lived link where the app can make one, and else hands the file out
 * in ranges: the Functions worker cannot stream, so an answer is held in memory.
 */
public final class FilesApi {
    /** The largest piece in one answer, 8 MiB. */
    public static final int LARGEST_PIECE = 8 * 1024 * 1024;

    /** Of libpcap's files, registered at IANA. */
    private static final String PCAP = "application/vnd.tcpdump.pcap";

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,15})-(\\d{0,15})");

    private final CaptureLedger ledger;
    private final FileDownloads downloads;
    private final Duration linkLife;

    /** @param linkLife how long links can be used; nothing to make none */
    public FilesApi(CaptureLedger ledger, FileDownloads downloads, Duration linkLife) {
        this.ledger = ledger;
        this.downloads = downloads;
        this.linkLife = linkLife;
    }

    /** One file of a capture: all of it, or a part of several. */
    private record Wanted(
            String captureId,
            @Nullable Integer part,
            ResourceId account,
            String url,
            long bytes,
            @Nullable String sha256) {
        /** With name, time and id of the capture in it, so that a folder full of them makes sense. */
        String name() {
            return FetchCommands.fileName(captureId, url);
        }
    }

    /** @param headers with names in lower case */
    HttpAnswer file(String id, Map<String, String> query, Map<String, String> headers) {
        Optional<ApiAnswer> unknown =
                Problems.unknown(query, List.of("part"), "The file cannot be handed out as asked.");
        if (unknown.isPresent()) {
            return unknown.get();
        }
        if (!CaptureId.isId(id)) {
            return CapturesApi.noId();
        }
        try {
            Optional<CaptureRecord> capture = ledger.find(id).map(CaptureLedger.Versioned::value);
            return capture.isEmpty() ? CapturesApi.noSuchCapture(id) : file(capture.get(), query.get("part"), headers);
        } catch (CaptureException e) {
            return Problems.unavailable(String.valueOf(e.getMessage()));
        }
    }

    private HttpAnswer file(CaptureRecord capture, @Nullable String part, Map<String, String> headers) {
        CaptureFile file = capture.file();
        if (file.state() == CaptureFile.State.ON_MACHINE) {
            return Problems.noFile("The only copy is on " + capture.target().id() + " at " + file.path()
                    + ". Fetch it from there, for example with scp.");
        }
        ResourceId account = capture.location().account();
        if (file.state() != CaptureFile.State.ARRIVED || account == null || file.url() == null) {
            return Problems.noFile("The file is " + file.state().wire() + "; the capture is "
                    + capture.state().wire() + (capture.reason() == null ? "" : ": " + capture.reason()));
        }
        if (file.isDeleted()) {
            return Problems.gone("There is no file any more: " + file.problem() + ".");
        }
        List<CaptureFile.Part> parts = file.parts();
        if (parts.isEmpty()) {
            return part == null
                    ? handOut(
                            new Wanted(
                                    capture.id(),
                                    null,
                                    account,
                                    file.url(),
                                    Objects.requireNonNullElse(file.bytes(), 0L),
                                    file.sha256()),
                            headers)
                    : wrongPart("is not for a capture of one file");
        }
        if (part == null) {
            return ApiAnswer.json(200, listing(capture.id(), parts));
        }
        int number = part.matches("\\d{1,4}") ? Integer.parseInt(part) : parts.size();
        if (number >= parts.size()) {
            return wrongPart("must be 0 to " + (parts.size() - 1));
        }
        CaptureFile.Part one = parts.get(number);
        return handOut(new Wanted(capture.id(), number, account, one.url(), one.bytes(), one.sha256()), headers);
    }

    private static ApiAnswer wrongPart(String words) {
        return Problems.invalid("There is no such part.", List.of(new FieldError("query.part", words)));
    }

    private static ObjectNode listing(String id, List<CaptureFile.Part> parts) {
        ObjectNode document = Json.object();
        ArrayNode list = document.putArray("parts");
        for (int i = 0; i < parts.size(); i++) {
            CaptureFile.Part part = parts.get(i);
            list.addObject()
                    .put("url", part.url())
                    .put("bytes", part.bytes())
                    .put("packets", part.packets())
                    .put("sha256", part.sha256())
                    .putObject("links")
                    .put("file", CaptureDocument.link(id) + "/file?part=" + i);
        }
        return document;
    }

    private HttpAnswer handOut(Wanted file, Map<String, String> headers) {
        if (!linkLife.isZero()) {
            Optional<URI> link = downloads.link(file.account(), file.url(), file.name(), linkLife);
            if (link.isPresent()) {
                return new ApiAnswer(
                        302,
                        "text/plain; charset=utf-8",
                        "",
                        Map.of(
                                "Location",
                                link.get().toString(),
                                "Cache-Control",
                                "no-store",
                                "Referrer-Policy",
                                "no-referrer"));
            }
        }
        return inRanges(file, headers.get("range"));
    }

    private HttpAnswer inRanges(Wanted file, @Nullable String range) {
        if (range == null) {
            return file.bytes() <= LARGEST_PIECE
                    ? piece(file, 200, 0, (int) file.bytes())
                    : Problems.rangeNeeded(
                            "The file has " + file.bytes() + " bytes, and at most " + LARGEST_PIECE
                                    + " fit into one answer, because a Functions app cannot stream. Ask for pieces, with a header such"
                                    + " as Range: bytes=0-" + (LARGEST_PIECE - 1)
                                    + "; of a longer range the beginning is sent. Either of the commands fetches all of it; in"
                                    + " the second $APP is this app's address and $KEY a function key.",
                            List.of(
                                    FetchCommands.az(file.url(), file.name()),
                                    FetchCommands.curl(file.captureId(), file.part(), file.bytes(), file.name())));
        }
        Matcher matcher = RANGE.matcher(range.strip());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return Problems.invalid(
                    "Only one range of bytes can be asked for.",
                    List.of(new FieldError("Range", "must be like bytes=0-8388607, bytes=8388608- or bytes=-1024")));
        }
        long from;
        long to;
        if (matcher.group(1).isEmpty()) {
            from = Math.max(0, file.bytes() - Long.parseLong(matcher.group(2)));
            to = file.bytes() - 1;
        } else {
            from = Long.parseLong(matcher.group(1));
            to = matcher.group(2).isEmpty()
                    ? file.bytes() - 1
                    : Math.min(Long.parseLong(matcher.group(2)), file.bytes() - 1);
        }
        if (from > to) {
            return Problems.noSuchRange(file.bytes());
        }
        return piece(file, 206, from, (int) Math.min(to - from + 1, LARGEST_PIECE));
    }

    private FileAnswer piece(Wanted file, int status, long from, int length) {
        byte[] content = length == 0 ? new byte[0] : downloads.read(file.account(), file.url(), from, length);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept-Ranges", "bytes");
        headers.put("Cache-Control", "no-store");
        headers.put("Content-Disposition", "attachment; filename=\"" + file.name() + "\"");
        if (status == 206) {
            headers.put("Content-Range", "bytes " + from + "-" + (from + content.length - 1) + "/" + file.bytes());
        }
        if (file.sha256() != null) {
            // RFC 9530: of the whole representation, whichever piece of it this is.
            headers.put(
                    "Repr-Digest",
                    "sha-256=:"
                            + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(file.sha256())) + ":");
        }
        return new FileAnswer(status, PCAP, content, headers);
    }
}
