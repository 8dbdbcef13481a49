package io.alertcap.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import java.time.Duration;

/** The HTTP client below everything: HTTP/1.1, follows no redirects, sends nothing but a GET a second time. */
final class Transport {
    /** A handshake inside Azure takes milliseconds; three seconds leave room for one lost packet to be sent again. */
    static final Duration CONNECT = Duration.ofSeconds(3);

    /** Until the first byte of an answer. A stop behind the deadline of {@link ArmClient}, which is tighter as a rule. */
    static final Duration RESPONSE = ArmClient.CALL_LIMIT;

    /**
     * Between two bytes of an answer with a token. Nobody waits so long; but the identity library holds a lock while it
     * asks, and would hold it for ever if the other side went silent.
     */
    private static final Duration TOKEN_READ = Duration.ofSeconds(10);

    /** The SDK takes zero for "none". {@link ArmClient} ends a slow answer itself, without a second thread per read. */
    private static final Duration NO_READ_TIMEOUT = Duration.ZERO;

    private static final String KEEP_ALIVE_SECONDS = "jdk.httpclient.keepalive.timeout";

    private Transport() {}

    static HttpClient forResourceManager() {
        return client(NO_READ_TIMEOUT);
    }

    static HttpClient forTokens() {
        return client(TOKEN_READ);
    }

    private static HttpClient client(Duration readTimeout) {
        // JDK 17 keeps an idle connection for 20 minutes, Azure's load balancers forget it after 4 (silently): a
        // request on such a connection is lost, and only a GET would be sent again. Read once by the JDK, on first use.
        if (System.getProperty(KEEP_ALIVE_SECONDS) == null) {
            System.setProperty(KEEP_ALIVE_SECONDS, "60");
        }
        return new JdkHttpClientBuilder()
                .connectionTimeout(CONNECT)
                .responseTimeout(RESPONSE)
                .writeTimeout(RESPONSE)
                .readTimeout(readTimeout)
                .build();
    }
}
