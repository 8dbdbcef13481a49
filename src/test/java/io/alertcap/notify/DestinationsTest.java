package io.alertcap.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.alertcap.notify.Destination.Kind;
import io.alertcap.notify.Destinations.Problem;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SLACK = "https://hooks.slack.com/services/T000/B000/XXXX";
    private static final String TEAMS =
            "https://prod-1.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=YYYY";

    @Test
    void no_settings_are_no_destinations() {
        assertThat(Destinations.parse(null, " ", "", null)).satisfies(none -> {
            assertThat(none.all()).isEmpty();
            assertThat(none.problems()).isEmpty();
        });
    }

    @Test
    void names_every_destination_without_its_address() {
        Destinations parsed = Destinations.parse(
                "https://a.example/one, https://b.example/two\nhttp://127.0.0.1:9/x", SECRET, SLACK, TEAMS);

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.all())
                .extracting(Destination::name, Destination::kind, to -> to.secret() != null)
                .containsExactly(
                        tuple("webhook-1", Kind.WEBHOOK, true),
                        tuple("webhook-2", Kind.WEBHOOK, true),
                        tuple("webhook-3", Kind.WEBHOOK, true),
                        tuple("slack", Kind.SLACK, false),
                        tuple("teams", Kind.TEAMS, false));
        assertThat(parsed.all())
                .extracting(Destination::address)
                .startsWith(URI.create("https://a.example/one"), URI.create("https://b.example/two"));
        assertThat(parsed.toString())
                .contains("webhook-1")
                .doesNotContain("example", "hooks.slack.com", "logic.azure.com", "XXXX", "YYYY", "MfKQ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/x",
                "http://127.0.0.1/x",
                "http://127.1.2.3/x",
                "http://[::1]:80/x",
                "HTTPS://a.example"
            })
    void takes_https_and_plain_http_to_this_machine(String url) {
        assertThat(Destinations.parse(url, null, null, null).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a.example/SECRET | must begin with https:// (http:// is allowed to this machine only)",
                "http://127.0.0.1.a.example/SECRET | must begin with https:// (http:// is allowed to this machine only)",
                "http://localhost.a.example/SECRET | must begin with https:// (http:// is allowed to this machine only)",
                "ftp://a.example/SECRET | must begin with https:// (http:// is allowed to this machine only)",
                "https://user:SECRET@a.example/ | must not have a user name or password in the address",
                "hooks.example/SECRET | must be a whole address, such as https://example.com/hooks/alertcap",
                "mailto:SECRET@a.example | must be a whole address, such as https://example.com/hooks/alertcap",
                "https:///SECRET | must be a whole address, such as https://example.com/hooks/alertcap",
                "https://a.example/SECRET|x | is not a legal URL: look at character 25",
                "https://a.example/{SECRET} | is not a legal URL: look at character 19",
            })
    void says_what_is_wrong_with_an_address_without_repeating_it(String line) {
        int last = line.lastIndexOf('|');
        String url = line.substring(0, last).strip();
        String problem = line.substring(last + 1).strip();

        Destinations parsed = Destinations.parse("https://ok.example/," + url, null, url, null);

        assertThat(parsed.problems())
                .containsExactly(
                        new Problem(Destinations.WEBHOOK_URLS, "address 2 " + problem),
                        new Problem(Destinations.SLACK_URL, problem));
        assertThat(parsed.problems().toString()).doesNotContain("SECRET", "a.example");
    }

    @Test
    void refuses_one_address_given_twice_however_it_is_spelled() {
        assertThat(Destinations.parse("https://a.example/x https://A.EXAMPLE/x", null, "HTTPS://a.example/x", null)
                        .problems())
                .containsExactly(
                        new Problem(Destinations.WEBHOOK_URLS, "address 2 is there twice; every message would be too"),
                        new Problem(Destinations.SLACK_URL, "is there twice; every message would be too"));
        assertThat(Destinations.parse("https://a.example/x https://a.example/X", null, null, null)
                        .problems())
                .isEmpty();
    }

    @Test
    void collects_all_problems() {
        assertThat(Destinations.parse(
                                "http://a.example", "short", "nonsense", "@Microsoft.KeyVault(SecretUri=https://v)")
                        .problems())
                .extracting(Problem::setting)
                .containsExactly(
                        Destinations.WEBHOOK_SECRET,
                        Destinations.WEBHOOK_URLS,
                        Destinations.SLACK_URL,
                        Destinations.TEAMS_URL);
    }

    @Test
    void knows_a_key_vault_reference_that_was_not_resolved() {
        String reference = "@Microsoft.KeyVault(VaultName=v;SecretName=s)";

        assertThat(Destinations.parse(reference, reference, reference, reference)
                        .problems())
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem.detail())
                        .isEqualTo("is a Key Vault reference that was not resolved: let the app's identity read the"
                                + " vault's secret"));
    }

    @Test
    void only_a_webhook_can_have_a_secret() {
        assertThatThrownBy(() -> new Destination("slack", Kind.SLACK, URI.create(SLACK), SigningSecret.parse(SECRET)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("has a signing secret, which only a webhook can check");
    }
}
