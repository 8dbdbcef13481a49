package io.alertcap.entra;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads small JSON documents over HTTP, and nothing that is too large, too slow, or somewhere else. */
final class Documents {
    /** Entra's sets of keys have some 20 KB. */
    static final int MOST_BYTES = 256 * 1024;

    private final ObjectMapper json = new ObjectMapper();
    private @Nullable HttpClient client;

    /** @param limit for all of it, from the look-up of the name to the last byte */
    JsonNode read(URI address, Duration limit) throws IssuerException {
        if (!SecureWebhook.mayBeAsked(address)) {
            throw new IssuerException("it names an address that is not https");
        }
        CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(
                        HttpRequest.newBuilder(address)
                                .header("accept", "application/json")
                                .header("user-agent", "Alertcap")
                                .build(),
                        head -> new Bounded());
        try {
            HttpResponse<byte[]> whole = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (whole.statusCode() != 200) {
                throw new IssuerException("it answers HTTP " + whole.statusCode());
            }
            return json.readTree(whole.body());
        } catch (TimeoutException e) {
            throw new IssuerException("it does not answer in time");
        } catch (ExecutionException e) {
            throw new IssuerException("it cannot be reached, or breaks off");
        } catch (JacksonException e) {
            throw new IssuerException("it answers something that is not JSON");
        } catch (IssuerException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can always be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IssuerException("the app was told to stop while asking it");
        } finally {
            // Ends the exchange and its connection, if they have not ended.
            answer.cancel(true);
        }
    }

    /** Made when first needed: only an app with a secure webhook pays for it. */
    private synchronized HttpClient client() {
        HttpClient existing = client;
        if (existing != null) {
            return existing;
        }
        HttpClient made = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        client = made;
        return made;
    }

    /** A body of at most {@link #MOST_BYTES}. */
    private static final class Bounded implements BodySubscriber<byte[]> {
        private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
        private long left = MOST_BYTES;
        private Flow.@Nullable Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            whole.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> part) {
            left -= part.stream().mapToLong(ByteBuffer::remaining).sum();
            if (left >= 0) {
                whole.onNext(part);
            } else if (subscription != null) {
                subscription.cancel();
                whole.onError(new IOException("The body has more than " + MOST_BYTES + " bytes"));
            }
        }

        @Override
        public void onError(Throwable problem) {
            whole.onError(problem);
        }

        @Override
        public void onComplete() {
            whole.onComplete();
        }
    }
}
