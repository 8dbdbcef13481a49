package io.alertcap.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureFiles.Counted;
import io.alertcap.capture.CaptureFiles.FileReading;
import io.alertcap.capture.CaptureFiles.FoundFile;
import io.alertcap.capture.CaptureFiles.NotACapture;
import io.alertcap.capture.TimeBudget;
import io.alertcap.local.Azurite;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobCaptureFilesIT {
    @RegisterExtension
    static final LocalStorage STORAGE = new LocalStorage();

    private static final ResourceId ACCOUNT = account(Azurite.ACCOUNT);
    private static final TimeBudget BUDGET = TimeBudget.of(Clock.systemUTC(), Duration.ofMinutes(5));

    private final String container = LocalStorage.newContainer();
    private BlobCaptureFiles files;
    private BlobContainerClient blobs;

    @BeforeEach
    void reach_storage() {
        files = new BlobCaptureFiles(
                STORAGE.access(), "http://127.0.0.1:" + STORAGE.azurite().port() + "/{account}", Clock.systemUTC());
        blobs = new BlobServiceClientBuilder()
                .connectionString(STORAGE.azurite().connectionString())
                .buildClient()
                .getBlobContainerClient(container);
    }

    @Test
    void finds_nothing_before_anything_has_arrived() {
        assertThat(files.find(ACCOUNT, url("day/x.cap"), BUDGET)).isEmpty();
        blobs.create();
        assertThat(files.find(ACCOUNT, url("day/x.cap"), BUDGET)).isEmpty();
    }

    @Test
    void finds_the_file_at_the_path() {
        upload("day/x.cap", new byte[24]);

        List<FoundFile> found = files.find(ACCOUNT, url("day/x.cap"), BUDGET);

        assertThat(found).singleElement().satisfies(file -> {
            assertThat(file.url()).isEqualTo(url("day/x.cap"));
            assertThat(file.bytes()).isEqualTo(24);
            assertThat(file.etag()).isNotEmpty();
            assertThat(file.lastModified()).isAfter(Instant.now().minusSeconds(60));
        });
    }

    @Test
    void finds_the_parts_of_a_capture_and_not_its_neighbours() {
        List<String> parts = List.of("day/x.cap", "day/x-1.cap", "day/x.2.cap", "day/x/web_0/x.cap", "day/x_web-1.CAP");
        List<String> others = List.of("day/x2.cap", "day/xy/x.cap", "day/x", "day/x-1.txt", "day/w.cap", "x.cap");
        parts.forEach(name -> upload(name, new byte[1]));
        others.forEach(name -> upload(name, new byte[1]));

        assertThat(files.find(ACCOUNT, url("day/x.cap"), BUDGET))
                .extracting(FoundFile::url)
                .containsExactlyInAnyOrderElementsOf(
                        parts.stream().map(this::url).toList());
    }

    @Test
    void hands_out_any_piece_of_a_file_and_no_link_without_an_identity() {
        byte[] bytes = new byte[1_000];
        new Random(7).nextBytes(bytes);
        upload("x.cap", bytes);

        assertThat(files.read(ACCOUNT, url("x.cap"), 10, 20)).isEqualTo(Arrays.copyOfRange(bytes, 10, 30));
        assertThat(files.read(ACCOUNT, url("x.cap"), 990, 500)).isEqualTo(Arrays.copyOfRange(bytes, 990, 1_000));
        assertThat(files.link(ACCOUNT, url("x.cap"), "x.cap", Duration.ofMinutes(5)))
                .isEmpty();
    }

    @Test
    void counts_the_packets_of_a_file() {
        byte[] pcap = pcap(5_000);
        upload("x.cap", pcap);

        FileReading reading = examine("x.cap");

        assertThat(reading)
                .isEqualTo(new Counted(
                        "pcap",
                        5_000,
                        5_000 * 60L,
                        5_000 * 60L,
                        Instant.ofEpochSecond(1_700_000_000),
                        Instant.ofEpochSecond(1_700_004_999),
                        sha256(pcap),
                        null));
    }

    @Test
    void says_where_a_file_is_cut_off() {
        byte[] pcap = pcap(3);
        upload("x.cap", Arrays.copyOf(pcap, pcap.length - 10));

        assertThat(examine("x.cap")).isInstanceOfSatisfying(Counted.class, counted -> {
            assertThat(counted.packets()).isEqualTo(2);
            assertThat(counted.cutOff()).startsWith("cut off at byte " + (24 + 2 * 76));
        });
    }

    @Test
    void says_what_is_no_capture() {
        byte[] text = "<html>not here</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        upload("text.cap", text);
        upload("empty.cap", new byte[0]);

        assertThat(examine("text.cap"))
                .isInstanceOfSatisfying(
                        NotACapture.class,
                        reading -> assertThat(reading.sha256()).isEqualTo(sha256(text)));
        assertThat(examine("empty.cap")).isEqualTo(new NotACapture("the file has no bytes", sha256(new byte[0])));
    }

    @Test
    void does_not_mix_two_versions_of_a_file() {
        upload("x.cap", pcap(1));
        FoundFile found = files.find(ACCOUNT, url("x.cap"), BUDGET).get(0);
        upload("x.cap", pcap(2));

        assertThatThrownBy(() -> files.examine(ACCOUNT, found))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("412 ConditionNotMet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b+c%20d.cap", "\u00e9\u4e2d/x#y?z.cap", "a=b&c;d/e.cap"})
    void takes_names_with_characters_that_urls_spell_otherwise(String name) {
        upload(name, pcap(1));
        String url = files.url(ACCOUNT, container + "/" + name);

        List<FoundFile> found = files.find(ACCOUNT, url, BUDGET);

        assertThat(found).extracting(FoundFile::url).containsExactly(url);
        assertThat(files.examine(ACCOUNT, found.get(0))).isInstanceOf(Counted.class);
    }

    @Test
    void goes_nowhere_else_with_its_credential() {
        String base = "http://127.0.0.1:" + STORAGE.azurite().port();
        for (String elsewhere : List.of(
                "http://127.0.0.2:" + STORAGE.azurite().port() + "/devstoreaccount1/c-c/x.cap",
                "http://127.0.0.1:1/devstoreaccount1/c-c/x.cap",
                "https://127.0.0.1:" + STORAGE.azurite().port() + "/devstoreaccount1/c-c/x.cap",
                base + "/devstoreaccount2/c-c/x.cap",
                base + "/devstoreaccount1c/c-c/x.cap",
                base + "/devstoreaccount1/c-c/../other/x.cap",
                base + "/devstoreaccount1/c-c/%2e%2e/other/x.cap",
                base + "/devstoreaccount1/c-c",
                base + "/devstoreaccount1/c-c/",
                "http://user@127.0.0.1:" + STORAGE.azurite().port() + "/devstoreaccount1/c-c/x.cap",
                "x.cap",
                "",
                ":")) {
            assertThatThrownBy(() -> files.find(ACCOUNT, elsewhere, BUDGET))
                    .as(elsewhere)
                    .isInstanceOf(CaptureException.class)
                    .hasMessageStartingWith("Not the URL of a blob");
        }
    }

    @Test
    void neither_uses_nor_repeats_a_signature() {
        assertThatThrownBy(() -> files.find(ACCOUNT, url("x.cap") + "?sv=1&sig=S3cret", BUDGET))
                .isInstanceOf(CaptureException.class)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("S3cret"));
    }

    @Test
    void knows_storage_accounts_only() {
        assertThatThrownBy(() -> files.url(ResourceId.parse(Samples.MACHINE).orElseThrow(), "c-c/x.cap"))
                .isInstanceOf(CaptureException.class);
        assertThatThrownBy(() -> files.url(account("evil.example@x"), "c-c/x.cap"))
                .isInstanceOf(CaptureException.class);
        assertThat(files.url(account("DevStoreAccount1"), "c-c/a b.cap")).endsWith("/devstoreaccount1/c-c/a%20b.cap");
    }

    @Test
    void does_not_begin_without_time() {
        TimeBudget spent = TimeBudget.of(Clock.systemUTC(), Duration.ZERO);

        assertThatThrownBy(() -> files.find(ACCOUNT, url("x.cap"), spent))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("No time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "https://example.com", "ftp://{account}.example", "{account}", "https://{account}/?sig=1"})
    void refuses_an_endpoint_that_is_no_template(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BlobCaptureFiles(STORAGE.access(), endpoint, Clock.systemUTC()));
    }

    private FileReading examine(String name) {
        return files.examine(ACCOUNT, files.find(ACCOUNT, url(name), BUDGET).get(0));
    }

    private void upload(String name, byte[] content) {
        blobs.createIfNotExists();
        blobs.getBlobClient(name).upload(BinaryData.fromBytes(content), true);
    }

    private String url(String path) {
        return files.url(ACCOUNT, container + "/" + path);
    }

    private static ResourceId account(String name) {
        return ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/" + name)
                .orElseThrow();
    }

    /** libpcap's format, a packet of 60 bytes each second. */
    private static byte[] pcap(int packets) {
        ByteBuffer file = ByteBuffer.allocate(24 + packets * 76).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xA1B2C3D4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(65_535)
                .putInt(1);
        for (int i = 0; i < packets; i++) {
            file.putInt(1_700_000_000 + i).putInt(0).putInt(60).putInt(60).put(new byte[60]);
        }
        return file.array();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
