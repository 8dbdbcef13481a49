package io.alertcap.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import io.alertcap.capture.Timeouts;
import java.time.Duration;

/** The HTTP client below everything: HTTP/1.1, follows no redirects, sends nothing but a GET a second time. */
final class Transport {
    /** {@link ArmClient} ends a call itself; what is set here only catches what it does not, and comes behind. */
    private static final Duration BEHIND = Duration.ofSeconds(1);

    /** The SDK takes zero for "none". {@link ArmClient} ends a slow answer itself, without a second thread per read. */
    private static final Duration NO_READ_TIMEOUT = Duration.ZERO;

    private Transport() {}

    static HttpClient forResourceManager(Timeouts timeouts) {
        return client(timeouts, NO_READ_TIMEOUT);
    }

    /** The identity library holds a lock while it asks, and would hold it for ever if the other side went silent. */
    static HttpClient forTokens(Timeouts timeouts) {
        return client(timeouts, timeouts.read());
    }

    private static HttpClient client(Timeouts timeouts, Duration readTimeout) {
        return new JdkHttpClientBuilder()
                .connectionTimeout(timeouts.connect())
                .responseTimeout(timeouts.read().plus(BEHIND))
                .writeTimeout(timeouts.read().plus(BEHIND))
                .readTimeout(readTimeout)
                .build();
    }
}
