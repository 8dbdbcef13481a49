package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.alert.FieldError;
import io.alertcap.alert.Warning;
import io.alertcap.api.ApiAnswer;
import io.alertcap.api.Caller;
import io.alertcap.api.PageGate;
import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.capture.Amounts;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Decision;
import io.alertcap.capture.HoldAnswer;
import io.alertcap.capture.InMemoryLedger;
import io.alertcap.capture.LegalHold;
import io.alertcap.capture.MutableClock;
import io.alertcap.capture.ServiceRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
    private static final Pattern ADDRESS = Pattern.compile("(?:href|src|action)=\"([^\"]*)\"");

    static final PageGate.Admitted ANNA = new PageGate.Admitted(new Caller("Anna", Caller.Proof.SESSION), "token");

    private static final String KEY = "00000000-1111-2222-3333-444444444444";
    private static final String WEB = PageSamples.machine("vm-web-01").id().toString();

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final PageSamples samples = new PageSamples(clock);
    private final InMemoryLedger ledger = samples.ledger();
    private final Pages.Source source = samples.source(ledger);
    private final Pages pages = new Pages(clock, "1.2.3");

    static Stream<String> everyPage() {
        return Stream.of(
                "captures/",
                "captures/" + PageSamples.RUNNING,
                "captures/" + PageSamples.COMPLETE,
                "captures/" + PageSamples.HOSTILE,
                "captures/0000000000000000",
                "doctor/",
                "start/",
                "nothing/");
    }

    @ParameterizedTest
    @MethodSource("everyPage")
    void nothing_on_a_page_comes_from_elsewhere_or_runs_in_the_markup(String path) {
        ApiAnswer answer = show(path);

        assertThat(answer.headers().get("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe")
                .doesNotContain("*");
        assertThat(answer.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Referrer-Policy", "no-referrer");
        assertThat(ADDRESS.matcher(answer.body()).results().map(hit -> hit.group(1)))
                .isNotEmpty()
                .allMatch(
                        address -> address.matches("/api/pages/.*|/api/session/end|#content|\\?service=true#service"));
        assertThat(answer.body())
                .doesNotContain("<style")
                .doesNotContainPattern("<script(?! src=\"[^\"]+\" defer=\"defer\"></script>)");
        assertThat(answer.body()).doesNotContainPattern("<[^>]* (on\\w+|style)=");
    }

    @Test
    void whatever_an_alert_or_azure_says_is_text() {
        String body = show("captures/" + PageSamples.HOSTILE).body();

        assertThat(body)
                .contains("&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;")
                .doesNotContain("<img")
                .doesNotContain("alert('1')");
        assertThat(show("captures/").body()).doesNotContain("<img").doesNotContain("onerror=alert(2)>");
        assertThat(doctor(PageSamples.ATTACK).body())
                .contains("value=\"&lt;/title&gt;")
                .doesNotContain("<img");
    }

    @Test
    void no_address_leads_elsewhere() {
        assertThatThrownBy(() -> attr(Name.HREF, "javascript:alert(1)")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> attr(Name.HREF, "//example.com")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> attr(Name.SRC, "https://example.com/x.js"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> attr(Name.HREF, "/api/pagesx")).isInstanceOf(IllegalArgumentException.class);
        assertThat(attr(Name.HREF, "/api/pages/doctor").value()).isEqualTo("/api/pages/doctor");
    }

    @Test
    void a_program_cannot_be_written_into_the_markup() {
        assertThatThrownBy(() -> Html.of(Tag.SCRIPT, Html.text("alert(1)")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Stream.of(Tag.values()).map(Tag::toString)).doesNotContain("style", "iframe", "object", "base");
        assertThat(Stream.of(Name.values()).map(Name::toString))
                .noneMatch(name -> name.startsWith("on") || name.equals("style"));
    }

    @Test
    void captures_that_are_under_way_stand_above_those_that_have_ended() {
        String body = show("captures/").body();

        assertThat(between(body, "id=\"now\"", "id=\"before\""))
                .contains("vm-web-01", "vm-web-03", "vm-db-02")
                .contains("2 min 5 s of 5 min.")
                .contains("<progress max=\"300\" value=\"125\"")
                .contains("the limit is 10; until 14 min from now.")
                .contains("12.6 MB have arrived.")
                .doesNotContain("truncated");
        assertThat(body.substring(body.indexOf("id=\"before\"")))
                .contains("truncated", "1.1 GB", "1,398,221", "15 min ago")
                .doesNotContain(">running<");
        assertThat(body).contains("data-live=\"4\"").contains("<noscript><meta http-equiv=\"refresh\" content=\"20\">");
    }

    @Test
    void an_open_capture_is_shown_however_many_came_after_it() {
        for (int i = 0; i < 30; i++) {
            ledger.put(new PageSamples(Clock.offset(clock, Duration.ofSeconds(i)))
                    .ended("later" + String.format("%011d", i), "vm-later"));
        }

        assertThat(between(show("captures/").body(), "id=\"now\"", "id=\"before\""))
                .contains("vm-web-03");
    }

    @Test
    void an_empty_estate_says_what_will_be_here() {
        Pages.Source empty = samples.source(new InMemoryLedger(clock));

        assertThat(pages.show(empty, "captures", "", Map.of(), ANNA).body())
                .contains("No capture is under way. The next alert starts one.")
                .contains("Nothing here yet.")
                .contains("Nothing follows the captures.")
                .contains("Not known yet: a Network Watcher is looked at when a capture starts there.");
    }

    @Test
    void a_capture_has_its_story_its_file_and_what_to_do_next() {
        String body = show("captures/" + PageSamples.COMPLETE).body();

        assertThat(body)
                .contains("<title>vm-web-01, complete · Alertcap</title>")
                .contains("Complete: it ran its time and the file is there.")
                .contains("<code data-copy=\"command\">az storage blob download --auth-mode login")
                .contains("61,877")
                .contains("48.2 MB (48,213,094 bytes)")
                .contains("767e065f92d8803314820e0b0f8cb45d3e657416dd1a623613920f3a51281ec0")
                .contains("TCP, local port 443, remote any")
                .contains("UDP, local 10.0.0.4, remote 10.1.0.0-10.1.255.255 port 53")
                .contains("Not as asked: ")
                .contains("TimeExceeded")
                .contains("href=\"/api/pages/captures/covered000000000\"")
                .contains("href=\"/api/pages/captures/" + PageSamples.COMPLETE + "/file\"");
        assertThat(body.indexOf("the service says Stopped")).isLessThan(body.lastIndexOf(">finished<"));
    }

    @Test
    void a_capture_that_has_ended_and_told_everybody_stands_still() {
        CaptureRecord stopped = ledger.find("stopped000000000").orElseThrow().value();

        assertThat(stopped.state()).isEqualTo(CaptureState.FINISHED);
        assertThat(show("captures/stopped000000000").body())
                .doesNotContain("data-live")
                .doesNotContain("http-equiv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"captures/0000000000000000", "captures/..", "captures/%2e%2e", "nothing/", "doctor/x"})
    void what_is_not_there_is_a_page_that_says_so(String path) {
        assertThat(show(path).status()).isEqualTo(404);
        assertThat(show(path).body()).contains("<h1>There is no such");
    }

    @Test
    void the_root_leads_to_the_captures() {
        assertThat(pages.show(source, "", "", Map.of(), ANNA).status()).isEqualTo(303);
        assertThat(pages.show(source, "", "", Map.of(), ANNA).headers())
                .containsEntry("Location", "/api/pages/captures");
    }

    @Test
    void the_doctor_says_first_what_is_to_be_mended() {
        String target = PageSamples.machine("vm-web-01").id().toString();

        String body = doctor(target).body();

        assertThat(body).contains("A capture of this machine would not succeed now: 1 thing is wrong.");
        assertThat(between(body, "id=\"findings\"", "id=\"checks\""))
                .contains(
                        "Way out of the machine",
                        "securityRules/NoPlatform",
                        "<strong>Fix: </strong>allow outbound TCP")
                .contains("Capture files", ">unknown<")
                .doesNotContain(">ok<");
        assertThat(body).contains("value=\"" + target + "\"");
        assertThat(show("doctor/").body())
                .contains("Nothing is in the way of a capture of this deployment, as far as can be seen.")
                .doesNotContain("id=\"findings\"");
    }

    @Test
    void a_target_that_is_no_machine_is_refused_beside_its_field() {
        ApiAnswer answer = doctor("vm-web-01");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("role=\"alert\"")
                .contains("This is not the resource id of a virtual machine")
                .contains("value=\"vm-web-01\"");
    }

    @Test
    void with_wrong_settings_a_stranger_is_not_told_which() {
        assertThat(pages.closed().status()).isEqualTo(503);
        assertThat(pages.closed().body())
                .contains("settings are wrong", "/api/health")
                .doesNotContain("ALERTCAP_");
    }

    @Test
    void who_is_not_let_in_signs_in_and_comes_to_the_page_that_was_asked_for() {
        ApiAnswer answer = pages.signIn(
                "doctor",
                "",
                Map.of("target", "/subscriptions/s1"),
                new PageGate.SignInFirst(
                        "Sign in to see the pages.", true, "/.auth/login/aad?post_login_redirect_uri=/api/pages"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .contains("action=\"/api/session\"", "name=\"code\"", "type=\"password\"")
                .contains("name=\"to\" value=\"/api/pages/doctor?target=%2Fsubscriptions%2Fs1\"")
                .contains("href=\"/.auth/login/aad?post_login_redirect_uri=/api/pages\"")
                .doesNotContain("<nav", "Sign out", "vm-web-01");
    }

    @Test
    void pages_that_are_closed_offer_no_form() {
        ApiAnswer answer =
                pages.signIn("", "", Map.of(), new PageGate.SignInFirst("The pages are closed.", false, null));

        assertThat(answer.body()).contains("The pages are closed.").doesNotContain("<form");
    }

    @Test
    void who_signed_in_is_named_and_can_sign_out_where_that_helps() {
        assertThat(show("captures/").body()).contains(">Anna<", "action=\"/api/session/end\"", "Sign out");
        assertThat(pages.show(
                                source,
                                "captures",
                                "",
                                Map.of(),
                                new PageGate.Admitted(new Caller("anna@example.com", Caller.Proof.ENTRA), "t"))
                        .body())
                .contains(">anna@example.com<")
                .doesNotContain("Sign out");
    }

    @Test
    void a_form_holds_what_was_asked_for_and_shows_the_request_before_anything_happens() {
        assertThat(pages.show(source, "start", "", Map.of("target", WEB), ANNA).body())
                .contains("name=\"formToken\" value=\"token\"", "value=\"" + WEB + "\"", "action=\"/api/pages/start\"");
        RecordedOrders orders = new RecordedOrders(new Orders.Placed(
                new Decision(
                        WEB,
                        Decision.Kind.STARTED,
                        null,
                        null,
                        new ServiceRequest("PUT", "https://management.azure.com/x", "{\"a\":\"<b>\"}")),
                List.of(),
                List.of(new Warning("filters[0].localIPAddress", "0.0.0.0 is no address of a machine"))));

        ApiAnswer answer = pages.start(
                orders,
                Map.of(
                        "target",
                        WEB,
                        "timeLimitSeconds",
                        "60",
                        "filters[0].localPort",
                        "443",
                        "reason",
                        " ",
                        "do",
                        "preview"),
                ANNA);

        assertThat(orders.fields)
                .containsEntry("target", WEB)
                .containsEntry("timeLimitSeconds", "60")
                .containsEntry("filters", "[{\"localPort\":\"443\"}]")
                .hasSize(3);
        assertThat(orders.preview).isTrue();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("It would start now.", "PUT https://management.azure.com/x", "&quot;&lt;b&gt;&quot;")
                .contains("0.0.0.0 is no address of a machine")
                .contains("name=\"timeLimitSeconds\"", "value=\"60\"");
    }

    @Test
    void an_order_is_wrong_beside_its_fields() {
        RecordedOrders orders = new RecordedOrders(new Orders.Placed(
                null,
                List.of(
                        new FieldError("target", "is missing"),
                        new FieldError("filters[0].localPort", "must be a port")),
                List.of()));

        ApiAnswer answer = pages.start(orders, Map.of("filters[0].localPort", "x", "do", "start"), ANNA);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains(
                        "2 things are wrong.",
                        "<a href=\"#filters-0-localPort\">Port of the machine</a> must be a port")
                .contains("aria-describedby=\"target-hint target-wrong\"")
                .contains("id=\"filters-0-localPort-wrong\">must be a port<");
    }

    @Test
    void one_form_is_one_order_however_often_it_is_sent() {
        RecordedOrders orders = new RecordedOrders(new Orders.Placed(
                new Decision(WEB, Decision.Kind.STARTED, PageSamples.RUNNING, null, null), List.of(), List.of()));
        String key = Pattern.compile("name=\"order\" value=\"([0-9a-f-]{36})\"")
                .matcher(show("start/").body())
                .results()
                .map(hit -> hit.group(1))
                .findFirst()
                .orElseThrow();

        ApiAnswer answer = pages.start(orders, Map.of("target", WEB, "order", key, "do", "start"), ANNA);

        assertThat(orders.key).isEqualTo(key);
        assertThat(orders.preview).isFalse();
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.headers()).containsEntry("Location", "/api/pages/captures/" + PageSamples.RUNNING);
    }

    @Test
    void another_filter_is_one_row_more_and_nothing_that_was_filled_in_is_lost() {
        RecordedOrders orders = new RecordedOrders(new Orders.Placed(null, List.of(), List.of()));
        Map<String, String> form = new HashMap<>(Map.of(
                "target",
                WEB,
                "order",
                KEY,
                "filters[0].localPort",
                "443",
                "filters[2].protocol",
                "UDP",
                "reason",
                "<why>"));

        form.put("do", "another-filter");
        String more = pages.start(orders, form, ANNA).body();
        form.put("do", "without-filter-0");
        String less = pages.start(orders, form, ANNA).body();

        assertThat(orders.key).as("nothing was ordered").isEmpty();
        assertThat(more)
                .contains("name=\"filters[0].localPort\" type=\"text\"", "value=\"443\"", "value=\"&lt;why&gt;\"")
                .contains("value=\"" + WEB + "\"", "value=\"" + KEY + "\"")
                .contains("<legend>Filter 3</legend>", "autofocus")
                .doesNotContain("<legend>Filter 4</legend>");
        assertThat(between(more, "<legend>Filter 2</legend>", "<legend>Filter 3</legend>"))
                .contains("<option value=\"UDP\" selected=\"selected\">");
        assertThat(less)
                .contains("<option value=\"UDP\" selected=\"selected\">", "value=\"&lt;why&gt;\"")
                .doesNotContain("value=\"443\"", "<legend>Filter 2</legend>");
    }

    @Test
    void filters_are_ordered_without_gaps_so_that_an_error_stands_beside_the_filter_it_is_about() {
        RecordedOrders orders = new RecordedOrders(
                new Orders.Placed(null, List.of(new FieldError("filters[1].remotePort", "must be a port")), List.of()));

        String body = pages.start(
                        orders,
                        Map.of(
                                "filters[1].localPort",
                                "443",
                                "filters[7].remotePort",
                                "x",
                                "instances",
                                "0,3",
                                "storageAccount",
                                "captures",
                                "blobPath",
                                "a/b.cap",
                                "do",
                                "preview"),
                        ANNA)
                .body();

        assertThat(orders.fields)
                .containsEntry("filters", "[{\"localPort\":\"443\"},{\"remotePort\":\"x\"}]")
                .containsEntry("instances", "0,3")
                .containsEntry("storageAccount", "captures")
                .containsEntry("blobPath", "a/b.cap");
        assertThat(between(body, "<legend>Filter 2</legend>", "Remove filter 2"))
                .contains("value=\"x\" aria-invalid=\"true\"", "must be a port");
    }

    @Test
    void the_form_offers_what_the_settings_name_and_says_what_they_allow() {
        assertThat(show("start/").body())
                .contains("<option value=\"web\">web (5 min, 2 filters)</option>")
                .contains("<option value=\"short\">short (10 s, all packets)</option>")
                .contains("<option value=\"captures\">captures (westeurope)</option>")
                .contains("300 if empty, at most 3600 (1 h)")
                .contains("name=\"filterSet\"", "name=\"localPath\"", "name=\"instances\"");
    }

    @Test
    void a_filter_of_the_list_is_in_the_pages_address_and_in_its_form() {
        String body = list(Map.of(
                        "machine", "vm-web-01", "state", "", "outcome", "complete", "since", "2026-03-01T11:00"))
                .body();

        assertThat(between(body, "id=\"found\"", "</section>"))
                .contains("1 capture fits, newest first.", PageSamples.COMPLETE)
                .doesNotContain("covered");
        assertThat(between(body, "id=\"filter\"", "</form>"))
                .contains("open=\"open\"", "value=\"vm-web-01\"", "value=\"2026-03-01T11:00:00\"")
                .contains("<option value=\"complete\" selected=\"selected\">", ">Clear</a>");
        assertThat(body).doesNotContain("data-live");
    }

    @Test
    void captures_under_way_are_found_as_well() {
        assertThat(between(list(Map.of("state", "running")).body(), "id=\"found\"", "</section>"))
                .contains(PageSamples.RUNNING, "data-label=\"State\"");
    }

    @Test
    void what_is_not_found_is_explained() {
        assertThat(list(Map.of("machine", "nobody")).body())
                .contains("No capture fits. Looked at 10 captures, all that there are.");
        assertThat(list(Map.of("machine", "nobody", "since", "2026-03-01T11:55:00Z"))
                        .body())
                .contains("all that there are in that time.");
    }

    @Test
    void a_filter_that_cannot_be_is_wrong_beside_its_field() {
        ApiAnswer answer = list(Map.of("since", "yesterday", "state", "running"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains("value=\"yesterday\"", "id=\"since-wrong\">must be a time in UTC", "aria-invalid=\"true\"")
                .contains("<option value=\"running\" selected=\"selected\">");
        assertThat(list(Map.of("after", "nowhere")).status()).isEqualTo(400);
    }

    @Test
    void earlier_pages_keep_the_filter() {
        for (int i = 0; i < 30; i++) {
            ledger.put(new PageSamples(Clock.offset(clock, Duration.ofSeconds(i)))
                    .ended("later" + String.format("%011d", i), "vm-later"));
        }

        String body = list(Map.of("machine", "vm-later")).body();
        String next = Pattern.compile("href=\"\\?machine=vm-later&amp;after=([^\"]+)\"")
                .matcher(body)
                .results()
                .map(hit -> URLDecoder.decode(hit.group(1), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();

        assertThat(body).contains("25 captures fit so far, newest first; older ones may as well.");
        assertThat(list(Map.of("machine", "vm-later", "after", next)).body())
                .contains("5 captures fit, newest first.", "The newest that fit");
    }

    @Test
    void captures_of_others_are_marked_with_the_age_of_that_knowledge() {
        assertThat(between(show("captures/").body(), "id=\"others\"", "</section>"))
                .contains("netops-trace-17", "vm-mail-02", "westeurope", ">not ours<", "2 min ago", "had stopped ");
    }

    @Test
    void a_report_for_a_ticket_is_folded_away_and_can_be_copied() {
        assertThat(between(show("captures/" + PageSamples.COMPLETE).body(), "id=\"report\"", "</details>"))
                .contains("data-copy=\"report\"", "Packets of vm-web-01: complete\n====", "61,877 packets in 48.2 MB");
    }

    @Test
    void azure_is_asked_only_on_demand_and_its_fields_stand_beside_ours() {
        assertThat(show("captures/" + PageSamples.RUNNING).body())
                .contains("href=\"?service=true#service\"")
                .doesNotContain("As Azure has it");
        String body = pages.show(source, "captures", PageSamples.RUNNING, Map.of("service", "true"), ANNA)
                .body();
        assertThat(body)
                .contains("&quot;0c1f4e7a-", "536,870,912 ", ">not as asked<")
                .doesNotContain("data-live");
        assertThat(pages.show(source, "captures", PageSamples.COMPLETE, Map.of("service", "true"), ANNA)
                        .body())
                .contains("The session is not there any more. Its last status was Stopped, TimeExceeded.");
    }

    @Test
    void a_file_too_large_for_one_answer_comes_with_the_line_that_fetches_it() {
        assertThat(show("captures/" + PageSamples.COMPLETE).body())
                .contains("-ge 48213094 ]; do curl -fsS", "/api/captures/" + PageSamples.COMPLETE + "/file");
        ApiAnswer refusal = new ApiAnswer(
                400,
                "application/problem+json",
                "{\"title\":\"In pieces\",\"detail\":\"d\",\"commands\":[\"curl <x>\"]}",
                Map.of());
        assertThat(pages.problem(refusal, ANNA).body()).contains("<code data-copy=\"command\">curl &lt;x&gt;</code>");
    }

    @Test
    void only_a_capture_that_has_not_ended_can_be_stopped() {
        assertThat(show("captures/" + PageSamples.RUNNING).body())
                .contains("action=\"/api/pages/captures/" + PageSamples.RUNNING + "/stop\"", "Stop this capture");
        assertThat(show("captures/" + PageSamples.COMPLETE).body()).doesNotContain("Stop this capture");
        RecordedOrders orders = new RecordedOrders(new Orders.Placed(null, List.of(), List.of()));

        assertThat(pages.stop(orders, PageSamples.RUNNING, ANNA).status()).isEqualTo(404);
    }

    @Test
    void a_hold_is_shown_and_taken_by_a_form_of_the_session() {
        assertThat(show("captures/" + PageSamples.COMPLETE).body())
                .contains(
                        "action=\"/api/pages/captures/" + PageSamples.COMPLETE + "/hold\"",
                        "Hold this capture",
                        "name=\"reason\"");
        ledger.edit(
                PageSamples.COMPLETE,
                record -> record.change()
                        .hold(new LegalHold(Instant.parse("2026-03-01T12:00:00Z"), "<b>anna</b>", "case <17>"))
                        .done());
        assertThat(show("captures/" + PageSamples.COMPLETE).body())
                .contains("Release the hold", "case &lt;17&gt;", "&lt;b&gt;anna")
                .doesNotContain("Hold this capture");
    }

    @Test
    void a_hold_that_is_not_taken_says_why() {
        RecordedOrders orders = new RecordedOrders(new Orders.Placed(null, List.of(), List.of()));
        String id = PageSamples.COMPLETE;

        assertThat(pages.hold(orders, id, Map.of("reason", " "), ANNA).status()).isEqualTo(400);
        assertThat(pages.hold(orders, id, Map.of("reason", "case 17"), ANNA).status())
                .isEqualTo(404);
        assertThat(pages.hold(orders, id, Map.of("do", "release"), ANNA).status())
                .isEqualTo(404);
        orders.hold = "It is being deleted because of";
        ApiAnswer refused = pages.hold(orders, id, Map.of("reason", "case 17"), ANNA);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("It is being deleted because of case 17.");
    }

    /** Answers as it was told, and remembers what was asked. */
    private static final class RecordedOrders implements Orders {
        private final Placed answer;
        private Map<String, String> fields = Map.of();
        private String key = "";
        private boolean preview;
        private String hold = "";

        RecordedOrders(Placed answer) {
            this.answer = answer;
        }

        @Override
        public CapturePolicy policy() {
            return PageSamples.policy();
        }

        @Override
        public Placed start(Map<String, String> newFields, String newKey, boolean newPreview) {
            fields = newFields;
            key = newKey;
            preview = newPreview;
            return answer;
        }

        @Override
        public Optional<CaptureRecord> stop(String id) {
            return Optional.empty();
        }

        @Override
        public Optional<HoldAnswer> hold(String id, String reason) {
            return hold.isEmpty() ? Optional.empty() : Optional.of(new HoldAnswer.Refused(hold + " " + reason));
        }

        @Override
        public Optional<CaptureRecord> release(String id) {
            return Optional.empty();
        }
    }

    @Test
    void a_silent_ledger_is_said_in_words() {
        ledger.silent("No answer within 2000 ms.");

        assertThat(show("captures/").status()).isEqualTo(503);
        assertThat(show("captures/").body()).contains("The ledger does not answer");
    }

    @Test
    void style_script_and_icon_may_be_kept_for_ever_because_their_names_have_their_hash() {
        List<String> names = Pattern.compile("/api/pages/assets/([\\w.-]+)")
                .matcher(show("captures/").body())
                .results()
                .map(hit -> hit.group(1))
                .toList();

        assertThat(names).hasSize(3).allMatch(name -> name.matches("(pages|icon)-[0-9a-f]{16}\\.(css|js|svg)"));
        assertThat(names).allSatisfy(name -> {
            assertThat(pages.asset(name).status()).isEqualTo(200);
            assertThat(pages.asset(name).headers())
                    .containsEntry("Cache-Control", "public, max-age=31536000, immutable");
        });
        assertThat(pages.asset("pages.css").status()).isEqualTo(404);
        assertThat(pages.asset("../Pages.class").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "1, 1 s", "60, 1 min", "125, 2 min 5 s", "3600, 1 h", "3661, 1 h 1 min 1 s", "18000, 5 h"})
    void lengths_are_said_exactly(long seconds, String words) {
        assertThat(Amounts.length(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "2, just now",
        "30, 30 s ago",
        "600, 10 min ago",
        "7200, 2 h ago",
        "259200, 3 days ago",
        "-120, in 2 min"
    })
    void how_long_ago_is_said_roughly(long seconds, String words) {
        StringBuilder out = new StringBuilder();
        Words.ago(clock.instant(), clock.instant().plusSeconds(seconds)).write(out);

        assertThat(out).contains(">" + words + "</time>").contains("datetime=\"2026-03-01T12:00:00Z\"");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "999, 999 bytes",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "4294967295, 4.3 GB"
    })
    void sizes_are_said_in_their_unit(long bytes, String words) {
        assertThat(Amounts.size(bytes)).isEqualTo(words);
    }

    @Test
    void every_colour_of_a_state_has_a_ground_in_both_schemes() {
        String style = Assets.load().style().content();

        for (Tone tone : Tone.values()) {
            assertThat(Pattern.compile("--" + tone + "(-ground)?: #")
                            .matcher(style)
                            .results()
                            .map(MatchResult::group))
                    .as(tone.toString())
                    .hasSize(4);
        }
    }

    private ApiAnswer show(String path) {
        String[] parts = path.split("/", -1);
        return pages.show(source, parts[0], parts[1], Map.of(), ANNA);
    }

    private ApiAnswer list(Map<String, String> query) {
        return pages.show(source, "captures", "", query, ANNA);
    }

    private ApiAnswer doctor(String target) {
        return pages.show(source, "doctor", "", Map.of("target", target), ANNA);
    }

    private static String between(String body, String from, String to) {
        int begin = body.indexOf(from);
        int end = body.indexOf(to, begin);
        assertThat(begin).isNotNegative();
        assertThat(end).isGreaterThan(begin);
        return body.substring(begin, end);
    }
}
