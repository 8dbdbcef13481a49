package io.alertcap.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CapturePolicies;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.FakeCases;
import io.alertcap.capture.InMemoryLedger;
import io.alertcap.capture.MutableClock;
import io.alertcap.capture.Trigger;
import io.alertcap.evidence.Zips;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CasesApiTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ID = CaptureId.of("a capture");

    private final InMemoryLedger ledger = new InMemoryLedger(new MutableClock(NOW));
    private final FakeCases cases = new FakeCases();
    private final CasesApi api = new CasesApi(ledger, FakeCases.keeping(cases));

    private void capture() {
        ledger.put(CaptureRecord.requested(
                        ID,
                        new Trigger(Trigger.Kind.ALERT, "rule", null, Severity.SEV2, NOW),
                        MachineTarget.of(ResourceId.parse("/subscriptions/" + CapturePolicies.SUBSCRIPTION
                                                + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/web1")
                                        .orElseThrow())
                                .orElseThrow(),
                        new CaptureWish(new CaptureLimits(60, 1_000, 0), List.of()),
                        List.of(),
                        NOW,
                        NOW.plusSeconds(60))
                .change()
                .name("web1-cpu")
                .done());
    }

    @Test
    void hands_a_sealed_case_out_as_it_is_in_storage() {
        capture();
        cases.put(ID, "alert.json", "{}".getBytes(UTF_8));
        cases.put(ID, "SHA256SUMS", "sums".getBytes(UTF_8));

        FileAnswer answer = (FileAnswer) api.zip(ID, Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/zip");
        assertThat(answer.headers())
                .containsEntry("Content-Disposition", "attachment; filename=\"alertcap-case-web1-cpu.zip\"")
                .containsEntry("Cache-Control", "no-store");
        assertThat(Zips.read(answer.body())).containsOnlyKeys("SHA256SUMS", "alert.json");
    }

    @Test
    void marks_a_case_that_is_not_sealed() {
        capture();
        cases.put(ID, "alert.json", "{}".getBytes(UTF_8));

        FileAnswer answer = (FileAnswer) api.zip(ID, Map.of());

        assertThat(answer.headers().get("Content-Disposition")).contains("alertcap-case-web1-cpu-not-sealed.zip");
        Map<String, byte[]> documents = Zips.read(answer.body());
        assertThat(documents).containsOnlyKeys("README.txt", "alert.json");
        assertThat(new String(documents.get("README.txt"), UTF_8)).contains("THIS CASE IS NOT SEALED");
        assertThat(cases.names(ID)).containsExactly("alert.json");
    }

    @Test
    void says_why_there_is_no_case() {
        assertThat(api.zip("no id", Map.of()).status()).isEqualTo(404);
        assertThat(api.zip(ID, Map.of()).status()).isEqualTo(404);
        assertThat(api.zip(ID, Map.of("part", "1")).status()).isEqualTo(400);
        capture();
        assertThat(((ApiAnswer) api.zip(ID, Map.of())).body())
                .contains("no-case", "No evidence is kept of this capture");
    }

    @Test
    void says_that_storage_does_not_answer() {
        capture();
        ledger.spoil(ID);

        assertThat(api.zip(ID, Map.of()).status()).isEqualTo(503);
    }
}
