package io.alertcap.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.alertcap.capture.Notifier.Delivery;
import io.alertcap.capture.TimeBudget;
import io.alertcap.notify.Destination.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against servers on loopback that answer well, badly, slowly, endlessly or not at all. */
@Timeout(30)
class HttpNotifierIT {
    private static final Instant NOW = Instant.parse("2026-11-21T10:06:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    /** Long enough for any answer on loopback, so that a test which waits for it fails. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration SHORT = Duration.ofMillis(300);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private HttpServer server;

    private record Received(String method, String path, Headers headers, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void any_2xx_is_delivered(int status) {
        answer(status);

        assertThat(send(Kind.WEBHOOK, null, LONG)).isEqualTo(Delivery.DONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {304, 400, 404, 410, 429, 500, 503})
    void any_other_status_is_a_failure_named_by_its_number(int status) {
        answer(status);

        assertThat(send(Kind.WEBHOOK, null, LONG)).satisfies(failed -> {
            assertThat(failed.delivered()).isFalse();
            assertThat(failed.problem()).startsWith("HTTP " + status);
        });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void each_kind_of_destination_gets_its_own_format(Kind kind) throws Exception {
        answer(200);

        assertThat(send(kind, null, LONG)).isEqualTo(Delivery.DONE);

        Received one = received.remove();
        MessageFormat.Payload expected = switch (kind) {
            case WEBHOOK -> new CloudEventFormat().render(Notices.finished());
            case SLACK -> new SlackFormat().render(Notices.finished());
            case TEAMS -> new TeamsFormat().render(Notices.finished());
        };
        assertThat(one.method()).isEqualTo("POST");
        assertThat(one.path()).isEqualTo("/hook/SECRET?sig=SECRET");
        assertThat(one.headers().getFirst("content-type")).isEqualTo(expected.contentType());
        assertThat(one.body()).isEqualTo(expected.json());
        assertThat(one.headers()).doesNotContainKey("Webhook-signature");
    }

    @Test
    void signs_exactly_the_bytes_that_are_sent_at_the_time_of_the_attempt() {
        answer(200);
        SigningSecret secret = SigningSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(send(Kind.WEBHOOK, secret, LONG)).isEqualTo(Delivery.DONE);

        Received one = received.remove();
        secret.headers("0123456789abcdef-finished", NOW, one.body().getBytes(UTF_8))
                .forEach((name, value) ->
                        assertThat(one.headers().getFirst(name)).as(name).isEqualTo(value));
    }

    @Test
    void follows_no_redirect() {
        handle(exchange -> {
            exchange.getResponseHeaders().set("location", "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
        });

        assertThat(send(Kind.SLACK, null, LONG))
                .isEqualTo(Delivery.failed("HTTP 307, a redirect, which is not followed"));
        assertThat(received).hasSize(1);
    }

    @Test
    void a_server_that_hangs_is_left_at_the_deadline() {
        handle(exchange -> awaitEnd(LONG));

        assertThat(send(Kind.WEBHOOK, null, SHORT)).isEqualTo(Delivery.failed("no answer within 300 ms"));
    }

    @Test
    void a_server_whose_headers_drip_is_left_at_the_deadline() throws Exception {
        try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CountDownLatch hungUp = new CountDownLatch(1);
            threads.execute(() -> drip(dripping, hungUp));

            Delivery delivery = notifier(url(dripping.getLocalPort()), Kind.WEBHOOK, null, SHORT)
                    .send("it", Notices.finished(), TimeBudget.of(CLOCK, LONG));

            assertThat(delivery).isEqualTo(Delivery.failed("no answer within 300 ms"));
            assertThat(hungUp.await(10, TimeUnit.SECONDS))
                    .as("connection closed")
                    .isTrue();
        }
    }

    @Test
    void an_endless_answer_is_neither_read_nor_waited_for() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        handle(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[1 << 16];
            try (OutputStream body = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    body.write(much);
                }
            } catch (IOException e) {
                hungUp.countDown();
            }
        });

        assertThat(send(Kind.WEBHOOK, null, LONG)).isEqualTo(Delivery.DONE);
        assertThat(hungUp.await(10, TimeUnit.SECONDS)).as("connection closed").isTrue();
    }

    @Test
    void an_answer_whose_body_never_ends_has_been_delivered_all_the_same() {
        handle(exchange -> {
            exchange.sendResponseHeaders(202, 1_000);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            awaitEnd(LONG);
        });

        assertThat(send(Kind.TEAMS, null, Duration.ofSeconds(10))).isEqualTo(Delivery.DONE);
    }

    @Test
    void what_the_receiver_says_about_the_address_stays_out_of_the_problem() {
        handle(exchange -> {
            byte[] echo = ("Cannot POST " + exchange.getRequestURI()).getBytes(UTF_8);
            exchange.sendResponseHeaders(404, echo.length);
            exchange.getResponseBody().write(echo);
        });

        assertThat(send(Kind.SLACK, null, LONG)).isEqualTo(Delivery.failed("HTTP 404"));
    }

    @ParameterizedTest
    @CsvSource({
        "http, '', the connection broke before an answer came",
        "http, 'SSH-2.0-OpenSSH', the connection broke before an answer came",
        "https, 'SSH-2.0-OpenSSH', no secure connection: TLS failed or the certificate is not trusted"
    })
    void a_server_that_speaks_something_else_is_a_failure(String scheme, String says, String problem) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> say(other, says));
            URI address = URI.create(scheme + "://127.0.0.1:" + other.getLocalPort() + "/hook/SECRET");

