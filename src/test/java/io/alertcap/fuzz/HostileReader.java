package io.alertcap.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.Setting;
import io.alertcap.Settings;
import io.alertcap.alert.Alert;
import io.alertcap.alert.AlertFormatException;
import io.alertcap.alert.AlertReader;
import io.alertcap.alert.AlertSamples;
import io.alertcap.alert.FlatJson;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.azure.HostileAnswers;
import io.alertcap.capture.FilterGrammar;
import io.alertcap.packets.HostileCaptureFiles;
import io.alertcap.storage.HostileLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The readers of text from outside, each with the one property that must hold for anything at all. Seeded generators
 * and kept cases go through it in every build ({@link HostileReaderTest}), a coverage-guided fuzzer when somebody asks
 * ({@link Fuzz}).
 */
public enum HostileReader {
    /** Bodies of {@code POST /api/alerts}. */
    ALERTS {
        @Override
        boolean takes(String which, byte[] input) {
            try {
                Alert alert = new AlertReader().read(text(input));
                assertThat(alert.targets()).as(which).isNotEmpty().hasSizeLessThanOrEqualTo(201);
                return true;
            } catch (AlertFormatException e) {
                assertThat(e.errors())
                        .as(which)
                        .isNotEmpty()
                        .allSatisfy(error -> harmless(which, error.field() + error.detail(), 2_000));
                return false;
            }
        }

        @Override
        List<byte[]> sound() {
            return bytes(AlertSamples.names().stream()
                    .map(name -> AlertSamples.load(name).json()));
        }
    },

    /** Filters, in custom properties and settings. */
    FILTERS {
        @Override
        boolean takes(String which, byte[] input) {
            List<Map<String, String>> raw;
            try {
                raw = FlatJson.objects(text(input));
            } catch (AlertFormatException e) {
                assertThat(e.errors()).as(which).isNotEmpty();
                return false;
            }
            FilterGrammar.Reading reading = FilterGrammar.read("filters", raw);
            reading.problems().forEach(problem -> harmless(which, problem.field() + problem.detail(), 700));
            // What was understood must be understood again as it is sent.
            reading.filters().forEach(filter -> {
                Map<String, String> fields = new HashMap<>();
                fields.put("protocol", filter.protocol().wire());
                fields.put("localIPAddress", filter.localIPAddress());
                fields.put("localPort", filter.localPort());
                fields.put("remoteIPAddress", filter.remoteIPAddress());
                fields.put("remotePort", filter.remotePort());
                fields.values().removeIf(value -> value == null);
                assertThat(FilterGrammar.read("again", List.of(fields)).filters())
                        .as(which)
                        .containsExactly(filter);
            });
            return reading.problems().isEmpty();
        }

        @Override
        List<byte[]> sound() {
            return bytes(Stream.of(
                    FILTER,
                    "[{\"protocol\":\"UDP\",\"remoteIPAddress\":\"::1-ffff::\",\"remotePort\":\"80;443;\"},"
                            + "{\"Protocol\":\"Any\"}]",
                    "[{\"localIPAddress\":\"1.1.1.1-255.255.255.255\"},{\"remoteIPAddress\":\"::ffff:10.0.0.1\"}]"));
        }
    },

    /** Ids of Azure's resources. */
    RESOURCE_IDS {
        @Override
        boolean takes(String which, byte[] input) {
            return ResourceId.parse(text(input))
                    .map(id -> {
                        assertThat(ResourceId.parse(id.key())).as(which).contains(id);
                        assertThat(ResourceId.parse(id.toString())).as(which).contains(id);
                        assertThat(id.key()).as(which).doesNotContain("//", "/../", "?", "#", "%", "\n");
                        id.parent()
                                .ifPresent(
                                        parent -> assertThat(id.key()).as(which).startsWith(parent.key()));
                        MachineTarget.of(id)
                                .ifPresent(machine ->
                                        assertThat(machine.id()).as(which).isNotNull());
                        return true;
                    })
                    .orElse(false);
        }

        @Override
        List<byte[]> sound() {
            return bytes(
                    Stream.of(
                            "/subscriptions/s",
                            "/subscriptions/s/resourceGroups/rg/",
                            "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm",
                            "/subscriptions/s/resourcegroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/ss"
                                    + "/virtualMachines/3",
                            "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm/extensions/x",
                            "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/networkWatchers/nw/packetCaptures/c"));
        }
    },

    /** Files that Network Watcher leaves, or that somebody puts in their place. */
    CAPTURE_FILES {
        @Override
        boolean takes(String which, byte[] input) {
            return HostileCaptureFiles.read(which, input);
        }

        @Override
        List<byte[]> sound() {
            return HostileCaptureFiles.sound();
        }

        @Override
        byte[] generated(Random random) {
            return HostileCaptureFiles.mutated(random);
        }
    },

    /** Documents of the ledger: records, slot books, the monitor's report. */
    LEDGER {
        @Override
        boolean takes(String which, byte[] input) {
            return HostileLedger.takes(which, input);
        }

        @Override
        List<byte[]> sound() {
            return HostileLedger.sound();
        }
    },

