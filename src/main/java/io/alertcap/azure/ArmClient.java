package io.alertcap.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import com.azure.json.ReadValueCallback;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.TimeBudget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to Azure Resource Manager: one request a call, each within a deadline that holds whatever the other side does.
 * Follows no redirect, repeats nothing but a GET whose connection failed, and goes to no host but its own. Every failure
 * is a {@link ServiceException}. Safe for use by several threads.
 */
public final class ArmClient {
    /** With less than this left nothing is sent: the answer could not be awaited. */
    static final Duration LEAST = Duration.ofMillis(50);

    /** A list of 10,000 captures, the service's limit, in pages of a thousand comes to 2 MB a page. */
    static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

    /** 10,000 captures in pages of 100. */
    static final int MAX_PAGES = 100;

    /** Between two looks at a request that was answered 202 without {@code Retry-After}. */
    private static final Duration POLL_PAUSE = Duration.ofMillis(500);

    private static final int MAX_POLLS = 30;

    private static final String ATTEMPT = "alertcap.attempt";

    /** Microsoft Entra ID's own refusals, but for those that pass by themselves (AADSTS900xx). */
    private static final Pattern IDENTITY_REFUSED = Pattern.compile("AADSTS(?!900)\\d");

    private final URI endpoint;
    private final Duration callLimit;
    private final Clock clock;
    private final Supplier<HttpPipeline> newPipeline;
    private @Nullable HttpPipeline pipeline;

