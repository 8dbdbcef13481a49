package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.pages.Attribute.Name;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times and states as people say them. */
final class Words {
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern(
                    "d MMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private Words() {}

    /** A word in its colour. */
    static Html badge(Tone tone, String word) {
        return Html.of(Tag.SPAN, css("badge " + tone), Html.text(word));
    }

    /** How long ago, with the moment itself on demand. */
    static Html ago(Instant at, Instant now) {
        return time(at, FULL.format(at), ago(Duration.between(at, now)));
    }

    /** The moment, with how long ago on demand. */
    static Html moment(Instant at, Instant now) {
        return time(at, ago(Duration.between(at, now)), FULL.format(at));
    }

    /** The time of day, for moments that stand in a row. */
    static Html clock(Instant at) {
        return time(at, FULL.format(at), CLOCK.format(at));
    }

    /** The day, for the first of the moments of a day. */
    static String day(Instant at) {
        return DAY.format(at);
    }

    private static Html time(Instant at, String title, String shown) {
        return Html.of(
                Tag.TIME,
                attr(Name.DATETIME, at.truncatedTo(ChronoUnit.SECONDS).toString()),
                attr(Name.TITLE, title),
                Html.text(shown));
    }

    private static String ago(Duration since) {
        long seconds = since.toSeconds();
        if (Math.abs(seconds) < 5) {
            return "just now";
        }
        return seconds < 0 ? "in " + rough(since.negated()) : rough(since) + " ago";
    }

    private static String rough(Duration length) {
        if (length.toSeconds() < 90) {
            return length.toSeconds() + " s";
        }
        if (length.toMinutes() < 90) {
            return length.toMinutes() + " min";
        }
        return length.toHours() < 48 ? length.toHours() + " h" : length.toDays() + " days";
    }
}
