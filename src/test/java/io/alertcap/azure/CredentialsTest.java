package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.ChainedTokenCredential;
import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ManagedIdentityCredential;
import io.alertcap.azure.AzureAccess.Login;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final Map<String, String> IDENTITY =
            Map.of("IDENTITY_ENDPOINT", "http://127.0.0.1:41/msi/token", "WEBSITE_INSTANCE_ID", "1");
    private static final Map<String, String> PRINCIPAL = Map.of(
            "AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000001",
            "AZURE_TENANT_ID", "00000000-0000-0000-0000-000000000002",
            "AZURE_CLIENT_SECRET", "s3cret");

    @Test
    void in_azure_the_managed_identity_is_taken_even_if_a_secret_lies_about() {
        Map<String, String> both = new HashMap<>(PRINCIPAL);
        both.putAll(IDENTITY);

        Credentials credentials = new Credentials(access(Login.AUTO), both);

        assertThat(credentials.login()).isEqualTo(Login.MANAGED_IDENTITY);
        assertThat(credentials.credential()).isInstanceOf(ManagedIdentityCredential.class);
        assertThat(credentials.warning()).isEmpty();
    }

    @Test
    void a_user_assigned_identity_is_asked_for_by_its_client_id() {
        AzureAccess access =
                new AzureAccess(AzureAccess.PUBLIC_CLOUD, Login.AUTO, "00000000-0000-0000-0000-000000000003", null);

        TokenCredential credential = new Credentials(access, IDENTITY).credential();

        assertThat(((ManagedIdentityCredential) credential).getClientId())
                .isEqualTo("00000000-0000-0000-0000-000000000003");
    }

    @Test
    void a_service_principal_is_taken_with_a_warning_that_has_no_secret_in_it() {
        Credentials credentials = new Credentials(access(Login.AUTO), PRINCIPAL);

        assertThat(credentials.login()).isEqualTo(Login.SERVICE_PRINCIPAL);
        assertThat(credentials.credential()).isInstanceOf(ClientSecretCredential.class);
        assertThat(credentials.warning())
                .hasValueSatisfying(
                        text -> assertThat(text).contains("the tutorial's way").doesNotContain("s3cret"));
    }

    @Test
    void a_service_principal_needs_all_three_settings_and_names_those_that_are_missing() {
        Map<String, String> partly = Map.of("AZURE_CLIENT_ID", "1", "AZURE_TENANT_ID", " ");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Credentials(access(Login.SERVICE_PRINCIPAL), partly))
                .withMessageEndingWith("missing: AZURE_TENANT_ID, AZURE_CLIENT_SECRET.");
    }

    @Test
    void in_azure_without_any_identity_the_app_says_so_at_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Credentials(access(Login.AUTO), Map.of("WEBSITE_INSTANCE_ID", "1")))
                .withMessageContaining("turn on its managed identity");
    }

    @Test
    void on_a_developers_machine_the_developers_login_is_taken() {
        Credentials credentials = new Credentials(access(Login.AUTO), Map.of());

        assertThat(credentials.login()).isEqualTo(Login.DEVELOPER);
        assertThat(credentials.credential()).isInstanceOf(ChainedTokenCredential.class);
    }

    @Test
    void a_stand_in_needs_no_credential() {
        AzureAccess local = new AzureAccess(URI.create("http://127.0.0.1:1"), Login.NONE, null, null);

        assertThat(new Credentials(local, IDENTITY).credential()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://management.azure.com",
                "https://management.chinacloudapi.cn",
                "https://management.usgovcloudapi.net"
            })
    void a_service_principal_signs_in_to_every_cloud(String endpoint) {
        AzureAccess access = new AzureAccess(URI.create(endpoint), Login.SERVICE_PRINCIPAL, null, null);

        assertThat(new Credentials(access, PRINCIPAL).credential()).isInstanceOf(ClientSecretCredential.class);
    }

    @Test
    void the_credential_is_made_once() {
        Credentials credentials = new Credentials(access(Login.AUTO), PRINCIPAL);

        assertThat(credentials.credential()).isSameAs(credentials.credential());
    }

    private static AzureAccess access(Login login) {
        return new AzureAccess(AzureAccess.PUBLIC_CLOUD, login, null, null);
    }
}