    /** Threads that wait for Azure, so that nobody else has to wait longer than he can. */
    private final ExecutorService calls = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "arm-call");
        thread.setDaemon(true);
        return thread;
    });

    /** @param version of this app, for the {@code User-Agent} */
    public ArmClient(AzureAccess access, Credentials credentials, String version, Clock clock) {
        this(
                access,
                () -> pipeline(
                        Transport.forResourceManager(access.timeouts()),
                        credentials.credential(),
                        access.tokenScope(),
                        version),
                clock);
    }

    /** @param pipeline made when the first request is sent, not at start: it costs classes and time */
    ArmClient(AzureAccess access, Supplier<HttpPipeline> pipeline, Clock clock) {
        this.endpoint = access.endpoint();
        this.callLimit = access.timeouts().read();
        this.newPipeline = pipeline;
        this.clock = clock;
    }

    /** Makes what the first request would have to make. */
    public void prepare() {
        pipeline();
    }

    static HttpPipeline pipeline(
            HttpClient transport, @Nullable TokenCredential credential, String scope, String version) {
        List<HttpPipelinePolicy> policies = new ArrayList<>();
        policies.add(new RequestIdPolicy());
        policies.add(new UserAgentPolicy("alertcap/" + version));
        if (credential != null) {
            policies.add(new BearerTokenAuthenticationPolicy(credential, scope));
        }
        policies.add(new SendOnlyWhatIsAwaited());
        return new HttpPipelineBuilder()
                .httpClient(transport)
                .policies(policies.toArray(HttpPipelinePolicy[]::new))
                .build();
    }

    /** The longest that one exchange may take, from the asking for a token to the last byte of the answer. */
    Duration callLimit() {
        return callLimit;
    }

    /**
     * The address of a resource or collection.
     *
     * @param path of unencoded segments, each with a slash before it, such as a {@link ResourceId}'s text
     * @param query without the question mark, encoded
     */
    String url(String path, String query) {
        StringBuilder url = new StringBuilder(endpoint.toString());
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                url.append('/');
                appendEncoded(url, segment);
            }
        }
        return url.append('?').append(query).toString();
    }

    <T> T get(String url, ReadValueCallback<JsonReader, T> reader, TimeBudget budget) {
        return get(url, budget).read(reader);
    }

    /** All elements of a collection, page by page. */
    <T> List<T> list(String url, ReadValueCallback<JsonReader, T> reader, TimeBudget budget) {
        List<T> all = new ArrayList<>();
        String next = url;
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            Page<T> page = get(next, json -> Page.read(json, reader), budget);
            all.addAll(page.elements());
            if (page.next() == null || page.next().isBlank()) {
                return all;
            }
            next = onOurHost(page.next());
        }
        throw uncertain("The list does not end after " + MAX_PAGES + " pages.", null);
    }

    /** Returns an answer of the 200s, in full, as do {@link #post} and {@link #delete}. */
    Answer put(String url, String body, TimeBudget budget) {
        return send(HttpMethod.PUT, url, body, budget);
    }

    Answer post(String url, TimeBudget budget) {
        return send(HttpMethod.POST, url, null, budget);
    }

    Answer post(String url, String body, TimeBudget budget) {
        return send(HttpMethod.POST, url, body, budget);
    }

    Answer delete(String url, TimeBudget budget) {
        return send(HttpMethod.DELETE, url, null, budget);
    }

    /**
     * What a request comes to that was answered with 202: looks where the answer says, until the result is there or the
     * budget ends. That address carries a signature; it is used here and neither kept nor shown.
     */
    <T> T result(Answer accepted, ReadValueCallback<JsonReader, T> reader, TimeBudget budget) {
        boolean byLocation = accepted.header(HttpHeaderName.LOCATION).isPresent();
        // Not a constant: the SDK's signed jars would be opened, and their signatures checked, when the app is wired.
        HttpHeaderName operationUrl = HttpHeaderName.fromString("Azure-AsyncOperation");
        String url = accepted.header(byLocation ? HttpHeaderName.LOCATION : operationUrl)
                .map(this::onOurHost)
                .orElseThrow(() -> uncertain("The request was accepted, but not where its result will be.", null));
        Answer latest = accepted;
        for (int polls = 0; polls < MAX_POLLS; polls++) {
            latest = look(url, latest.retryAfter(clock.instant()).orElse(POLL_PAUSE), budget);
            if (byLocation && latest.status() != 202) {
                return latest.read(reader);
            }
            if (!byLocation) {
                Operation<T> operation = latest.read(json -> Operation.read(json, reader));
                if (operation.hasFailed()) {
                    throw uncertain("The request was accepted, then " + operation.status() + ".", null);
                }
                if (operation.properties() != null) {
                    return operation.properties();
                }
            }
        }
        throw uncertain("The request was accepted, but its result does not come.", null);
    }

    /** One look at a result, as late as the service asked; without the time for that it says so at once. */
    private Answer look(String url, Duration after, TimeBudget budget) {
        if (!budget.hasAtLeast(after.plus(LEAST))) {
            throw new ServiceException(
                    Kind.UNCERTAIN, 202, null, "The request was accepted; its result takes longer.", after, null);
        }
        return send(HttpMethod.GET, url, null, after, budget);
    }

    private Answer get(String url, TimeBudget budget) {
        try {
            return send(HttpMethod.GET, url, null, budget);
        } catch (ServiceException e) {
            boolean connectionFailed = e.status() == 0 && e.kind() == Kind.UNCERTAIN && e.getCause() != null;
            if (connectionFailed && budget.hasAtLeast(LEAST)) {
                return send(HttpMethod.GET, url, null, budget);
            }
            throw e;
        }
    }

    private Answer send(HttpMethod method, String url, @Nullable String body, TimeBudget budget) {
        return send(method, url, body, Duration.ZERO, budget);
    }

    private Answer send(HttpMethod method, String url, @Nullable String body, Duration after, TimeBudget budget) {
        Duration most = budget.atMost(after.plus(callLimit));
        if (most.compareTo(LEAST) < 0) {
            throw notSent("There was no time left to ask Azure Resource Manager.", null);
        }
        Instant at = clock.instant();
        try {
            Answer answer = answer(method, url, body, after, most);
            Duration took = Duration.between(at, clock.instant());
            budget.witness().saw(() -> KeptExchange.of(at, took, method.toString(), url, body, answer, null));
            if (answer.isSuccess()) {
                return answer;
            }
            throw ArmError.read(answer, clock.instant()).toException();
        } catch (NoAnswer e) {
            Duration took = Duration.between(at, clock.instant());
            String problem = e.failure.inWords();
            budget.witness().saw(() -> KeptExchange.of(at, took, method.toString(), url, body, null, problem));
            throw e.failure;
        }
    }

    private Answer answer(HttpMethod method, String url, @Nullable String body, Duration after, Duration most)
            throws NoAnswer {
        Attempt attempt = new Attempt();
        FutureTask<Answer> call = new FutureTask<>(() -> exchange(method, url, body, attempt));
        Executor thread = after.isZero()
                ? calls
                : CompletableFuture.delayedExecutor(after.toNanos(), TimeUnit.NANOSECONDS, calls);
        thread.execute(call);
        try {
            return call.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            boolean sent = giveUp(attempt, call);
            throw new NoAnswer(
                    sent
                            ? uncertain(
                                    "No complete answer of Azure Resource Manager within " + most.toMillis() + " ms.",
                                    null)
                            : notSent(
                                    "Nothing was sent within " + most.toMillis()
                                            + " ms; as a rule it is the token that is late.",
                                    null));
        } catch (InterruptedException e) {
            boolean sent = giveUp(attempt, call);
            Thread.currentThread().interrupt();
            String words = "The app is being stopped.";
            throw new NoAnswer(sent ? uncertain(words, null) : notSent(words, null));
        } catch (ExecutionException e) {
            throw new NoAnswer(failure(attempt, Objects.requireNonNullElse(e.getCause(), e)));
        }
    }

    /** That no answer came, and what the caller is told of it. */
    private static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient ServiceException failure;

        NoAnswer(ServiceException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    private static boolean giveUp(Attempt attempt, Future<Answer> call) {
        boolean sent = attempt.abandon();
        call.cancel(true);
        return sent;
    }

    /** Runs on a thread of {@link #calls}. */
    private Answer exchange(HttpMethod method, String url, @Nullable String body, Attempt attempt) throws IOException {
        HttpRequest request = new HttpRequest(method, url).setHeader(HttpHeaderName.ACCEPT, "application/json");
        if (body != null) {
            request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/json").setBody(body);
        }
        try (HttpResponse response = pipeline().sendSync(request, new Context(ATTEMPT, attempt))) {
            attempt.isReading(response);
            InputStream stream = response.getBodyAsBinaryData().toStream();
            byte[] bytes = stream.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw new IOException("The answer is longer than " + MAX_BODY_BYTES + " bytes.");
            }
            return new Answer(response.getStatusCode(), response.getHeaders(), BinaryData.fromBytes(bytes));
        }
    }

    private synchronized HttpPipeline pipeline() {
        if (pipeline == null) {
            pipeline = newPipeline.get();
        }
        return pipeline;
    }

    private static ServiceException failure(Attempt attempt, Throwable cause) {
        String words = ServiceWords.clean(String.valueOf(cause.getMessage()));
        if (cause instanceof Error) {
            // Not the other side's doing: a class that is not there, no memory. It must not look like weather.
            throw new IllegalStateException("Asking Azure Resource Manager failed in the app itself.", cause);
        }
        if (attempt.wasSent()) {
            return uncertain("The connection to Azure Resource Manager failed: " + words, cause);
        }
        if (cause instanceof ClientAuthenticationException && mentions(cause, IDENTITY_REFUSED)) {
            return new ServiceException(
                    Kind.FORBIDDEN, 0, null, "The app's identity is refused: " + words, null, cause);
        }
        return notSent("The app's identity got no token: " + words, cause);
    }

    private static boolean mentions(Throwable failure, Pattern pattern) {
        int depth = 0;
        for (Throwable at = failure; at != null && depth < 10; at = at.getCause()) {
            if (at.getMessage() != null && pattern.matcher(at.getMessage()).find()) {
                return true;
            }
            depth++;
        }
        return false;
    }

    /** A link from an answer, if it leads to where the token may go. */
    private String onOurHost(String link) {
        URI there;
        try {
            there = endpoint.resolve(link);
        } catch (IllegalArgumentException e) {
            throw uncertain("Azure Resource Manager sent a link that is no address.", null);
        }
        boolean ours = endpoint.getScheme().equalsIgnoreCase(there.getScheme())
                && endpoint.getHost().equalsIgnoreCase(there.getHost())
                && port(endpoint) == port(there)
                && there.getRawUserInfo() == null;
        if (!ours) {
            throw uncertain(
                    "Azure Resource Manager sent a link to another host, which is not followed: "
                            + ServiceWords.clean(String.valueOf(there.getHost())),
                    null);
        }
        return there.toString();
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
    }

    private static void appendEncoded(StringBuilder url, String segment) {
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (unreserved || "-._~".indexOf(c) >= 0) {
                url.append(c);
            } else {
                url.append(String.format("%%%02X", (int) c));
            }
        }
    }

    private static ServiceException uncertain(String message, @Nullable Throwable cause) {
        return new ServiceException(Kind.UNCERTAIN, 0, null, message, null, cause);
    }

    /** Certainly without effect, and worth another try later. */
    private static ServiceException notSent(String message, @Nullable Throwable cause) {
        return new ServiceException(Kind.BUSY, 0, null, message, null, cause);
    }

    /**
     * What the waiting thread and the one that sends must agree on: once the first has given up, nothing leaves any
     * more. Without this a token that comes late would let a PUT go out long after its deadline.
     */
    private static final class Attempt {
        private boolean sent;
        private boolean abandoned;
        private @Nullable HttpResponse response;

        synchronized void beforeSending() {
            if (abandoned) {
                throw new UncheckedIOException(new IOException("Nobody waits for this request any more."));
            }
            sent = true;
        }

        /** JDK 17's response stream ignores an interrupt; closing it is what ends a reader. */
        synchronized void isReading(HttpResponse opened) {
            if (abandoned) {
                opened.close();
            }
            response = opened;
        }

        /** @return whether the service may have seen the request */
        synchronized boolean abandon() {
            abandoned = true;
            if (response != null) {
                response.close();
            }
            return sent;
        }

        synchronized boolean wasSent() {
            return sent;
        }
    }

    /** The last in the chain, after the token has been fetched. */
    private static final class SendOnlyWhatIsAwaited extends HttpPipelineSyncPolicy {
        @Override
        protected void beforeSendingRequest(HttpPipelineCallContext context) {
            context.getData(ATTEMPT).map(Attempt.class::cast).ifPresent(Attempt::beforeSending);
        }
    }

    /** {@code {"value":[…],"nextLink":"…"}}. */
    private record Page<T>(List<T> elements, @Nullable String next) {
        static <T> Page<T> read(JsonReader json, ReadValueCallback<JsonReader, T> element) throws IOException {
            return json.readObject(reader -> {
                List<T> elements = null;
                String next = null;
                while (reader.nextToken() != JsonToken.END_OBJECT) {
                    String field = reader.getFieldName();
                    reader.nextToken();
                    switch (field) {
                        case "value" -> elements = reader.readArray(element);
                        case "nextLink" -> next = reader.getString();
                        default -> reader.skipChildren();
                    }
                }
                if (elements == null) {
                    throw new IOException("A list without a value.");
                }
                return new Page<>(elements.stream().filter(Objects::nonNull).toList(), next);
            });
        }
    }

    /** {@code {"status":"InProgress"}}, then {@code {"status":"Succeeded","properties":{…}}}. */
    private record Operation<T>(String status, @Nullable T properties) {
        boolean hasFailed() {
            return status.equalsIgnoreCase("Failed") || status.equalsIgnoreCase("Canceled");
        }

        static <T> Operation<T> read(JsonReader json, ReadValueCallback<JsonReader, T> result) throws IOException {
            return json.readObject(reader -> {
                String status = "";
                T properties = null;
                while (reader.nextToken() != JsonToken.END_OBJECT) {
                    String field = reader.getFieldName();
                    reader.nextToken();
                    switch (field) {
                        case "status" -> status = Objects.requireNonNullElse(reader.getString(), "");
                        case "properties" -> properties = result.read(reader);
                        default -> reader.skipChildren();
                    }
                }
                return new Operation<>(status, properties);
            });
        }
    }
}
