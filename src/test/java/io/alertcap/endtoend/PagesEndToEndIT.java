package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.local.LocalEstate;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged app's pages, from the door to a capture. */
class PagesEndToEndIT {
    @TempDir
    private static Path folder;

    private static AppClient app;
    private static List<String> loadedByAlert;
    private static String machine;
    private static String capture;

    @BeforeAll
    static void start() throws IOException {
        Path loaded = folder.resolve("classes.log");
        app = AppClient.startCold(Map.of(
                "ALERTCAP_SIGNING_KEY",
                "bm90IGEgc2VjcmV0LCBvbmx5IHRoaXJ0eS10d28gYnl0ZXM=",
                // The JVM says there which classes it loads.
                "JAVA_TOOL_OPTIONS",
                "-Xlog:class+load:file=" + loaded));
        machine = AppClient.machine();
        capture = app.post(AppClient.alert(machine, 1)).captureId();
        loadedByAlert = Files.readAllLines(loaded);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void an_alert_loads_nothing_of_the_pages() {
        assertThat(loadedByAlert).anyMatch(line -> line.contains(" io.alertcap.api.AlertsApi "));
        assertThat(loadedByAlert.stream().filter(line -> line.contains(" io.alertcap.api.pages.")))
                .isEmpty();
    }

    @Test
    void an_alert_loads_nothing_that_seals_or_packs_a_case() {
        assertThat(loadedByAlert).anyMatch(line -> line.contains(" io.alertcap.capture.CaseBook "));
        assertThat(
                        loadedByAlert.stream()
                                .filter(
                                        line -> line.matches(
                                                ".* (io\\.alertcap\\.evidence\\.(Case|Chain|Sums|Verify|Lines)|java\\.util\\.zip\\.ZipOutput).*")))
                .isEmpty();
    }

    @Test
    void only_who_signed_in_sees_captures() {
        HttpResponse<String> stranger = page("/api/pages/captures/" + capture, "");
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.body()).contains("action=\"/api/session\"").doesNotContain(name());
        assertThat(stranger.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");

        String session = signIn();
        assertThat(page("/api/pages", session).headers().firstValue("Location")).contains("/api/pages/captures");
        HttpResponse<String> list = page("/api/pages/captures", session);
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(list.body()).contains(name(), ">Anna<");
        assertThat(page("/api/pages/captures/" + capture, session).body()).contains(name(), "Timeline", capture);
        assertThat(page("/api/pages/doctor", session).body()).contains("Azure Resource Manager knows the app");
        app.finished(capture);
        HttpResponse<String> file = page("/api/pages/captures/" + capture + "/file", session);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Disposition").orElse("")).contains(name());
        assertThat(page("/api/pages/captures/" + capture + "/file", "").statusCode())
                .isEqualTo(403);
        HttpResponse<String> evidence = page("/api/pages/captures/" + capture + "/case", session);
        assertThat(evidence.statusCode()).isEqualTo(200);
        assertThat(evidence.headers().firstValue("Content-Type")).contains("application/zip");
        assertThat(page("/api/pages/captures/" + capture + "/case", "").statusCode())
                .isEqualTo(403);
        HttpResponse<String> none = page("/api/pages/captures/0000000000000000/file", session);
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("<h1>There is no such capture</h1>");
        assertThat(page("/api/pages/captures", session.replaceFirst(".$", "!")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_capture_is_previewed_started_and_stopped_by_forms_of_the_same_session_only() {
        String session = signIn();
        String target = AppClient.machine();
        String form =
                page("/api/pages/start?target=" + encoded(target), session).body();
        String order = "formToken=" + hidden(form, "formToken") + "&order=" + hidden(form, "order") + "&target="
                + encoded(target) + "&timeLimitSeconds=60&filters%5B0%5D.localPort=443&reason=a+test";

        HttpResponse<String> preview = send("/api/pages/start", session, order + "&do=preview");
        assertThat(preview.statusCode()).isEqualTo(200);
        assertThat(preview.body()).contains("It would start now.", "PUT http", "&quot;timeLimitInSeconds&quot;");
        assertThat(send("/api/pages/start", session, order.replaceFirst("formToken=.", "formToken=!") + "&do=start")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("/api/pages/start", signIn(), order + "&do=start").statusCode())
                .as("another session")
                .isEqualTo(403);
        assertThat(AppClient.sessionsStarted(target)).isZero();

        HttpResponse<String> started = send("/api/pages/start", session, order + "&do=start");
        assertThat(started.statusCode()).isEqualTo(303);
        String place = started.headers().firstValue("Location").orElseThrow();
        assertThat(send("/api/pages/start", session, order + "&do=start")
                        .headers()
                        .firstValue("Location"))
                .as("sent twice")
                .contains(place);
        assertThat(page(place, session).body()).contains("Anna, signed in by function key", "a test");

        assertThat(send(place + "/stop", session, "formToken=" + hidden(form, "formToken"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(app.capture(place.substring(place.lastIndexOf('/') + 1))
                        .at("/session/stop/by")
                        .asText())
                .isEqualTo("Anna, signed in by function key");
        assertThat(AppClient.sessionsStarted(target)).isEqualTo(1);
    }

    @Test
    void style_script_and_icon_are_open_to_all_and_may_be_kept() {
        Matcher assets = Pattern.compile("/api/pages/assets/[\\w.-]+")
                .matcher(page("/api/pages/captures", "").body());
        List<String> paths = assets.results().map(hit -> hit.group()).toList();

        assertThat(paths).hasSize(3).allSatisfy(path -> {
            HttpResponse<String> asset = page(path, "");
            assertThat(asset.statusCode()).isEqualTo(200);
            assertThat(asset.body()).isNotBlank();
            assertThat(asset.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
        });
    }

    private static String name() {
        return machine.substring(machine.lastIndexOf('/') + 1);
    }

    /** The cookie, as a browser sends it back. */
    private static String signIn() {
        HttpResponse<String> answer =
                app.exchange(HttpRequest.newBuilder(app.url("/api/session?name=Anna&to=/api/pages/doctor"))
                        .header("x-functions-key", LocalEstate.KEY)
                        .POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/api/pages/doctor");
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private static String hidden(String form, String name) {
        return Pattern.compile("name=\"" + name + "\" value=\"([^\"]+)\"")
                .matcher(form)
                .results()
                .map(hit -> hit.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> send(String path, String cookie, String form) {
        return app.exchange(HttpRequest.newBuilder(app.url(path))
                .header("Cookie", cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private static HttpResponse<String> page(String path, String cookie) {
        HttpRequest.Builder request = HttpRequest.newBuilder(app.url(path)).GET();
        return app.exchange(cookie.isEmpty() ? request : request.header("Cookie", cookie));
    }
}
