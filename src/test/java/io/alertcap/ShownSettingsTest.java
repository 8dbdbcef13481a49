package io.alertcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShownSettingsTest {
    @Test
    void shows_every_setting_with_its_value_or_its_default() {
        Map<String, String> shown = ShownSettings.of(Map.of("ALERTCAP_CAPTURE_LIMIT", " 7 "));

        assertThat(shown.keySet())
                .containsExactlyElementsOf(
                        Stream.of(Setting.values()).map(Setting::variable).toList());
        assertThat(shown)
                .containsEntry("ALERTCAP_CAPTURE_LIMIT", "7")
                .containsEntry("ALERTCAP_CAPTURE_DURATION", "PT5M");
    }

    @Test
    void shows_no_secret_and_nothing_that_is_not_ours() {
        Map<String, String> environment = new HashMap<>(Map.of("AzureWebJobsStorage", "AccountKey=hidden0"));
        Stream.of(Setting.values())
                .filter(setting -> setting.range().contains("secret"))
                .forEach(setting -> environment.put(setting.variable(), "hidden1"));
        environment.put(
                "ALERTCAP_WEBHOOK_URLS",
                "https://one.example/hidden2, https://two.example/x?code=hidden3,http://[hidden4");
        environment.put("ALERTCAP_MAIL_USER", "hidden6");
        environment.put("ALERTCAP_CAPTURE_CONTAINER", "https://x/?sig=hidden5");

        Map<String, String> shown = ShownSettings.of(environment);

        assertThat(shown.toString()).doesNotContain("hidden");
        assertThat(shown)
                .containsEntry(
                        "ALERTCAP_WEBHOOK_URLS", "https://one.example/…, https://two.example/…, (set; not shown)")
                .containsEntry("ALERTCAP_SIGNING_KEY", "(set; not shown)")
                .containsEntry("ALERTCAP_SLACK_URL", "(set; not shown)")
                .containsEntry("ALERTCAP_MAIL_PASSWORD", "(set; not shown)");
    }
}
