package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.local.LocalEstate;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
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
        assertThat(page("/api/pages/captures", session.replaceFirst(".$", "!")).statusCode())
                .isEqualTo(403);
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

    private static HttpResponse<String> page(String path, String cookie) {
        HttpRequest.Builder request = HttpRequest.newBuilder(app.url(path)).GET();
        return app.exchange(cookie.isEmpty() ? request : request.header("Cookie", cookie));
    }
}
