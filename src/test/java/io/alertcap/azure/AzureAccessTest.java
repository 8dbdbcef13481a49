package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alertcap.azure.AzureAccess.Login;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureAccessTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080",
                "http://127.255.0.9",
                "http://localhost:1/",
                "http://LOCALHOST",
                "http://[::1]:8080",
                "http://[0:0:0:0:0:0:0:1]",
                "https://127.0.0.1:8443"
            })
    void without_a_credential_only_this_machine_is_asked(String endpoint) {
        assertThat(new AzureAccess(URI.create(endpoint), Login.NONE, null, null).login())
                .isEqualTo(Login.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://management.azure.com",
                "http://10.0.0.1",
                "http://127.0.0.1.example.com",
                "http://128.0.0.1",
                "http://localhost.example.com",
                "http://mylocalhost",
                "http://[::2]",
                "http://[::ffff:10.0.0.1]",
                "http://0.0.0.0",
                "http://2130706433"
            })
    void without_a_credential_no_other_machine_is_asked(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AzureAccess(URI.create(endpoint), Login.NONE, null, null))
                .withMessageContaining("stand-in on this machine");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_token_does_not_travel_over_plain_http(Login login) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AzureAccess(URI.create("http://127.0.0.1:8080"), login, null, null))
                .withMessageContaining("plain http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.azure.com",
                "ftp://management.azure.com",
                "https:///x",
                "mailto:a@b",
                "/x",
                "http://127.0.0.256"
            })
    void an_endpoint_is_an_address(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AzureAccess(URI.create(endpoint), Login.AUTO, null, null))
                .withMessageContaining("must be an address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://a.example/x", "https://a.example?x=1", "https://a.example#x", "https://u:p@a.example"})
    void an_endpoint_is_nothing_but_scheme_host_and_port(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AzureAccess(URI.create(endpoint), Login.AUTO, null, null))
                .withMessageContaining("scheme, host and port only");
    }

    @ParameterizedTest
    @CsvSource({
        "https://management.azure.com, https://management.azure.com/.default",
        "https://Management.Azure.com/, https://management.azure.com/.default",
        "https://management.chinacloudapi.cn, https://management.chinacloudapi.cn/.default",
        "https://management.usgovcloudapi.net, https://management.usgovcloudapi.net/.default"
    })
    void a_token_is_asked_for_the_cloud_it_is_used_in(String endpoint, String scope) {
        assertThat(new AzureAccess(URI.create(endpoint), Login.AUTO, null, null).tokenScope())
                .isEqualTo(scope);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "ends.", "a b", "..", "a?b"})
    void a_watcher_is_created_in_a_group_that_can_exist(String group) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AzureAccess(AzureAccess.PUBLIC_CLOUD, Login.AUTO, null, group))
                .withMessageContaining("resource group");
    }

    @Test
    void a_blank_client_id_is_a_mistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AzureAccess(AzureAccess.PUBLIC_CLOUD, Login.AUTO, " ", "NetworkWatcherRG"))
                .withMessageContaining("client id");
    }
}
