package io.alertcap.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.notify.MailRoute.Login;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailRouteTest {
    @ParameterizedTest
    @ValueSource(strings = {"ops@example.com", "o'neil+alerts@a-b.example", "a@localhost"})
    void takes_an_address(String address) {
        assertThat(MailRoute.isAddress(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ops",
                "ops@",
                "@example.com",
                "ops@example.com\r\nBcc: evil@example.com",
                "ops@example.com, evil@example.com",
                "Ops <ops@example.com>",
                "\"a b\"@example.com",
                "ops@-example.com",
                "ops@exa mple.com",
                "ops@[127.0.0.1]",
                "öps@example.com"
            })
    void takes_nothing_that_could_be_more_than_one_address(String text) {
        assertThat(MailRoute.isAddress(text)).isFalse();
    }

    @Test
    void guards_itself() {
        List<String> to = List.of("ops@example.com");

        assertThatThrownBy(() -> new MailRoute("mail example", 587, null, "a@example.com", to))
                .hasMessageStartingWith("Not a host");
        assertThatThrownBy(() -> new MailRoute("mail.example", 0, null, "a@example.com", to))
                .hasMessage("Not a port: 0");
        assertThatThrownBy(() -> new MailRoute("mail.example", 587, null, "a", to))
                .hasMessageStartingWith("Not mail addresses");
        assertThatThrownBy(() -> new MailRoute("mail.example", 587, null, "a@example.com", List.of()))
                .hasMessage("1 to 20 receivers, not 0");
        assertThatThrownBy(() -> new MailRoute(
                        "mail.example",
                        587,
                        null,
                        "a@example.com",
                        Collections.nCopies(MailRoute.MOST_RECEIVERS + 1, "ops@example.com")))
                .hasMessage("1 to 20 receivers, not 21");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "LOCALHOST"})
    void asks_for_no_tls_on_this_machine(String host) {
        assertThat(route(host).needsTls()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp.azurecomm.net", "localhost.example", "127.0.0.1.example", "10.0.0.4"})
    void asks_for_tls_anywhere_else(String host) {
        assertThat(route(host).needsTls()).isTrue();
    }

    @Test
    void shows_neither_login_nor_people() {
        assertThat(route("smtp.azurecomm.net").toString())
                .contains("smtp.azurecomm.net")
                .doesNotContain("s3cret", "the user", "@");
        assertThat(new Login("the user", "s3cret").toString()).doesNotContain("s3cret", "user");
    }

    private static MailRoute route(String host) {
        return new MailRoute(host, 587, new Login("the user", "s3cret"), "a@example.com", List.of("ops@example.com"));
    }
}
