package io.alertcap.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.capture.Notice;
import io.alertcap.capture.Notice.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailTextTest {
    @Test
    void writes_a_finished_capture_for_people_who_read_plain_text() {
        MailText text = MailText.of(Notices.finished());

        assertThat(text.subject()).isEqualTo("Capture of web-1 is complete");
        assertThat(text.plain()).isEqualTo("""
                Capture of web-1 is complete

                Machine: web-1 (Linux, westeurope)
                Packets: 789 in 123456 bytes

                What to do next
                - Open it in Wireshark.
                - az storage blob download --blob-url FILE -f web-1.cap

                Alertcap, capture 0123456789abcdef, 2026-11-21T10:05:41Z
                """.replace("FILE", Notices.FILE).replace("\n", "\r\n"));
    }

    @Test
    void both_forms_say_the_same() {
        Notice notice = Notices.finished();

        MailText text = MailText.of(notice);

        assertThat(notice.facts())
                .extracting(Fact::value)
                .allSatisfy(value ->
                        assertThat(text.html()).contains("<td style=\"word-break:break-word\">" + value + "</td>"));
        assertThat(notice.next()).allSatisfy(step -> assertThat(text.html()).contains("<li>" + step + "</li>"));
    }

    @Test
    void a_notice_without_facts_and_advice_has_a_headline_and_an_origin() {
        MailText text = MailText.of(Notices.refused());

        assertThat(text.plain()).startsWith("web-1 was not captured\r\n").doesNotContain("next");
        assertThat(text.html()).doesNotContain("<table", "<ul");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\" onmouseover=\"alert(1)",
                "<img src=https://evil.example/x>",
                "</td></table><h1>",
                "&lt;b&gt;"
            })
    void no_markup_of_an_alert_gets_into_the_html(String text) {
        String harmless = MailText.of(Notices.saying("harmless")).html();
        String html = MailText.of(Notices.saying(text)).html();

        assertThat(html.chars().filter(each -> each == '<' || each == '>' || each == '"'))
                .hasSameSizeAs(harmless.chars()
                        .filter(each -> each == '<' || each == '>' || each == '"')
                        .boxed()
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: evil@example.com", "a\nb", "a\u2028b", "a\u0000b", "\u202Eevil"})
    void the_subject_is_one_line_whatever_an_alert_says(String text) {
        MailText mail = MailText.of(Notices.saying(text));

        assertThat(mail.subject()).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
        assertThat(mail.plain().lines()).noneMatch(line -> line.startsWith("Bcc"));
    }

    @Test
    void is_bounded_whatever_an_alert_says() {
        MailText mail = MailText.of(Notices.endless("&"));

        assertThat(mail.subject()).hasSizeLessThanOrEqualTo(200);
        assertThat(mail.plain().length() + mail.html().length()).isLessThan(400_000);
    }
}
