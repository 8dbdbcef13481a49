package io.alertcap.local.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.local.Polling;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionsHostTest {
    private static final String MEMBERS = """
            static int ticks;
            int calls;
            public HttpResponseMessage echo(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request,
                    @BindingName("id") String id, ExecutionContext context) {
                context.getLogger().info("echo {0}");
                context.getLogger().fine("finer");
                return request.createResponseBuilder(HttpStatus.CREATED)
                        .header("Content-Type", "application/json").header("X-Twice", "1").header("x-twice", "2")
                        .body(id + "|" + ++calls + "|" + request.getBody().orElse("none") + "|" + request.getHttpMethod()
                                + "|" + request.getHeaders().get("x-mixed") + "|" + request.getQueryParameters()
                                + "|" + request.getUri().getPath() + "|" + context.getFunctionName())
                        .build();
            }
            public HttpResponseMessage bytes(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                return request.createResponseBuilder(HttpStatus.OK).header("Content-Type", "application/octet-stream")
                        .body(new byte[] {0, -1, 10}).build();
            }
            public String text(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                return "plain";
            }
            public String nothing(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                return null;
            }
            public String fail(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                throw new IllegalStateException("told to fail");
            }
            public String slow(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request)
                    throws InterruptedException {
                new java.util.concurrent.CountDownLatch(1).await(60, java.util.concurrent.TimeUnit.SECONDS);
                return "never";
            }
            public String isolated(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                String found = "";
                for (String name : List.of("com.fasterxml.jackson.databind.ObjectMapper", "org.assertj.core.api.Assertions",
                        "com.microsoft.azure.functions.cache.ObjectCache", "com.microsoft.azure.functions.HttpStatus")) {
                    try {
                        found += Class.forName(name).getSimpleName() + " ";
                    } catch (ClassNotFoundException e) {
                        // not offered
                    }
                }
                return found + (Thread.currentThread().getContextClassLoader() == getClass().getClassLoader());
            }
            public HttpResponseMessage date(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                return request.createResponseBuilder(HttpStatus.OK).body(java.time.Instant.EPOCH).build();
            }
            public void tick(@TimerTrigger(name = "timer", schedule = "") String timer, ExecutionContext context) {
                context.getLogger().warning("tick " + timer);
                if (++ticks > 1) {
                    throw new IllegalStateException("told to fail");
                }
            }
            public String ticks(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                return String.valueOf(ticks);
            }
            """;

    @TempDir
    private static Path temporary;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();
    private static FunctionsHost host;

    @BeforeAll
    static void start() throws Exception {
        ToyApp app = ToyApp.of(temporary.resolve("toy"), MEMBERS)
                .http("Echo", "echo", "things/{id}", "\"GET\",\"POST\"", "FUNCTION")
                .http("Special", "text", "things/special", "\"GET\"", "FUNCTION")
                .http("Bytes", "bytes", "bytes", "\"GET\"", "ANONYMOUS")
                .http("Text", "text", "", "", "ANONYMOUS")
                .http("Nothing", "nothing", "nothing", "\"GET\"", "ANONYMOUS")
                .http("Fail", "fail", "fail", "\"GET\"", "ANONYMOUS")
                .http("Slow", "slow", "slow", "\"GET\"", "ANONYMOUS")
                .http("Isolated", "isolated", "isolated", "\"GET\"", "ANONYMOUS")
                .http("Date", "date", "date", "\"GET\"", "ANONYMOUS")
                .http("Absent", "echo", "absent/{id?}", "\"GET\"", "ANONYMOUS")
                .timer("Tick", "tick", "%TICKS%")
                .timer("Unset", "tick", "%NOT_SET%");
        host = FunctionsHost.start(options(app, true));
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void hands_the_request_over_as_the_worker_does() throws Exception {
        HttpResponse<String> answer = send(request("/api/things/a%20b?code=key&x=1&x=2&empty=")
                .header("X-Mixed", "Case")
                .POST(BodyPublishers.ofString("grüße")));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("a b|1|grüße|POST|Case|{code=key, x=1,2}|/api/things/a b|Echo");
        assertThat(answer.headers().map())
                .containsEntry("content-type", java.util.List.of("application/json; charset=utf-8"))
                .containsEntry("x-twice", java.util.List.of("2"));
    }

    @Test
    void makes_a_new_instance_for_each_invocation() throws Exception {
        assertThat(get("/api/things/1?code=key").body()).startsWith("1|1|none");
        assertThat(get("/api/things/1?code=key").body()).startsWith("1|1|none");
    }

    @Test
    void chunked_bodies_arrive_empty() throws Exception {
        byte[] body = "chunked".getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer = send(request("/api/things/1?code=key")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        assertThat(answer.body()).startsWith("1|1|none|POST");
    }

    @Test
    void routes_are_tried_in_the_order_of_function_names() throws Exception {
        assertThat(get("/api/things/special?code=key").body()).startsWith("special|");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /,                        200",
        "GET,    /admin/host/ping,         200",
        "GET,    /api/things/1,            401",
        "GET,    /api/things/1?code=other, 401",
        "DELETE, /api/things/1?code=key,   404",
        "GET,    /api/unknown,             404",
        "GET,    /things/1?code=key,       404",
        "PATCH,  /api/text,                200",
        "GET,    /api/nothing,             204",
        "GET,    /api/fail,                500",
        "GET,    /api/date,                500",
        "GET,    /api/absent,              500",
        "POST,   /admin/functions/Tick,    401",
        "POST,   /admin/functions/Nobody?code=key, 404",
    })
    void answers_with_the_status_of_the_host(String method, String path, int status) throws Exception {
        HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(status);
        if (status != 200) {
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void takes_the_key_from_the_header() throws Exception {
        HttpResponse<String> answer = send(request("/api/things/1").header("X-Functions-Key", "key"));

        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @Test
    void bytes_go_out_as_they_are() throws Exception {
        HttpResponse<byte[]> answer = CLIENT.send(request("/api/bytes").build(), BodyHandlers.ofByteArray());

        assertThat(answer.body()).containsExactly(0, 255, 10);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
    }

    @Test
    void text_without_a_type_is_plain() throws Exception {
        assertThat(get("/api/text").headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    }

    @Test
    void a_failure_is_explained_in_the_log_only() throws Exception {
        HttpResponse<String> answer = get("/api/fail");

        assertThat(answer.body()).isEmpty();
        assertThat(log()).contains("[Error] Fail Invocation", "java.lang.IllegalStateException: told to fail");
    }

    @Test
    void a_call_ends_at_the_function_timeout() throws Exception {
        assertThat(get("/api/slow").statusCode()).isEqualTo(500);
        assertThat(log()).contains("did not end within the functionTimeout of host.json, PT1S");
    }

    @Test
    void offers_the_functions_api_and_nothing_of_its_own_class_path() throws Exception {
        assertThat(get("/api/isolated").body()).isEqualTo("HttpStatus true");
    }

    @Test
    void log_lines_name_level_and_function_and_keep_the_message_as_it_is() throws Exception {
        get("/api/things/1?code=key");

        assertThat(log()).contains("[Information] Echo echo {0}").contains("[Trace] Echo finer");
    }

    @Test
    void timers_run_by_schedule_and_by_hand() throws Exception {
        // The schedule is a year away: each tick below is asked for.
        ToyApp app = ToyApp.of(temporary.resolve("ticking"), MEMBERS)
                .timer("Tick", "tick", "%TICKS%")
                .http("Ticks", "ticks", "ticks", "", "ANONYMOUS");
        try (FunctionsHost ticking = FunctionsHost.start(options(app, true))) {
            HttpRequest.Builder byHand = HttpRequest.newBuilder(ticking.url().resolve("/admin/functions/tick?code=key"))
                    .POST(BodyPublishers.ofString("{}"));

            assertThat(send(byHand).statusCode()).isEqualTo(202);
            assertThat(log())
                    .contains("[Warning] Tick tick {\"Schedule\":{\"AdjustForDST\":true},\"ScheduleStatus\":{");
            assertThat(ticking.run("Tick"))
                    .as("the second tick is told to fail")
                    .isFalse();
            assertThat(CLIENT.send(
                                    HttpRequest.newBuilder(ticking.url().resolve("/api/ticks"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .isEqualTo("2");
            assertThatThrownBy(() -> ticking.run("Ticks")).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void a_timer_whose_schedule_is_not_set_is_left_out_and_said() {
        assertThat(host.functions()).contains("Tick").doesNotContain("Unset");
        assertThat(log()).contains("Function Unset is left out").contains("NOT_SET");
    }

    @Test
    void schedule_fires_by_itself() throws Exception {
        ToyApp app = ToyApp.of(temporary.resolve("secondly"), MEMBERS)
                .timer("Tick", "tick", "* * * * * *")
                .http("Ticks", "ticks", "ticks", "", "ANONYMOUS");
        try (FunctionsHost ticking = FunctionsHost.start(options(app, true))) {
            URI ticks = ticking.url().resolve("/api/ticks");
            Polling.until(
                    Duration.ofSeconds(20),
                    () -> Integer.parseInt(body(ticks)),
                    count -> count >= 2,
                    count -> count + " ticks, wanted two");
        }
    }

    @Test
    void an_injector_gives_the_instances() throws Exception {
        ToyApp app = ToyApp.of(temporary.resolve("injected"), MEMBERS + """
                                public static class Injector
                                        implements com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector {
                                    private final Functions only = new Functions();
                                    public <T> T getInstance(Class<T> type) {
                                        return type.cast(only);
                                    }
                                }
                                """, "toy.Functions$Injector")
                .http("Echo", "echo", "things/{id}", "\"GET\"", "ANONYMOUS");
        try (FunctionsHost injected = FunctionsHost.start(options(app, false))) {
            URI echo = injected.url().resolve("/api/things/1");
            for (int call = 1; call <= 2; call++) {
                assertThat(CLIENT.send(HttpRequest.newBuilder(echo).build(), BodyHandlers.ofString())
                                .body())
                        .startsWith("1|" + call + "|");
            }
        }
    }

    @Test
    void refuses_two_functions_of_one_route_and_method() throws Exception {
        ToyApp app = ToyApp.of(temporary.resolve("clash"), MEMBERS)
                .http("One", "text", "things/{id}", "\"GET\",\"POST\"", "FUNCTION")
                .http("Two", "text", "Things/{name}", "\"POST\"", "FUNCTION");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FunctionsHost.start(options(app, false)))
                .withMessageContaining("Functions One and Two share the route");
    }

    @Test
    void refuses_a_folder_without_a_package() {
        Path empty = temporary.resolve("empty");

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        FunctionsHost.start(new FunctionsHost.Options(empty, 0, "key", false, Map.of(), System.out)))
                .withMessageContaining("it has no host.json");
    }

    private static FunctionsHost.Options options(ToyApp app, boolean timers) {
        PrintStream log = new PrintStream(LOG, true, StandardCharsets.UTF_8);
        return new FunctionsHost.Options(app.folder(), 0, "key", timers, Map.of("TICKS", "0 0 0 1 1 *"), log);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(host.url().resolve(path));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String body(URI address) {
        return CLIENT.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .join()
                .body();
    }

    private static String log() {
        return LOG.toString(StandardCharsets.UTF_8);
    }
}
