package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.capture.Amounts;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.PacketCaptureSession;
import io.alertcap.capture.SessionDetail;
import io.alertcap.capture.SessionLook;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The session as Azure has it, beside what was asked for. */
final class ServicePart {
    private ServicePart() {}

    static Html of(CaptureRecord capture, SessionLook.Seen seen) {
        if (seen instanceof SessionLook.There there) {
            return there(capture, there);
        }
        if (seen instanceof SessionLook.Unknown unknown) {
            return Html.of(Tag.P, css("warning"), Html.text("Azure did not say: " + unknown.problem()));
        }
        return Html.of(
                Tag.P,
                css("empty"),
                Html.text(
                        seen instanceof SessionLook.Absent
                                ? "The session is not there" + lastSeen(capture)
                                : "No session was ever asked for."));
    }

    private static String lastSeen(CaptureRecord capture) {
        String status = capture.session().status();
        String reason = capture.session().stopReason();
        return status == null
                ? "."
                : " any more. Its last status was " + status + (reason == null ? "." : ", " + reason + ".");
    }

    private static Html there(CaptureRecord capture, SessionLook.There there) {
        SessionDetail detail = there.detail();
        PacketCaptureSession session = detail.session();
        Html facts = new Facts()
                .code("Etag", detail.etag())
                .add("Provisioning", session.provisioningState())
                .add("Target type", detail.targetType())
                .add("Included", String.join(", ", detail.include()))
                .add("Excluded", String.join(", ", detail.exclude()))
                .code("Storage account", detail.storageId())
                .code("Id", session.id())
                .html();
        return Html.all(
                there.ours()
                        ? Html.none()
                        : Html.of(
                                Tag.P,
                                css("warning"),
                                Html.text("A session of this name is there and is somebody else's: it is left alone.")),
                Html.of(
                        Tag.TABLE,
                        css("wide beside"),
                        attr(Name.ROLE, "table"),
                        attr(Name.ARIA_LABEL, "What was asked for, and what Azure has"),
                        Html.of(
                                Tag.THEAD,
                                attr(Name.ROLE, "rowgroup"),
                                Html.of(
                                        Tag.TR,
                                        attr(Name.ROLE, "row"),
                                        head("Field"),
                                        head("Asked for"),
                                        head("As Azure has it"))),
                        Html.of(Tag.TBODY, attr(Name.ROLE, "rowgroup"), Html.all(rows(capture, session)))),
                facts);
    }

    private static List<Html> rows(CaptureRecord capture, PacketCaptureSession session) {
        CaptureLimits limits = capture.wish().limits();
        List<Html> rows = new ArrayList<>();
        String target = capture.target().id().toString();
        rows.add(row("target", target, session.target(), target.equalsIgnoreCase(session.target())));
        rows.add(number("timeLimitInSeconds", limits.timeLimitSeconds(), session.timeLimitSeconds()));
        rows.add(number("totalBytesPerSession", limits.totalBytes(), session.totalBytes()));
        rows.add(number("bytesToCapturePerPacket", limits.bytesPerPacket(), session.bytesPerPacket()));
        rows.add(row(
                "filters",
                words(capture.wish().filters()),
                words(session.filters()),
                new HashSet<>(capture.wish().filters()).equals(new HashSet<>(session.filters()))));
        rows.add(place("storagePath", capture.location().storagePath(), session.storagePath()));
        rows.add(place("filePath", capture.location().filePath(), session.filePath()));
        return rows;
    }

    /** What the service does not state is not taken to differ. */
    private static Html number(String field, long asked, @Nullable Number has) {
        return row(
                field,
                Amounts.count(asked),
                has == null ? "not stated" : Amounts.count(has.longValue()),
                has == null || has.longValue() == asked);
    }

    private static Html place(String field, @Nullable String asked, @Nullable String has) {
        return row(
                field,
                Objects.requireNonNullElse(asked, "none"),
                Objects.requireNonNullElse(has, "none"),
                asked == null ? has == null : asked.equalsIgnoreCase(has));
    }

    private static String words(List<CaptureFilter> filters) {
        return filters.isEmpty()
                ? "none: all packets"
                : filters.stream().map(CaptureFilter::inWords).collect(Collectors.joining("; "));
    }

    private static Html row(String field, String asked, String has, boolean same) {
        return Html.of(
                Tag.TR,
                attr(Name.ROLE, "row"),
                Html.of(Tag.TH, attr(Name.SCOPE, "row"), attr(Name.ROLE, "rowheader"), Html.text(field)),
                cell("Asked for", Html.text(asked)),
                cell(
                        "As Azure has it",
                        same
                                ? Html.text(has)
                                : Html.all(Html.text(has + " "), Words.badge(Tone.DOUBT, "not as asked"))));
    }

    private static Html head(String label) {
        return Html.of(Tag.TH, attr(Name.SCOPE, "col"), attr(Name.ROLE, "columnheader"), Html.text(label));
    }

    private static Html cell(String label, Html content) {
        return Html.of(Tag.TD, attr(Name.ROLE, "cell"), attr(Name.DATA_LABEL, label), Html.of(Tag.SPAN, content));
    }
}
