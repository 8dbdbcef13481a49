package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.identity.CredentialUnavailableException;
import com.azure.json.JsonReader;
import com.azure.json.ReadValueCallback;
import io.alertcap.azure.AzureAccess.Login;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

@Timeout(30)
class ArmClientTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final ReadValueCallback<JsonReader, Object> ANYTHING = JsonReader::readUntyped;

    private final ArmServer server = new ArmServer();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final ArmClient arm = server.client(clock);
    private final TimeBudget ample = TimeBudget.of(clock, Duration.ofSeconds(10));
    private final String url = arm.url("/subscriptions/s", "api-version=1");

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | BadRequest                      | timeLimitInSeconds must be at most 18000.             | INVALID
            400 | InvalidTimeLimit                | Too long.                                             | INVALID
            400 | BadRequest                      | The time limit is out of range.                       | INVALID
            400 | PacketCaptureCountLimitReached  | Current: 10, Max: 10.                                 | LIMIT
            400 | BadRequest                      | The maximum number of packet captures is reached.     | LIMIT
            400 | PacketCaptureAlreadyExists      | x                                                     | EXISTS
            400 | BadRequest                      | A packet capture of this name already exists.         | EXISTS
            401 | InvalidAuthenticationToken      | x                                                     | FORBIDDEN
            403 | AuthorizationFailed             | x does not have authorization, limit reached          | FORBIDDEN
            404 | ResourceNotFound                | x                                                     | NOT_FOUND
            405 | MethodNotAllowed                | x                                                     | INVALID
            408 | RequestTimeout                  | x                                                     | UNCERTAIN
            409 | AnotherOperationInProgress      | x                                                     | BUSY
            409 | Conflict                        | Another operation on this resource is in progress.    | BUSY
            409 | RetryableError                  | x                                                     | BUSY
            409 | PacketCaptureAlreadyExists      | x                                                     | EXISTS
            409 | Conflict                        | You have reached the limit of sessions in the region. | LIMIT
            409 | QuotaExceeded                   | x                                                     | LIMIT
            409 | MissingSubscriptionRegistration | x                                                     | INVALID
            412 | PreconditionFailed              | x                                                     | BUSY
            429 | TooManyRequests                 | x                                                     | BUSY
            429 | SubscriptionRequestsThrottled   | Number of requests exceeded the limit of 1200.        | BUSY
            429 | OperationNotAllowed             | The request rate limit is reached.                    | BUSY
            429 | PacketCaptureLimitReached       | x                                                     | LIMIT
            429 | RetryableError                  | x                                                     | BUSY
            500 | InternalServerError             | x                                                     | UNCERTAIN
            502 | BadGateway                      | x                                                     | UNCERTAIN
            503 | ServerBusy                      | the limit is reached                                  | UNCERTAIN
            504 | GatewayTimeout                  | x                                                     | UNCERTAIN
            """)
    void a_refusal_is_told_by_status_then_code_then_words(int status, String code, String message, Kind kind) {
        server.then(ArmServer.error(status, code, message));

        ServiceException refusal = refusal(() -> arm.put(url, "{}", ample));

        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.code()).contains(code);
        assertThat(refusal).hasMessage(message);
        assertThat(server.asked())
                .as("nothing is repeated behind the caller's back")
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "7,                             7",
        "0,                             0",
        "'Sat, 21 Nov 2026 10:01:30 GMT', 90",
        "'Sat, 21 Nov 2026 09:00:00 GMT', 0",
        "999999999,                     3600",
        "'Fri, 21 Nov 2036 10:00:00 GMT', 3600"
    })
    void retry_after_is_seconds_or_a_date_and_never_more_than_an_hour(String header, long seconds) {
        server.then(ArmServer.error(429, "TooManyRequests", "x", "Retry-After", header));

        assertThat(refusal(() -> arm.put(url, "{}", ample)).retryAfter()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "1.5", "99999999999999999999"})
    void a_retry_after_that_is_neither_is_no_retry_after(String header) {
        server.then(ArmServer.error(429, "TooManyRequests", "x", "Retry-After", header));

        assertThat(refusal(() -> arm.put(url, "{}", ample)).retryAfter()).isEmpty();
    }

    @Test
    void a_page_in_html_from_a_gateway_is_quoted_and_bounded() {
        server.then(502, "<html>\n<h1>Bad gateway</h1>" + "x".repeat(100_000));

        ServiceException refusal = refusal(() -> arm.put(url, "{}", ample));

        assertThat(refusal.getMessage())
                .startsWith("<html> <h1>Bad gateway</h1>")
                .hasSize(ServiceWords.MAX_LENGTH);
        assertThat(refusal.code()).isEmpty();
    }

    @Test
    void the_details_of_a_refusal_are_part_of_its_words() {
        server.then(400, """
                {"error":{"code":"BadRequest","message":"Not possible.","details":[
                  {"code":"PacketCaptureCountLimitReached","message":"The limit is 10."}]}}""");

        ServiceException refusal = refusal(() -> arm.put(url, "{}", ample));

        assertThat(refusal.kind()).isEqualTo(Kind.LIMIT);
        assertThat(refusal).hasMessage("Not possible. (PacketCaptureCountLimitReached: The limit is 10.)");
    }

    @Test
    void a_refusal_without_a_body_still_says_something() {
        server.then(403, "");

        assertThat(refusal(() -> arm.delete(url, ample))).hasMessage("The service gives no reason.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "DELETE"})
    void a_change_whose_connection_fails_is_sent_once_and_is_uncertain(String method) {
        server.then(ArmServer.hangUp());

        ServiceException refusal = refusal(() -> change(method, ample));

        assertThat(refusal.kind()).isEqualTo(Kind.UNCERTAIN);
        assertThat(refusal.status()).isZero();
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_get_whose_connection_fails_is_sent_once_more() {
        // The JDK's client repeats a GET once itself, hence two failures.
        server.then(ArmServer.hangUp()).then(ArmServer.hangUp()).then(200, "{\"a\":1}");

        assertThat(arm.get(url, ANYTHING, ample)).isEqualTo(Map.of("a", 1));
    }

    @Test
    void a_get_whose_connection_fails_again_and_again_is_uncertain() {
        server.then(ArmServer.hangUp());

        assertThat(refusal(() -> arm.get(url, ANYTHING, ample)).kind()).isEqualTo(Kind.UNCERTAIN);
        assertThat(server.asked()).hasSizeBetween(2, 4);
    }

    @Test
    void an_address_where_nobody_listens_is_uncertain() {
        server.close();

        assertThat(refusal(() -> arm.get(url, ANYTHING, ample)).kind()).isEqualTo(Kind.UNCERTAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "DELETE", "GET"})
    void a_server_that_hangs_is_given_up_when_the_budget_ends(String method) {
        server.then(server.hang());
        TimeBudget little = warmedUp(Duration.ofSeconds(1));
        long start = System.nanoTime();

        ServiceException refusal = refusal(() -> change(method, little));

        assertThat(refusal.kind()).isEqualTo(Kind.UNCERTAIN);
        assertThat(refusal).hasMessageContaining("within 1000 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(990), Duration.ofSeconds(5));
        assertThat(server.asked()).as("what ran out of time is not repeated").hasSize(2);
    }

    @Test
    void a_server_that_hangs_is_given_up_when_the_read_time_out_ends() {
        server.then(server.hang());
        ArmClient hasty = server.client(clock, new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)));

        long start = System.nanoTime();
        ServiceException refusal = refusal(() -> hasty.put(url, "{}", ample));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(refusal.kind()).isEqualTo(Kind.UNCERTAIN);
        assertThat(refusal).hasMessageContaining("within 1000 ms");
    }

    @Test
    void a_connection_that_does_not_come_about_is_given_up_when_the_connect_time_out_ends() throws IOException {
        // A queue of one connection that nobody takes up: the next one is not even refused.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            AzureAccess access = new AzureAccess(
                    URI.create("http://127.0.0.1:" + full.getLocalPort()),
                    Login.NONE,
                    null,
                    null,
                    new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(15)));
            ArmClient hasty = new ArmClient(access, new Credentials(access, Map.of()), "1.2.3", clock);

            ServiceException refusal =
                    refusal(() -> hasty.put(hasty.url("/subscriptions/s", "api-version=1"), "{}", ample));

            assertThat(List.of(first, second)).allMatch(Socket::isConnected);
            assertThat(refusal.kind()).isEqualTo(Kind.UNCERTAIN);
            assertThat(refusal).hasMessageContaining("connect timed out");
        }
    }

    @Test
    void an_answer_that_comes_byte_by_byte_is_given_up_when_the_budget_ends() throws InterruptedException {
        server.then(server.drip());
        TimeBudget little = warmedUp(Duration.ofSeconds(1));

        ServiceException refusal = refusal(() -> arm.get(url, ANYTHING, little));

        assertThat(refusal.kind()).isEqualTo(Kind.UNCERTAIN);
        assertThat(server.clientGone.await(10, TimeUnit.SECONDS))
                .as("the connection is closed, so that no thread goes on reading")
                .isTrue();
    }

    @Test
    void an_answer_cut_short_is_uncertain() {
        server.then(ArmServer.cutShort());

        assertThat(refusal(() -> arm.put(url, "{}", ample)).kind()).isEqualTo(Kind.UNCERTAIN);
    }

    @Test
    void an_answer_without_end_is_uncertain() {
        server.then(ArmServer.flood());

        ServiceException refusal = refusal(() -> arm.put(url, "{}", ample));

        assertThat(refusal.kind()).isEqualTo(Kind.UNCERTAIN);
        assertThat(refusal).hasMessageContaining("longer than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "<html></html>", "{\"a\":", "{\"value\":3}", "{\"nothing\":1}", "[]"})
    void a_success_that_cannot_be_read_is_uncertain(String body) {
        server.then(200, body);

        assertThat(refusal(() -> arm.list(url, ANYTHING, ample)).kind()).isEqualTo(Kind.UNCERTAIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void a_redirect_is_not_followed(int status) {
        try (ArmServer elsewhere = new ArmServer()) {
            elsewhere.then(200, "{}");
            server.then(status, "", "Location", elsewhere.url() + "/");

            assertThat(refusal(() -> arm.get(url, ANYTHING, ample)).kind()).isEqualTo(Kind.UNCERTAIN);
            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @Test
    void without_time_nothing_is_sent() {
        TimeBudget none = TimeBudget.of(clock, Duration.ZERO);

        ServiceException refusal = refusal(() -> arm.put(url, "{}", none));

        assertThat(refusal.kind()).as("certainly without effect").isEqualTo(Kind.BUSY);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_list_is_read_page_by_page() {
        server.then(200, "{\"value\":[1,2],\"nextLink\":\"" + server.url() + "/next?$skiptoken=a%20b\"}")
                .then(200, "{\"value\":[],\"nextLink\":\"/relative?p=3\"}")
                .then(200, "{\"value\":[3],\"nextLink\":\"\",\"more\":{\"x\":[1]}}");

        assertThat(arm.list(url, ANYTHING, ample)).isEqualTo(List.of(1, 2, 3));
        assertThat(server.lines())
                .containsExactly(
                        "GET /subscriptions/s?api-version=1", "GET /next?$skiptoken=a%20b", "GET /relative?p=3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/x",
                "//evil.example/x",
                "https://127.0.0.1:PORT/x",
                "http://user@127.0.0.1:PORT/x",
                "ftp://127.0.0.1:PORT/x",
                "mailto:x",
                "not an address"
            })
    void a_next_page_on_another_host_is_refused(String link) {
        String there = link.replace("PORT", String.valueOf(server.url().getPort()));
        server.then(200, "{\"value\":[1],\"nextLink\":\"" + there + "\"}");

        ServiceException refusal = refusal(() -> arm.list(url, ANYTHING, ample));

        assertThat(refusal.kind()).isEqualTo(Kind.UNCERTAIN);
        assertThat(refusal).hasMessageContaining("sent a link");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_list_that_leads_to_itself_ends() {
        server.then(200, "{\"value\":[1],\"nextLink\":\"" + url + "\"}");

        assertThat(refusal(() -> arm.list(url, ANYTHING, ample))).hasMessageContaining("does not end");
        assertThat(server.asked()).hasSize(ArmClient.MAX_PAGES);
    }

    @Test
    void says_who_asks_and_how_long_an_empty_body_is() {
        server.then(200, "{}");

        arm.post(url, ample);

        Map<String, String> headers = server.asked().get(0).headers();
        assertThat(headers).containsEntry("User-Agent", "alertcap/1.2.3").containsEntry("Accept", "application/json");
        assertThat(headers.get("x-ms-client-request-id")).hasSize(36);
        assertThat(headers).as("Azure refuses a POST without it (411)").containsEntry("Content-Length", "0");
        assertThat(headers).doesNotContainKey("Authorization");
    }

    @Test
    void addresses_are_encoded_segment_by_segment() {
        assertThat(arm.url("/subscriptions/s/resourceGroups/a b(ü);x=1", "api-version=1"))
                .isEqualTo(server.url() + "/subscriptions/s/resourceGroups/a%20b%28%C3%BC%29%3Bx%3D1?api-version=1");
    }

    @Test
    void a_token_is_fetched_for_the_cloud_and_sent_with_every_request() {
        server.then(200, "{}");
        TokenCredential credential = mock(TokenCredential.class);
        when(credential.getTokenSync(any()))
                .thenAnswer(call -> new AccessToken(
                        "the-token", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
        ArmClient cloud = inTheCloud(credential);

        cloud.put(cloud.url("/subscriptions/s", "api-version=1"), "{}", ample);

        assertThat(server.asked().get(0).headers()).containsEntry("Authorization", "Bearer the-token");
    }

    @Test
    void an_identity_that_is_refused_is_forbidden_and_nothing_is_sent() {
        TokenCredential credential = mock(TokenCredential.class);
        when(credential.getTokenSync(any()))
                .thenThrow(new ClientAuthenticationException(
                        "Failed to acquire token",
                        null,
                        new IllegalStateException("AADSTS7000215: Invalid client secret provided.")));
        ArmClient cloud = inTheCloud(credential);

        ServiceException refusal = refusal(() -> cloud.put(cloud.url("/x", "api-version=1"), "{}", ample));

        assertThat(refusal.kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void an_identity_that_is_not_to_be_had_just_now_is_worth_another_try() {
        TokenCredential credential = mock(TokenCredential.class);
        when(credential.getTokenSync(any()))
                .thenThrow(new CredentialUnavailableException("Managed identity is not available."));
        ArmClient cloud = inTheCloud(credential);

        ServiceException refusal = refusal(() -> cloud.put(cloud.url("/x", "api-version=1"), "{}", ample));

        assertThat(refusal.kind()).isEqualTo(Kind.BUSY);
        assertThat(refusal).hasMessageContaining("Managed identity is not available.");
    }

    @Test
    void a_token_that_comes_too_late_sends_nothing_any_more() throws InterruptedException {
        server.then(201, "{}");
        CountDownLatch tokenComes = new CountDownLatch(1);
        CountDownLatch tokenCame = new CountDownLatch(1);
        TokenCredential credential = mock(TokenCredential.class);
        when(credential.getTokenSync(any())).thenAnswer(call -> {
            awaitStubbornly(tokenComes);
            tokenCame.countDown();
            return new AccessToken("late", OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
        });
        ArmClient cloud = inTheCloud(credential);
        TimeBudget little = TimeBudget.of(clock, Duration.ofMillis(200));

        ServiceException refusal = refusal(() -> cloud.put(cloud.url("/late", "api-version=1"), "{}", little));
        tokenComes.countDown();
        assertThat(tokenCame.await(10, TimeUnit.SECONDS)).isTrue();
        cloud.put(cloud.url("/after", "api-version=1"), "{}", ample);

        assertThat(refusal.kind()).as("certainly without effect").isEqualTo(Kind.BUSY);
        assertThat(server.lines()).containsExactly("PUT /after?api-version=1");
    }

    @Test
    void an_accepted_request_is_followed_to_its_result() {
        String there = server.url() + "/operationResults/1?t=1&s=signature";
        server.then(202, "", "Location", there, "Azure-AsyncOperation", server.url() + "/op", "Retry-After", "0")
                .then(202, "", "Retry-After", "0")
                .then(200, "{\"a\":1}");

        Object result = arm.result(arm.post(url, ample), ANYTHING, ample);

        assertThat(result).isEqualTo(Map.of("a", 1));
        assertThat(server.lines())
                .containsExactly(
                        "POST /subscriptions/s?api-version=1",
                        "GET /operationResults/1?t=1&s=signature",
                        "GET /operationResults/1?t=1&s=signature");
    }

    @Test
    void an_accepted_request_is_followed_by_its_operation_where_there_is_no_location() {
        server.then(202, "", "Azure-AsyncOperation", server.url() + "/op", "Retry-After", "0")
                .then(200, "{\"status\":\"InProgress\"}", "Retry-After", "0")
                .then(200, "{\"status\":\"Succeeded\",\"properties\":{\"a\":1}}");

        assertThat(arm.result(arm.post(url, ample), ANYTHING, ample)).isEqualTo(Map.of("a", 1));
    }

    @Test
    void a_result_is_looked_for_as_late_as_the_service_asked() {
        server.then(202, "", "Location", server.url() + "/r", "Retry-After", "1")
                .then(200, "{\"a\":1}");
        Answer accepted = arm.post(url, ample);
        long start = System.nanoTime();

        assertThat(arm.result(accepted, ANYTHING, ample)).isEqualTo(Map.of("a", 1));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void an_operation_that_fails_has_no_result() {
        server.then(202, "", "Azure-AsyncOperation", server.url() + "/op", "Retry-After", "0")
                .then(200, "{\"status\":\"Failed\",\"error\":{\"code\":\"x\"}}");

        assertThat(refusal(() -> arm.result(arm.post(url, ample), ANYTHING, ample)))
                .hasMessageContaining("Failed");
    }

    @Test
    void a_result_that_takes_longer_than_the_budget_is_not_waited_for() {
        server.then(202, "", "Location", server.url() + "/r", "Retry-After", "60");
        Answer accepted = arm.post(url, ample);

        ServiceException refusal = refusal(() -> arm.result(accepted, ANYTHING, ample));

        assertThat(refusal.kind()).isEqualTo(Kind.UNCERTAIN);
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(60));
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void a_result_on_another_host_is_not_fetched_and_its_address_is_not_shown() {
        server.then(202, "", "Location", "https://evil.example/r?s=signature", "Retry-After", "0");
        Answer accepted = arm.post(url, ample);

        ServiceException refusal = refusal(() -> arm.result(accepted, ANYTHING, ample));

        assertThat(refusal).hasMessageContaining("evil.example").hasMessageNotContaining("signature");
    }

    /** The token policy insists on https; the transport behind it goes to the server of this test. */
    private ArmClient inTheCloud(TokenCredential credential) {
        AzureAccess access = new AzureAccess(AzureAccess.PUBLIC_CLOUD, Login.DEVELOPER, null, null);
        HttpClient transport = new RewritingClient(Transport.forResourceManager(access.timeouts()), server.url());
        return new ArmClient(
                access, () -> ArmClient.pipeline(transport, credential, access.tokenScope(), "1.2.3"), clock);
    }

    /** A budget that begins after the first request, which loads classes and may take longer than the budget. */
    private TimeBudget warmedUp(Duration length) {
        server.first(200, "{}");
        arm.get(url, ANYTHING, ample);
        return TimeBudget.of(clock, length);
    }

    private void change(String method, TimeBudget budget) {
        switch (method) {
            case "PUT" -> arm.put(url, "{}", budget);
            case "POST" -> arm.post(url, budget);
            case "DELETE" -> arm.delete(url, budget);
            default -> arm.get(url, ANYTHING, budget);
        }
    }

    private static ServiceException refusal(ThrowingCallable call) {
        ServiceException refusal = catchThrowableOfType(ServiceException.class, call);
        assertThat(refusal).as("the call should have failed").isNotNull();
        return refusal;
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // As libraries do that wait for a token.
            }
        }
    }

    private record RewritingClient(HttpClient to, URI host) implements HttpClient {
        @Override
        public Mono<HttpResponse> send(HttpRequest request) {
            return Mono.error(new IllegalStateException("The synchronous way is the one in use."));
        }

        @Override
        public HttpResponse sendSync(HttpRequest request, Context context) {
            URI there = URI.create(request.getUrl().toString());
            return to.sendSync(request.copy().setUrl(host + there.getRawPath() + "?" + there.getRawQuery()), context);
        }
    }
}