            assertThat(notifier(address, Kind.WEBHOOK, null, LONG)
                            .send("it", Notices.finished(), TimeBudget.of(CLOCK, LONG)))
                    .isEqualTo(Delivery.failed(problem));
        }
    }

    @Test
    void a_port_that_nobody_listens_on_is_a_failure() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(notifier(url(free), Kind.WEBHOOK, null, LONG)
                        .send("it", Notices.finished(), TimeBudget.of(CLOCK, LONG)))
                .isEqualTo(Delivery.failed("the host does not take the connection"));
    }

    @Test
    void the_budget_ends_a_call_that_may_take_longer() {
        handle(exchange -> awaitEnd(LONG));

        assertThat(notifier(url(server.getAddress().getPort()), Kind.WEBHOOK, null, LONG)
                        .send("it", Notices.finished(), TimeBudget.of(CLOCK, Duration.ofMillis(200))))
                .isEqualTo(Delivery.failed("no answer within 200 ms"));
    }

    @Test
    void nothing_is_sent_when_no_time_is_left() {
        answer(200);

        assertThat(notifier(url(server.getAddress().getPort()), Kind.WEBHOOK, null, LONG)
                        .send("it", Notices.finished(), TimeBudget.of(CLOCK, Duration.ZERO)))
                .isEqualTo(Delivery.failed("no time was left to send it"));
        assertThat(received).isEmpty();
    }

    @Test
    void a_destination_that_was_taken_from_the_settings_is_a_failure() {
        assertThat(new HttpNotifier(List.of(), CLOCK, LONG)
                        .send("slack", Notices.finished(), TimeBudget.of(CLOCK, LONG)))
                .isEqualTo(Delivery.failed("the settings name no such destination any more"));
    }

    @Test
    void an_interrupt_ends_the_call_and_is_kept() {
        handle(exchange -> awaitEnd(LONG));

        Thread.currentThread().interrupt();
        Delivery delivery = send(Kind.WEBHOOK, null, LONG);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(delivery).isEqualTo(Delivery.failed("the app was told to stop while sending"));
    }

    @Test
    void lists_its_destinations_in_the_order_of_the_settings_and_refuses_two_of_one_name() {
        Destination one = new Destination("one", Kind.WEBHOOK, URI.create("https://a.example"), null);
        Destination two = new Destination("two", Kind.WEBHOOK, URI.create("https://b.example"), null);

        assertThat(new HttpNotifier(List.of(two, one), CLOCK, LONG).destinations())
                .containsExactly("two", "one");
        assertThatThrownBy(() -> new HttpNotifier(List.of(one, one), CLOCK, LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Two destinations are named one");
    }

    private Delivery send(Kind kind, SigningSecret secret, Duration limit) {
        return notifier(url(server.getAddress().getPort()), kind, secret, limit)
                .send("it", Notices.finished(), TimeBudget.of(CLOCK, LONG));
    }

    private static HttpNotifier notifier(URI address, Kind kind, SigningSecret secret, Duration limit) {
        return new HttpNotifier(List.of(new Destination("it", kind, address, secret)), CLOCK, limit);
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port + "/hook/SECRET?sig=SECRET");
    }

    private void answer(int status) {
        handle(exchange -> exchange.sendResponseHeaders(status, -1));
    }

    private void handle(HttpHandler then) {
        server.createContext("/", exchange -> {
            try (HttpExchange closing = exchange) {
                received.add(new Received(
                        closing.getRequestMethod(),
                        closing.getRequestURI().toString(),
                        closing.getRequestHeaders(),
                        new String(closing.getRequestBody().readAllBytes(), UTF_8)));
                then.handle(closing);
            }
        });
    }

    private static void say(ServerSocket from, String words) {
        while (!from.isClosed()) {
            try (Socket socket = from.accept()) {
                socket.getOutputStream().write((words + "\r\n".repeat(words.length())).getBytes(UTF_8));
                if (words.isEmpty()) {
                    // Who has spoken must not end: a client under TLS may see the end first and say just that.
                    socket.shutdownOutput();
                }
                // Closing with the client's first words unread would reset the connection before it reads ours.
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The client hung up, or the test is over.
            }
        }
    }

    private void drip(ServerSocket from, CountDownLatch hungUp) {
        try (Socket socket = from.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nx-slow: ".getBytes(UTF_8));
            while (!awaitEnd(Duration.ofMillis(10))) {
                out.write('x');
                out.flush();
            }
        } catch (IOException e) {
            hungUp.countDown();
        }
    }

    private boolean awaitEnd(Duration most) {
        try {
            return end.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
