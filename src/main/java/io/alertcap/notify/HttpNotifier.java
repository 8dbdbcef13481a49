package io.alertcap.notify;

import io.alertcap.capture.Notice;
import io.alertcap.capture.Notifier;
import io.alertcap.capture.TimeBudget;
import io.alertcap.notify.MessageFormat.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Posts notices over HTTP, each once. Delivered is what is answered with 2xx within the time; redirects are not
 * followed. Problems are said in words of our own: an exception's or a receiver's text may quote the address, and the
 * address is a secret. Safe for use by several threads.
 */
public final class HttpNotifier implements Notifier {
    private final Map<String, Destination> destinations = new LinkedHashMap<>();
    private final Clock clock;
    private final Duration callLimit;
    private final MessageFormat cloudEvent = new CloudEventFormat();
    private final MessageFormat slack = new SlackFormat();
    private final MessageFormat teams = new TeamsFormat();
    private @Nullable HttpClient client;

    /**
     * @param clock dates the signatures
     * @param callLimit the longest time for one message, from the look-up of the name to the status line
     */
    public HttpNotifier(List<Destination> destinations, Clock clock, Duration callLimit) {
        for (Destination destination : destinations) {
            if (this.destinations.put(destination.name(), destination) != null) {
                throw new IllegalArgumentException("Two destinations are named " + destination.name());
            }
        }
        if (callLimit.isNegative() || callLimit.isZero()) {
            throw new IllegalArgumentException("callLimit must be longer than nothing, not " + callLimit);
        }
        this.clock = clock;
        this.callLimit = callLimit;
    }

    @Override
    public List<String> destinations() {
        return List.copyOf(destinations.keySet());
    }

    @Override
    public Delivery send(String destination, Notice notice, TimeBudget budget) {
        Destination to = destinations.get(destination);
        if (to == null) {
            return Delivery.NOT_CONFIGURED;
        }
        Duration limit = budget.atMost(callLimit);
        if (limit.isZero()) {
            return Delivery.failed("no time was left to send it");
        }
        return send(request(to, notice), limit);
    }

    private HttpRequest request(Destination to, Notice notice) {
        Payload payload = format(to.kind()).render(notice);
        byte[] body = payload.bytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(to.address())
                .header("content-type", payload.contentType())
                .header("user-agent", "Alertcap")
                .POST(BodyPublishers.ofByteArray(body));
        SigningSecret secret = to.secret();
        if (secret != null) {
            secret.headers(notice.id(), clock.instant(), body).forEach(request::header);
        }
        return request.build();
    }

    private MessageFormat format(Destination.Kind kind) {
        return switch (kind) {
            case WEBHOOK -> cloudEvent;
            case SLACK -> slack;
            case TEAMS -> teams;
        };
    }

    private Delivery send(HttpRequest request, Duration limit) {
        CompletableFuture<HttpResponse<Integer>> answer = client().sendAsync(request, HttpNotifier::statusOnly);
        try {
            return judge(answer.get(limit.toNanos(), TimeUnit.NANOSECONDS).body());
        } catch (TimeoutException e) {
            return Delivery.failed("no answer within " + inWords(limit));
        } catch (ExecutionException e) {
            return Delivery.failed(inWords(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Delivery.failed("the app was told to stop while sending");
        } finally {
            // Ends the exchange and its connection, if they have not ended.
            answer.cancel(true);
        }
    }

    /** The body says nothing that we use: it is never read, however long it is or slowly it comes. */
    private static HttpResponse.BodySubscriber<Integer> statusOnly(HttpResponse.ResponseInfo answer) {
        return BodySubscribers.mapping(BodySubscribers.ofInputStream(), body -> {
            closeUnread(body);
            return answer.statusCode();
        });
    }

    private static void closeUnread(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Delivery judge(int status) {
        if (status >= 200 && status < 300) {
            return Delivery.DONE;
        }
        boolean redirect = status >= 300 && status < 400;
        return Delivery.failed("HTTP " + status + (redirect ? ", a redirect, which is not followed" : ""));
    }

    private static String inWords(@Nullable Throwable problem) {
        if (problem instanceof HttpTimeoutException) {
            return "no connection in time";
        }
        if (problem instanceof ConnectException) {
            return problem.getCause() instanceof UnresolvedAddressException
                    ? "the host name is not known"
                    : "the host does not take the connection";
        }
        if (problem instanceof SSLException) {
            return "no secure connection: TLS failed or the certificate is not trusted";
        }
        return "the connection broke before an answer came";
    }

    static String inWords(Duration limit) {
        return limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    /** Made when first needed: a cold start that sends nothing does not pay for it. */
    private synchronized HttpClient client() {
        HttpClient existing = client;
        if (existing != null) {
            return existing;
        }
        HttpClient made = HttpClient.newBuilder()
                .connectTimeout(callLimit)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        client = made;
        return made;
    }
}
