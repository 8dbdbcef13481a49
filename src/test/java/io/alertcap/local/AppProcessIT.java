package io.alertcap.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.alertcap.local.host.ToyApp;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppProcessIT {
    private static final String MEMBERS = """
            public HttpResponseMessage where(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                return request.createResponseBuilder(HttpStatus.OK)
                        .body(System.getenv("WHERE") + " " + System.getProperty("user.dir")).build();
            }
            public void tick(@TimerTrigger(name = "timer", schedule = "") String timer, ExecutionContext context) {
                context.getLogger().info("ticked");
            }
            """;

    @TempDir
    private static Path temporary;

    private static Path app;

    @BeforeAll
    static void writeApp() throws Exception {
        app = ToyApp.of(temporary.resolve("toy"), MEMBERS)
                .http("Where", "where", "where", "\"GET\"", "FUNCTION")
                .timer("Tick", "tick", "0 0 0 1 1 *")
                .folder();
    }

    @Test
    void runs_in_its_folder_with_its_settings() throws Exception {
        try (AppProcess process = AppProcess.start(options("first.log", "one"))) {
            assertThat(where(process)).isEqualTo("one " + app);
        }
    }

    @Test
    void two_run_side_by_side() throws Exception {
        try (AppProcess one = AppProcess.start(options("side.log", "one"));
                AppProcess two = AppProcess.start(options("by-side.log", "two"))) {
            assertThat(where(one)).startsWith("one ");
            assertThat(where(two)).startsWith("two ");
        }
    }

    @Test
    void can_be_killed_and_started_again() throws Exception {
        AppProcess first = AppProcess.start(options("again.log", "first"));
        first.kill();
        assertThat(ProcessHandle.of(first.pid())).isEmpty();

        try (AppProcess second = AppProcess.start(options("again.log", "second"))) {
            assertThat(where(second)).startsWith("second ");
            assertThat(second.log()).as("the log of this run only").containsOnlyOnce("Listening on");
        }
    }

    @Test
    void ticks_when_told_to() {
        try (AppProcess process = AppProcess.start(options("tick.log", "one"))) {
            process.tick("Tick");

            assertThat(process.log()).contains("[Information] Tick ticked");
            assertThatIllegalStateException()
                    .isThrownBy(() -> process.tick("Tock"))
                    .withMessageContaining("404");
        }
    }

    @Test
    void says_why_it_did_not_start() {
        AppProcess.Options nowhere = new AppProcess.Options(
                temporary.resolve("nowhere"), 0, "key", true, Map.of(), temporary.resolve("nowhere.log"));

        assertThatIllegalStateException()
                .isThrownBy(() -> AppProcess.start(nowhere))
                .withMessageContaining("There is no packaged app in");
    }

    private static AppProcess.Options options(String log, String where) {
        return new AppProcess.Options(app, 0, "key", false, Map.of("WHERE", where), temporary.resolve(log));
    }

    private static String where(AppProcess process) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(process.url().resolve("/api/where?code=key"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