    /** What Azure Resource Manager answers, to every call. */
    ARM_ANSWERS {
        @Override
        boolean takes(String which, byte[] input) {
            return HostileAnswers.read(which, input);
        }

        @Override
        List<byte[]> sound() {
            return bytes(HostileAnswers.SOUND.stream());
        }
    },

    /** App settings, a {@code NAME=value} a line. */
    SETTINGS {
        @Override
        boolean takes(String which, byte[] input) {
            Map<String, String> environment = new HashMap<>();
            for (String line : text(input).split("\n", -1)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    environment.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
            Settings.Reading reading = Settings.read(environment);
            assertThat(reading.settings() == null)
                    .as(which)
                    .isNotEqualTo(reading.problems().isEmpty());
            reading.problems().forEach(problem -> harmless(which, problem.setting() + problem.detail(), 2_000));
            return reading.settings() != null;
        }

        @Override
        List<byte[]> sound() {
            return bytes(Stream.concat(
                    Stream.of(CONFIGURED),
                    SETTING_VALUES.stream()
                            .flatMap(value -> Stream.of(Setting.values())
                                    .map(setting -> CONFIGURED + "\n" + setting.variable() + "=" + value))
                            .filter(text -> text.hashCode() % 8 == 0)));
        }

        @Override
        byte[] generated(Random random) {
            Setting[] settings = Setting.values();
            StringBuilder text = new StringBuilder(CONFIGURED);
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                text.append('\n')
                        .append(settings[random.nextInt(settings.length)].variable())
                        .append('=')
                        .append(HostileInput.text(random, SETTING_VALUES).replace('\n', '\u0085'));
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    },

    /** What may stand behind the question mark, and where an id is expected, on every route: {@code id?a=b&c=d}. */
    QUERIES {
        @Override
        boolean takes(String which, byte[] input) {
            return HostileQueries.takes(which, text(input));
        }

        @Override
        List<byte[]> sound() {
            return bytes(HostileQueries.SOUND.stream());
        }

        @Override
        byte[] generated(Random random) {
            return HostileQueries.generated(random).getBytes(StandardCharsets.UTF_8);
        }
    };

    private static final Map<HostileReader, List<byte[]>> SEEDS = new ConcurrentHashMap<>();

    private static final String FILTER =
            "[{\"protocol\":\"TCP\",\"localIPAddress\":\"127.0.0.1;127.0.0.5;\",\"localPort\":\"1-65535\"}]";

    private static final String CONFIGURED = "AzureWebJobsStorage=UseDevelopmentStorage=true\n"
            + "ALERTCAP_MONITOR_SCHEDULE=*/30 * * * * *\n"
            + "ALERTCAP_STORAGE_ACCOUNTS=westeurope=/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage"
            + "/storageAccounts/abc";

    private static final List<String> SETTING_VALUES = List.of(
            "PT5M",
            "10",
            "{\"p\":{\"duration\":\"PT1S\",\"filters\":[]}}",
            FILTER,
            "https://example.com/hook?sig=a",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "queue",
            "{machine}-{id}",
            "managedIdentity",
            "westeurope=/subscriptions/s",
            "/var/captures/{name}.cap",
            "C:\\x\\{name}.cap");

    /** What starts a line, moves a cursor or turns the direction of reading. */
    private static final String CONTROLS = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]";

    /**
     * Reads the input and fails on anything but an answer or the reader's typed exception, soon and in little memory.
     *
     * @param which for the message of a failure
     * @return whether it was understood
     */
    public boolean read(String which, byte[] input) {
        try {
            return HostileInput.frugally(which, () -> takes(which, input));
        } catch (RuntimeException e) {
            throw new AssertionError(
                    which + ": " + this + " let through " + e + " for " + HostileInput.brief(text(input)), e);
        }
    }

    abstract boolean takes(String which, byte[] input);

    /** {@link #sound}, made once. */
    final List<byte[]> seeds() {
        return SEEDS.computeIfAbsent(this, HostileReader::sound);
    }

    /** Inputs as they should be, from which hostile ones are made. */
    abstract List<byte[]> sound();

    /** A hostile input. */
    byte[] generated(Random random) {
        String text = text(seeds().get(random.nextInt(seeds().size())));
        String hostile = text.startsWith("{") || text.startsWith("[")
                ? HostileInput.mutated(text, random)
                : HostileInput.text(random, List.of(text));
        return hostile.getBytes(StandardCharsets.UTF_8);
    }

    /** One as text. */
    public String hostile(Random random) {
        return text(generated(random));
    }

    /** The folder's name of what was found once, and of what reaches far into the reader. */
    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kept cases, by file name. */
    List<Path> kept() {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "fuzz", folder()))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that are no UTF-8 are replaced, as the Functions host does before any of our code sees them. */
    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static List<byte[]> bytes(Stream<String> texts) {
        return texts.map(text -> text.getBytes(StandardCharsets.UTF_8)).collect(Collectors.toList());
    }

    private static void harmless(String which, String words, int longest) {
        assertThat(words).as(which).hasSizeLessThan(longest).doesNotContainPattern(CONTROLS);
    }
}
