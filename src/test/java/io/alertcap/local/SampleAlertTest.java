package io.alertcap.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SampleAlertTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final UUID ID = UUID.fromString("99999999-0000-0000-0000-000000000001");

    @Test
    void the_sample_gets_a_new_id_the_present_time_and_a_machine_of_the_estate() throws Exception {
        String sample = Files.readString(Path.of("src/local/alerts/network-out-high.json"));

        JsonNode fresh = new ObjectMapper().readTree(SampleAlert.fresh(sample, NOW, ID, "sub"));

        JsonNode essentials = fresh.at("/data/essentials");
        assertThat(essentials.path("alertId").asText())
                .isEqualTo("/subscriptions/sub/providers/Microsoft.AlertsManagement/alerts/" + ID);
        assertThat(essentials.path("firedDateTime").asText()).isEqualTo("2026-11-21T08:00:00Z");
        assertThat(essentials.at("/alertTargetIDs/0").asText()).startsWith("/subscriptions/sub/resourcegroups/rg-web/");
        assertThat(fresh.at("/data/customProperties/captureDuration").asText()).isEqualTo("PT10S");
    }

    @Test
    void a_classic_alert_gets_the_present_time() throws Exception {
        String classic =
                "{\"status\":\"Activated\",\"context\":{\"timestamp\":\"2020-01-01T00:00:00Z\",\"name\":\"n\"}}";

        assertThat(SampleAlert.fresh(classic, NOW, ID, "sub"))
                .isEqualTo(
                        "{\"status\":\"Activated\",\"context\":{\"timestamp\":\"2026-11-21T08:00:00Z\",\"name\":\"n\"}}");
    }

    @Test
    void what_is_no_json_object_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleAlert.fresh("{\"a\":", NOW, ID, "sub"))
                .withMessageContaining("not JSON");
        assertThatIllegalArgumentException().isThrownBy(() -> SampleAlert.fresh("[]", NOW, ID, "sub"));
    }
}
