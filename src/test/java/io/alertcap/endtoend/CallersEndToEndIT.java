package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.entra.LocalIssuer;
import io.alertcap.local.LocalEstate;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged app asks for more than a key, through the host: headers come in, a cookie and a redirect go out. */
class CallersEndToEndIT {
    private static LocalIssuer issuer;
    private static AppClient app;

    @BeforeAll
    static void start() throws IOException {
        issuer = new LocalIssuer();
        issuer.publish("key-1");
        app = AppClient.startCold(Map.of(
                "ALERTCAP_SECURE_WEBHOOK",
                LocalIssuer.TENANT + "=api://" + LocalIssuer.CLIENT_ID,
                "ALERTCAP_ENTRA_AUTHORITY",
                issuer.authority().toString(),
                "ALERTCAP_SIGNING_KEY",
                "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=="));
    }

    @AfterAll
    static void stop() {
        app.close();
        issuer.close();
    }

    @Test
    void an_alert_needs_a_token_of_azure_monitors_beside_the_key() {
        assertThat(dryRun("Basic x").status()).isEqualTo(401);
        String stranger = issuer.token(Instant.now(), "key-1", claims -> claims.put("azp", "another"));
        assertThat(dryRun("Bearer " + stranger).status()).isEqualTo(403);
        String token = issuer.token(Instant.now(), "key-1");
        assertThat(dryRun("Bearer " + token).status()).isEqualTo(200);

        assertThat(app.log()).contains("event=refused-caller").doesNotContain(stranger, token);
    }

    private static AppClient.Answer dryRun(String authorization) {
        String alert = AppClient.alert(AppClient.machine(), 1).json();
        return app.send(HttpRequest.newBuilder(app.url("/api/alerts?dryRun=true"))
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(alert)));
    }

    @Test
    void a_key_opens_a_session_and_stays_behind() {
        String place = "/api/session?name=Anna&to=/api/pages/captures";
        assertThat(app.exchange(get(place)).statusCode()).isEqualTo(401);

        HttpResponse<String> answer = app.exchange(get(place + "&code=" + LocalEstate.KEY));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("location")).hasValue("/api/pages/captures");
        assertThat(answer.headers().firstValue("set-cookie").orElse(""))
                .startsWith("__Secure-alertcap=")
                .endsWith("; Path=/api/pages; Secure; HttpOnly; SameSite=Strict");
        assertThat(answer.headers().map().toString()).doesNotContain(LocalEstate.KEY);
    }

    @Test
    void anybody_can_end_the_session_in_his_own_browser() {
        HttpResponse<String> answer = app.exchange(
                HttpRequest.newBuilder(app.url("/api/session/end")).POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("set-cookie").orElse("")).startsWith("__Secure-alertcap=; Max-Age=0;");
    }

    private static HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(app.url(path)).GET();
    }
}
