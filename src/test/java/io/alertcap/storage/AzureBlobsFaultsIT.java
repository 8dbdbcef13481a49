package io.alertcap.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Context;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Timeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** The SDK between the ledger and a network that fails. */
class AzureBlobsFaultsIT {
    @RegisterExtension
    static final LocalStorage STORAGE = new LocalStorage();

    private static final CaptureRecord RECORD =
            Samples.requested("0123456789abcdef", Instant.parse("2026-11-21T12:00:00Z"));

    @Test
    void knows_its_own_writes_when_their_answers_are_lost() {
        LossyHttp http = new LossyHttp();
        BlobCaptureLedger ledger = ledger(new AzureBlobs(STORAGE.access(http), LocalStorage.newContainer()));
        ledger.lastTick();

        http.lose = "captures%2F";
        var opening = ledger.create(RECORD);
        assertThat(opening.created()).isTrue();
        assertThat(http.lost).hasValue(1);

        http.lose = "captures%2F";
        CaptureRecord queued = RECORD.change().state(CaptureState.QUEUED).done();
        assertThat(ledger.save(opening.record(), queued)).isEqualTo(ledger.find(RECORD.id()));
        assertThat(http.lost).hasValue(2);
    }

    @Test
    void gives_up_in_time_when_storage_accepts_and_says_nothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            BlobAccess access = BlobAccess.byConnectionString(
                    STORAGE.azurite()
                            .connectionString()
                            .replace(":" + STORAGE.azurite().port() + "/", ":" + silent.getLocalPort() + "/"),
                    Timeouts.USUAL);
            BlobCaptureLedger ledger = ledger(new AzureBlobs(access, "silent", Duration.ofSeconds(1)));

            assertGivesUpInTime(() -> ledger.find(RECORD.id()));
            assertGivesUpInTime(() -> ledger.create(RECORD));
            assertGivesUpInTime(ledger::open);
        }
    }

    @Test
    void waits_for_an_answer_no_longer_than_it_is_told_to() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            BlobAccess access = BlobAccess.byConnectionString(
                    STORAGE.azurite()
                            .connectionString()
                            .replace(":" + STORAGE.azurite().port() + "/", ":" + silent.getLocalPort() + "/"),
                    new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)));
            AzureBlobs blobs = new AzureBlobs(access, "silent");

            long start = System.nanoTime();
            assertThatThrownBy(() -> blobs.get("a")).hasMessageContaining("HttpTimeoutException");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(900), Duration.ofMillis(1_900));
        }
    }

    @Test
    void waits_longer_for_a_list_than_for_a_document() {
        LossyHttp http = new LossyHttp();
        BlobCaptureLedger ledger = ledger(new AzureBlobs(STORAGE.access(http), LocalStorage.newContainer()));
        ledger.create(RECORD);

        http.listsAfter = Duration.ofMillis(2_500);
        assertThat(ledger.open()).hasSize(1);
    }

    private static BlobCaptureLedger ledger(AzureBlobs blobs) {
        return new BlobCaptureLedger(blobs, Clock.systemUTC(), pause -> LockSupport.parkNanos(pause.toNanos()));
    }

    @Test
    void says_that_nobody_listens() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        BlobAccess access = BlobAccess.byConnectionString(
                STORAGE.azurite()
                        .connectionString()
                        .replace(":" + STORAGE.azurite().port() + "/", ":" + port + "/"),
                Timeouts.USUAL);

        assertGivesUpInTime(() -> ledger(new AzureBlobs(access, "absent")).open());
    }

    @Test
    void says_what_was_refused_without_the_key() {
        String wrongKey = "d3Jvbmcgd3Jvbmcgd3Jvbmc=";
        BlobAccess access = BlobAccess.byConnectionString(
                STORAGE.azurite().connectionString().replaceAll("AccountKey=[^;]+", "AccountKey=" + wrongKey),
                Timeouts.USUAL);
        AzureBlobs blobs = new AzureBlobs(access, "refused");

        assertThatThrownBy(() -> blobs.get("a"))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.isPassing()).isFalse())
                .hasMessageContaining("reading a was answered with 403")
                .hasMessageNotContaining(wrongKey);
        assertThat(access.toString()).doesNotContain(wrongKey);
    }

    private static void assertGivesUpInTime(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.isPassing()).isTrue())
                .hasMessageContaining("got no answer");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    /** Sends everything; drops one answer to a PUT, or delivers lists late, when told to. */
    private static final class LossyHttp implements HttpClient {
        private final HttpClient http = new JdkHttpClientBuilder().build();
        private final AtomicInteger lost = new AtomicInteger();
        private volatile String lose = "";
        private volatile Duration listsAfter = Duration.ZERO;

        @Override
        public Mono<HttpResponse> send(HttpRequest request) {
            return http.send(request).map(response -> lossy(request, response));
        }

        @Override
        public HttpResponse sendSync(HttpRequest request, Context context) {
            return lossy(request, http.sendSync(request, context));
        }

        private HttpResponse lossy(HttpRequest request, HttpResponse response) {
            String path = request.getUrl().getPath();
            if (String.valueOf(request.getUrl().getQuery()).contains("comp=list")) {
                LockSupport.parkNanos(listsAfter.toNanos());
            }
            if (!lose.isEmpty() && request.getHttpMethod() == HttpMethod.PUT && path.contains(lose)) {
                lose = "";
                lost.incrementAndGet();
                response.close();
                throw new UncheckedIOException(new IOException("connection reset"));
            }
            return response;
        }
    }
}
