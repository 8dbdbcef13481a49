package io.alertcap.local.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PUT may say, as the swagger documents it. */
class CaptureBodyTest {
    private static final String LATEST = "2025-03-01";

    @Test
    void takes_the_body_that_az_sends() {
        CaptureBody body = CaptureBody.parse(Json.parse("""
                        {"location":"westeurope","properties":{"target":"/t","bytesToCapturePerPacket":128,
                         "totalBytesPerSession":1048576,"timeLimitInSeconds":60,
                         "storageLocation":{"storageId":"/st","filePath":"/var/captures/cap1.cap",
                          "storagePath":"https://stcap.blob.core.windows.net/captures/a/b.cap"},
                         "filters":[{"protocol":"TCP","localIPAddress":"10.0.0.4",
                          "remoteIPAddress":"1.1.1.1-255.255.255.255","localPort":"50000-60000","remotePort":"443"},
                          {"protocol":"UDP"}]}}
                        """), "2022-07-01");

        assertThat(body.bytesPerPacket()).isEqualTo(128);
        assertThat(body.totalBytes()).isEqualTo(1_048_576);
        assertThat(body.timeLimit()).isEqualTo(Duration.ofMinutes(1));
        assertThat(body.localFile()).isEqualTo("/var/captures/cap1.cap");
        assertThat(body.filters()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'properties':{}}",
                "{'properties':{'target':'/t'}}",
                "{'properties':{'target':'/t','storageLocation':{}}}",
                "{'properties':{'target':'/t','storageLocation':{'storagePath':'https://a.blob.core.windows.net/c/b'}}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s','storagePath':'c/b.cap'}}}",
                "{'properties':{'target':'/t','storageLocation':{'localPath':'/var/captures/a.cap'}}}",
                "{'properties':{'target':'/t','storageLocation':{'filePath':'/a'},'continuousCapture':false}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'timeLimitInSeconds':18001}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'timeLimitInSeconds':-1}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'timeLimitInSeconds':'60'}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'totalBytesPerSession':4294967296}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'bytesToCapturePerPacket':1.5}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'targetType':'AzureHost'}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'filters':[{'protocol':'ICMP'}]}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'filters':[{'port':'80'}]}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'surprise':1}}",
                "{'properties':{'target':'/t','storageLocation':{'storageId':'/s'},'continuousCapture':true,"
                        + "'captureSettings':{'fileCount':10001}}}"
            })
    void refuses_what_the_service_documents_as_wrong(String text) {
        assertThatExceptionOfType(ArmRefusal.class)
                .isThrownBy(() -> CaptureBody.parse(Json.parse(text.replace('\'', '"')), LATEST))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @Test
    void older_versions_do_not_know_continuous_captures() {
        String text =
                "{\"properties\":{\"target\":\"/t\",\"storageLocation\":{\"storageId\":\"/s\"},\"continuousCapture\":true}}";

        assertThatNoException().isThrownBy(() -> CaptureBody.parse(Json.parse(text), "2023-11-01"));
        assertThatExceptionOfType(ArmRefusal.class)
                .isThrownBy(() -> CaptureBody.parse(Json.parse(text), "2023-09-01"))
                .withMessageContaining("continuousCapture");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/a.cap", "/var/captures/a.pcap", "/var/captures/../a.cap", "D:\\captures\\a.cap"})
    void refuses_paths_that_linux_machines_do_not_take(String path) {
        assertThatExceptionOfType(ArmRefusal.class)
                .isThrownBy(() -> withFile(path).checkLocalFile(Machine.Os.LINUX))
                .withMessageContaining(path);
    }

    @Test
    void knows_the_paths_of_both_systems() {
        assertThatNoException().isThrownBy(() -> withFile("/var/captures/a.cap").checkLocalFile(Machine.Os.LINUX));
        assertThatNoException().isThrownBy(() -> withFile("D:\\captures\\a.cap").checkLocalFile(Machine.Os.WINDOWS));
        assertThatExceptionOfType(ArmRefusal.class)
                .isThrownBy(() -> withFile("/var/captures/a.cap").checkLocalFile(Machine.Os.WINDOWS));
    }

    private static CaptureBody withFile(String path) {
        return CaptureBody.parse(
                Json.object(
                        "properties", Json.object("target", "/t", "storageLocation", Json.object("filePath", path))),
                LATEST);
    }
}
