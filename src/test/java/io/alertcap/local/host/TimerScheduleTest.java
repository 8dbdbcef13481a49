package io.alertcap.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimerScheduleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    */1 * * * * *       | 2026-11-21T08:00:00.400Z | 2026-11-21T08:00:01Z
                    */30 * * * * *      | 2026-11-21T08:00:00Z     | 2026-11-21T08:00:30Z
                    */30 * * * * *      | 2026-11-21T08:59:31Z     | 2026-11-21T09:00:00Z
                    0 */5 * * * *       | 2026-12-31T23:58:00Z     | 2027-01-01T00:00:00Z
                    0 30 9 * * 1-5      | 2026-11-20T09:30:00Z     | 2026-11-23T09:30:00Z
                    0 0 0 * * 0         | 2026-11-21T08:00:00Z     | 2026-11-22T00:00:00Z
                    0 0 12 1,15 * *     | 2026-11-15T12:00:00Z     | 2026-12-01T12:00:00Z
                    5/20 0 0 * * *      | 2026-11-21T00:00:05Z     | 2026-11-21T00:00:25Z
                    10-20/5 0 0 1 1 *   | 2026-11-21T08:00:00Z     | 2027-01-01T00:00:10Z
                    0 0 0 29 2 *        | 2026-11-21T08:00:00Z     | 2028-02-29T00:00:00Z
                    0 0 0 31 * 1        | 2026-11-21T08:00:00Z     | 2027-05-31T00:00:00Z
                    """)
    void next_time_is_the_first_that_suits_every_field(String expression, ZonedDateTime now, ZonedDateTime next) {
        assertThat(TimerSchedule.parse(expression).next(now)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    * * * * *      | has 5 fields; six are needed
                    60 * * * * *   | "60" in the second field
                    * * 5-2 * * *  | "2" in the hour field of the schedule is not a number from 5 to 23
                    * * * 0 * *    | "0" in the day field
                    * * * * 13 *   | "13" in the month field
                    * * * * * 7    | "7" in the day_of_week field
                    */0 * * * * *  | "0" in the second field of the schedule is not a number from 1
                    1,,2 * * * * * | "" in the second field
                    @daily         | has 1 fields
                    """)
    void refuses_what_is_no_expression(String expression, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimerSchedule.parse(expression))
                .withMessageContaining(reason);
    }

    @Test
    void says_when_a_date_never_comes() {
        TimerSchedule thirtiethOfFebruary = TimerSchedule.parse("0 0 0 30 2 *");

        assertThatIllegalStateException()
                .isThrownBy(() -> thirtiethOfFebruary.next(ZonedDateTime.parse("2026-11-21T08:00:00Z")))
                .withMessageContaining("never comes");
    }
}
