package io.alertcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.AlertFormatException;
import io.alertcap.alert.FlatJson;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.api.ApiAnswer;
import io.alertcap.api.CapturesApi;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureName;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.FilterGrammar;
import io.alertcap.capture.Trigger;
import io.alertcap.capture.UnreadableRecordException;
import io.alertcap.storage.BlobCaptureLedger;
import io.alertcap.storage.Blobs.Condition;
import io.alertcap.storage.InMemoryBlobs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every reader of text from outside, under seeded fire: an answer or its typed exception, soon, in little memory. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileInputTest {
    private static final String ID = "lv9vipembfuq1neq";
    private static final String MACHINE =
            "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm";
    private static final List<String> FILTERS = List.of(
            "[{\"protocol\":\"TCP\",\"localIPAddress\":\"127.0.0.1;127.0.0.5;\",\"localPort\":\"1-65535\"}]",
            "[{\"protocol\":\"UDP\",\"remoteIPAddress\":\"::1-ffff::\",\"remotePort\":\"80;443;\"},{\"Protocol\":\"Any\"}]",
            "[{\"localIPAddress\":\"1.1.1.1-255.255.255.255\"},{\"remoteIPAddress\":\"::ffff:10.0.0.1\"}]");

    @Test
    void filters_are_read_or_refused_with_the_typed_exception() {
        HostileInput.corpus("filters").forEach(kept -> filters(kept.toString(), HostileInput.text(kept)));
        for (int round = 0; round < HostileInput.rounds(2_000); round++) {
            Random random = HostileInput.random(round);
            filters(
                    HostileInput.which(round),
                    HostileInput.mutated(FILTERS.get(random.nextInt(FILTERS.size())), random));
        }
    }

    private static void filters(String which, String text) {
        HostileInput.frugally(
                which,
                json -> {
                    List<Map<String, String>> raw;
                    try {
                        raw = FlatJson.objects(json);
                    } catch (AlertFormatException e) {
                        assertThat(e.errors()).as(which).isNotEmpty();
                        return null;
                    }
                    FilterGrammar.Reading reading = FilterGrammar.read("filters", raw);
                    assertThat(reading.problems())
                            .as(which)
                            .allSatisfy(problem -> assertThat(problem.field() + problem.detail())
                                    .hasSizeLessThan(700)
                                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]"));
                    return reading;
                },
                text);
    }

    @Test
    void a_resource_id_is_one_or_is_none() {
        List<String> legal = List.of(MACHINE, "/subscriptions/s", "/subscriptions/s/resourceGroups/rg/");
        HostileInput.corpus("resource-ids").forEach(kept -> resourceId(kept.toString(), HostileInput.text(kept)));
        for (int round = 0; round < HostileInput.rounds(8_000); round++) {
            resourceId(HostileInput.which(round), HostileInput.text(HostileInput.random(round), legal));
        }
    }

    private static void resourceId(String which, String text) {
        HostileInput.frugally(
                which,
                input -> {
                    ResourceId.parse(input).ifPresent(id -> {
                        assertThat(ResourceId.parse(id.key())).as(which).contains(id);
                        assertThat(id.key()).as(which).doesNotContain("//", "/../", "?", "#", "%", "\n");
                        id.parent()
                                .ifPresent(
                                        parent -> assertThat(id.key()).as(which).startsWith(parent.key()));
                        MachineTarget.of(id);
                    });
                    return input;
                },
                text);
    }

    @Test
    void a_capture_name_is_legal_whatever_the_alert_is_called() {
        List<String> templates =
                List.of("{machine}-{fired}-{id}", "{rule}", "{rule}{machine}{rule}{id}", "a.{rule}-{id}");
        List<String> legal = List.of("cpu is high", "…", "---", "a".repeat(90), "a.9999", "vm.");
        for (int round = 0; round < HostileInput.rounds(4_000); round++) {
            Random random = HostileInput.random(round);
            String which = HostileInput.which(round);
            String rule = HostileInput.text(random, legal);
            String template = HostileInput.text(random, templates);
            if (CaptureName.problem(template).isEmpty()) {
                HostileInput.frugally(
                        which,
                        text -> assertThat(CaptureName.of(template, record(text)))
                                .as(which)
                                .matches("[A-Za-z0-9][A-Za-z0-9._-]{0,79}"),
                        rule);
            }
        }
    }

    @Test
    void any_environment_is_read_into_settings_or_problems() {
        Map<String, String> sound = Map.of(
                "AzureWebJobsStorage", "UseDevelopmentStorage=true",
                "ALERTCAP_MONITOR_SCHEDULE", "*/30 * * * * *",
                "ALERTCAP_STORAGE_ACCOUNTS",
                        "westeurope=/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/abc");
        List<String> legal = List.of(
                "PT5M",
                "10",
                "{\"p\":{\"duration\":\"PT1S\",\"filters\":[]}}",
                FILTERS.get(0),
                "https://example.com/hook?sig=a",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "queue",
                "{machine}-{id}",
                "managedIdentity",
                "westeurope=/subscriptions/s",
                "/var/captures/{name}.cap",
                "C:\\x\\{name}.cap");
        for (int round = 0; round < HostileInput.rounds(2_000); round++) {
            Random random = HostileInput.random(round);
            String which = HostileInput.which(round);
            Map<String, String> environment = new HashMap<>(sound);
            Setting[] settings = Setting.values();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                environment.put(settings[random.nextInt(settings.length)].variable(), HostileInput.text(random, legal));
            }
            HostileInput.frugally(
                    which,
                    text -> {
                        Settings.Reading reading = Settings.read(environment);
                        assertThat(reading.settings() == null)
                                .as(which)
                                .isNotEqualTo(reading.problems().isEmpty());
                        assertThat(reading.problems())
                                .as(which)
                                .allSatisfy(problem -> assertThat(problem.detail())
                                        .hasSizeLessThan(2_000)
                                        .doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u202e]"));
                        return reading;
                    },
                    environment.toString());
        }
    }

    @Test
    void ledger_documents_are_read_or_reported_and_always_shown() {
        InMemoryBlobs blobs = new InMemoryBlobs(Clock.systemUTC());
        BlobCaptureLedger ledger = new BlobCaptureLedger(blobs, Clock.systemUTC(), pause -> {});
        CapturesApi api = new CapturesApi(ledger);
        ledger.create(record("cpu is high"));
        String name = "captures/" + ID + ".json";
        String sound = new String(blobs.get(name).value().orElseThrow().content(), StandardCharsets.UTF_8);
        for (Path kept : HostileInput.corpus("ledger")) {
            assertThat(shown(kept.toString(), HostileInput.text(kept), blobs, ledger, api))
                    .isEqualTo(503);
        }
        int readable = 0;
        int rounds = HostileInput.rounds(2_000);
        for (int round = 0; round < rounds; round++) {
            String text = HostileInput.mutated(sound, HostileInput.random(round));
            readable += shown(HostileInput.which(round), text, blobs, ledger, api) == 200 ? 1 : 0;
        }
        assertThat(readable).as("some are still sound, most are not").isBetween(rounds / 50, rounds * 3 / 4);
    }

    private static int shown(
            String which, String text, InMemoryBlobs blobs, BlobCaptureLedger ledger, CapturesApi api) {
        blobs.put("captures/" + ID + ".json", text.getBytes(StandardCharsets.UTF_8), Map.of(), new Condition.Always());
        return HostileInput.frugally(
                which,
                input -> {
                    try {
                        assertThat(ledger.find(ID)).as(which).isPresent();
                    } catch (UnreadableRecordException e) {
                        assertThat(e).as(which).hasMessageContaining("captures/" + ID + ".json");
                        assertThat(e.getMessage()).as(which).hasSizeLessThan(500);
                    }
                    assertThat(api.list(Map.of()).status()).as(which).isEqualTo(200);
                    return api.show(ID).status();
                },
                text);
    }

    @Test
    void any_query_is_answered_with_a_list_or_a_problem() {
        InMemoryBlobs blobs = new InMemoryBlobs(Clock.systemUTC());
        CapturesApi api = new CapturesApi(new BlobCaptureLedger(blobs, Clock.systemUTC(), pause -> {}));
        List<String> names = List.of("limit", "after", "code", "x");
        List<String> values = List.of("1", "200", "page_YWZ0ZXIgeA", "page_", "page_====", "-1");
        for (int round = 0; round < HostileInput.rounds(2_000); round++) {
            Random random = HostileInput.random(round);
            String which = HostileInput.which(round);
            Map<String, String> query = Map.of(
                    names.get(random.nextInt(names.size())),
                    HostileInput.text(random, values),
                    HostileInput.text(random, List.of("y", "z")) + "?",
                    HostileInput.text(random, values));
            Map<String, String> one = random.nextBoolean()
                    ? query
                    : Map.of(names.get(random.nextInt(3)), HostileInput.text(random, values));
            HostileInput.frugally(
                    which,
                    text -> {
                        ApiAnswer list = api.list(one);
                        assertThat(list.status()).as(which).isIn(200, 400);
                        assertThat(api.show(text).status()).as(which).isEqualTo(404);
                        return list;
                    },
                    HostileInput.text(random, values));
        }
    }

    private static CaptureRecord record(String rule) {
        Instant at = Instant.parse("2026-03-01T12:00:00Z");
        return CaptureRecord.requested(
                ID,
                new Trigger(Trigger.Kind.ALERT, rule, "alert-1", Severity.SEV2, at),
                MachineTarget.of(ResourceId.parse(MACHINE).orElseThrow()).orElseThrow(),
                new CaptureWish(new CaptureLimits(300, 1_073_741_824L, 0), List.of()),
                List.of(),
                at,
                at.plusSeconds(900));
    }
}
