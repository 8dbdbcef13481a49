package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Standing;
import java.time.Duration;
import java.time.Instant;

/** How far a capture is. */
final class Progress {
    private Progress() {}

    /** A bar where there is one, and what is going on in a sentence. */
    static Html of(CaptureRecord capture, Instant now) {
        String sentence = Standing.sentence(capture, now);
        Instant started = capture.startedAt();
        if (capture.state() != CaptureState.RUNNING || started == null) {
            return Html.of(Tag.P, css("progress"), Html.text(sentence));
        }
        long limit = capture.wish().limits().timeLimitSeconds();
        long run = Math.min(limit, Math.max(0, Duration.between(started, now).toSeconds()));
        return Html.of(
                Tag.DIV,
                css("progress"),
                Html.of(
                        Tag.PROGRESS,
                        attr(Name.MAX, Long.toString(limit)),
                        attr(Name.VALUE, Long.toString(run)),
                        attr(
                                Name.ARIA_LABEL,
                                "Time run of " + capture.target().id().name()),
                        Html.text(100 * run / limit + " %")),
                Html.of(Tag.P, Html.text(sentence)));
    }
}
