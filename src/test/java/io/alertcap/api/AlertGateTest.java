package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.api.Caller.Proof;
import io.alertcap.api.TokenCheck.Bad;
import io.alertcap.api.TokenCheck.Good;
import io.alertcap.api.TokenCheck.Missing;
import io.alertcap.api.TokenCheck.NotAllowed;
import io.alertcap.api.TokenCheck.Undecided;
import io.alertcap.capture.TimeBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertGateTest {
    private static final Caller AZURE_MONITOR = new Caller("Azure Monitor", Proof.ENTRA);
    private static final String TOKEN = "Bearer the.secret.token";

    private final List<Caller> passed = new ArrayList<>();
    private final List<String> journal = new ArrayList<>();

    @Test
    void a_key_is_enough_where_no_secure_webhook_is_set_up() {
        ApiAnswer answer = pass(new AlertGate(new PlatformSignIn(false, null), null), TOKEN);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(passed).containsExactly(Caller.KEY_HOLDER);
    }

    @Test
    void passes_on_whose_token_it_is() {
        assertThat(answer(new Good(AZURE_MONITOR)).status()).isEqualTo(202);
        assertThat(passed).containsExactly(AZURE_MONITOR);
        assertThat(journal).isEmpty();
    }

    @Test
    void asks_for_a_token() {
        ApiAnswer answer = answer(new Missing());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertTurnedAway(answer, "must carry a token of the action group's secure webhook");
    }

    @Test
    void says_what_is_wrong_with_a_token() {
        ApiAnswer answer = answer(new Bad("It has expired."));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsEntry("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        assertTurnedAway(answer, "The token is not accepted. It has expired.");
    }

    @Test
    void says_what_the_owner_of_a_genuine_token_lacks() {
        ApiAnswer answer = answer(new NotAllowed("It lacks the role."));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers()).containsEntry("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
        assertTurnedAway(answer, "may not post alerts. It lacks the role.");
    }

    /** Azure Monitor comes again after a 503. */
    @Test
    void asks_to_come_again_while_the_issuer_does_not_answer() {
        ApiAnswer answer = answer(new Undecided("The keys cannot be read."));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("Retry-After", "10");
        assertTurnedAway(answer, "post it again. The keys cannot be read.");
    }

    private void assertTurnedAway(ApiAnswer answer, String detail) {
        assertThat(passed).isEmpty();
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.body()).contains(detail);
        assertThat(journal).singleElement().asString().startsWith("event=refused-caller");
        assertThat(answer + journal.toString()).doesNotContain("secret");
    }

    private ApiAnswer answer(TokenCheck.Verdict verdict) {
        TokenCheck tokens = (@Nullable String authorization, TimeBudget budget) -> {
            assertThat(authorization).isEqualTo(TOKEN);
            return verdict;
        };
        return pass(new AlertGate(new PlatformSignIn(false, null), tokens), TOKEN);
    }

    private ApiAnswer pass(AlertGate gate, String authorization) {
        TimeBudget budget = TimeBudget.of(Clock.systemUTC(), Duration.ofSeconds(1));
        return gate.pass(Map.of("authorization", authorization), budget, journal::add, caller -> {
            passed.add(caller);
            return new ApiAnswer(202, "application/json", "{}", Map.of());
        });
    }
}
