package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.api.Caller.Proof;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformSignInTest {
    static final String ROLE = "Alertcap.Operator";

    private final PlatformSignIn platform = new PlatformSignIn(true, ROLE);

    @Test
    void believes_no_header_where_the_platform_does_not_guarantee_it() {
        PlatformSignIn off = new PlatformSignIn(false, ROLE);

        assertThat(off.principal(anna())).isEmpty();
        assertThat(off.keyHolder(anna())).isEqualTo(Caller.KEY_HOLDER);
        assertThat(off.opensPages()).isFalse();
    }

    @Test
    void names_whom_the_platform_vouches_for() {
        PlatformSignIn.Principal principal = platform.principal(anna()).orElseThrow();

        assertThat(principal.id()).isEqualTo("5f2c");
        assertThat(principal.caller()).isEqualTo(new Caller("anna@example.com", Proof.ENTRA));
        assertThat(principal.roles()).containsExactly(ROLE);
        assertThat(platform.isOperator(principal)).isTrue();
        assertThat(platform.keyHolder(anna())).isEqualTo(principal.caller());
    }

    @Test
    void names_an_application_by_its_id() {
        Map<String, String> headers = anna();
        headers.remove("x-ms-client-principal-name");

        assertThat(platform.keyHolder(headers).name()).isEqualTo("5f2c");
    }

    @Test
    void knows_a_role_by_the_longer_name_too() {
        Map<String, String> headers = anna();
        headers.put(
                "x-ms-client-principal", claims("http://schemas.microsoft.com/ws/2008/06/identity/claims/role", ROLE));

        assertThat(platform.isOperator(platform.principal(headers).orElseThrow()))
                .isTrue();
    }

    @Test
    void knows_nobody_who_signed_in_elsewhere_than_at_Entra() {
        Map<String, String> headers = anna();
        headers.put("x-ms-client-principal-idp", "google");

        assertThat(platform.principal(headers)).isEmpty();
    }

    @Test
    void knows_nobody_without_headers() {
        assertThat(platform.principal(Map.of())).isEmpty();
        assertThat(platform.keyHolder(Map.of())).isEqualTo(Caller.KEY_HOLDER);
    }

    @Test
    void opens_the_pages_to_nobody_while_no_role_is_set() {
        PlatformSignIn withoutRole = new PlatformSignIn(true, null);

        assertThat(withoutRole.opensPages()).isFalse();
        assertThat(withoutRole.isOperator(withoutRole.principal(anna()).orElseThrow()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "bm90IEpTT04=",
                "e30=",
                "W10=",
                "bnVsbA==",
                "eyJjbGFpbXMiOiJyb2xlcyJ9",
                "eyJjbGFpbXMiOlsxLG51bGwsW11dfQ=="
            })
    void finds_no_role_in_what_is_no_list_of_claims(String principal) {
        Map<String, String> headers = anna();
        headers.put("x-ms-client-principal", principal);

        assertThat(platform.principal(headers).orElseThrow().roles()).isEmpty();
    }

    static Map<String, String> anna() {
        return new HashMap<>(Map.of(
                "x-ms-client-principal-id", "5f2c",
                "x-ms-client-principal-name", "anna@example.com",
                "x-ms-client-principal-idp", "aad",
                "x-ms-client-principal", claims("roles", ROLE)));
    }

    static String claims(String type, String value) {
        String json = "{\"auth_typ\":\"aad\",\"claims\":[{\"typ\":\"name\",\"val\":\"Anna\"},{\"typ\":\"" + type
                + "\",\"val\":\"" + value + "\"}],\"name_typ\":\"name\",\"role_typ\":\"roles\"}";
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
