package io.alertcap.local.host;

import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An NCRONTAB expression with six fields: second, minute, hour, day of month, month, day of week (0 is Sunday).
 *
 * <p>A field is {@code *}, a number, a range {@code a-b}, either with a step {@code /n}, or a list of those. Unlike
 * cron, a day must suit both the day of the month and the day of the week.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions">NCRONTAB
 *     expressions</a>
 */
public final class TimerSchedule {
    /** Long enough for a 29 February that must be a given day of the week, across a year 2100 that has none. */
    private static final int YEARS_AHEAD = 48;

    private enum Field {
        SECOND(0, 59),
        MINUTE(0, 59),
        HOUR(0, 23),
        DAY(1, 31),
        MONTH(1, 12),
        DAY_OF_WEEK(0, 6);

        final int lowest;
        final int highest;

        Field(int lowest, int highest) {
            this.lowest = lowest;
            this.highest = highest;
        }
    }

    private final String expression;
    private final Map<Field, BitSet> fields;

    private TimerSchedule(String expression, Map<Field, BitSet> fields) {
        this.expression = expression;
        this.fields = fields;
    }

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException naming the field that is wrong and what it may hold
     */
    public static TimerSchedule parse(String expression) {
        String[] parts = expression.trim().split("\\s+", -1);
        if (parts.length != Field.values().length) {
            throw new IllegalArgumentException("The schedule \"" + expression + "\" has " + parts.length
                    + " fields; six are needed: second minute hour day month day-of-week");
        }
        Map<Field, BitSet> fields = new EnumMap<>(Field.class);
        Iterator<String> texts = List.of(parts).iterator();
        for (Field field : Field.values()) {
            fields.put(field, allowed(field, texts.next()));
        }
        return new TimerSchedule(expression, fields);
    }

    /**
     * The first time after {@code now} that suits the expression, in the zone of {@code now}.
     *
     * @throws IllegalStateException when there is none, as for the 30th of February
     */
    public ZonedDateTime next(ZonedDateTime now) {
        ZonedDateTime time = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        ZonedDateTime end = now.plusYears(YEARS_AHEAD);
        while (time.isBefore(end)) {
            if (!allows(Field.MONTH, time.getMonthValue())) {
                time = time.withDayOfMonth(1).with(LocalTime.MIDNIGHT).plusMonths(1);
            } else if (!allows(Field.DAY, time.getDayOfMonth())
                    || !allows(Field.DAY_OF_WEEK, time.getDayOfWeek().getValue() % 7)) {
                time = time.with(LocalTime.MIDNIGHT).plusDays(1);
            } else if (!allows(Field.HOUR, time.getHour())) {
                time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!allows(Field.MINUTE, time.getMinute())) {
                time = time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            } else if (!allows(Field.SECOND, time.getSecond())) {
                time = time.plusSeconds(1);
            } else {
                return time;
            }
        }
        throw new IllegalStateException("The schedule \"" + expression + "\" never comes");
    }

    @Override
    public String toString() {
        return expression;
    }

    private boolean allows(Field field, int value) {
        return fields.get(field).get(value);
    }

    private static BitSet allowed(Field field, String text) {
        BitSet values = new BitSet();
        for (String item : text.split(",", -1)) {
            String[] stepped = item.split("/", 2);
            int step = stepped.length == 1 ? 1 : number(field, stepped[1], 1, Integer.MAX_VALUE);
            int from;
            int to;
            if (stepped[0].equals("*")) {
                from = field.lowest;
                to = field.highest;
            } else {
                String[] range = stepped[0].split("-", 2);
                from = number(field, range[0], field.lowest, field.highest);
                // A start with a step runs to the field's end: 5/15 is 5, 20, 35, 50.
                to = range.length == 2
                        ? number(field, range[1], from, field.highest)
                        : stepped.length == 2 ? field.highest : from;
            }
            for (long value = from; value <= to; value += step) {
                values.set((int) value);
            }
        }
        return values;
    }

    private static int number(Field field, String text, int lowest, int highest) {
        if (text.matches("\\d{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= lowest && value <= highest) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" in the " + field.name().toLowerCase(Locale.ROOT)
                        + " field of the schedule is not a number from " + lowest
                        + (highest == Integer.MAX_VALUE ? "" : " to " + highest));
    }
}
