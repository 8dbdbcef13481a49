package io.alertcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written for people is true where a machine can tell. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern PROFILE = Pattern.compile("mvn[^`\\n]* -P([A-Za-z-]+)");
    private static final Pattern OPTION = Pattern.compile("(?<= )-D([a-z][A-Za-z.]*)|`-D([a-z][A-Za-z.]*)");
    private static final Pattern FILE = Pattern.compile("(?:src|infra|docs|\\.ci|\\.github)/[\\w./*-]*\\w");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            List<Path> pages = Stream.concat(
                            Stream.of(
                                    README,
                                    Path.of("CONTRIBUTING.md"),
                                    Path.of("SECURITY.md"),
                                    Path.of("CHANGELOG.md")),
                            docs.filter(file -> file.toString().endsWith(".md")))
                    .toList();
            return pages.stream();
        }
    }

    @Test
    void the_settings_table_is_the_apps_own_list() {
        String table = Arrays.stream(Setting.values())
                .map(setting -> "| `" + setting.variable() + "` | "
                        + (setting.byDefault().isEmpty() ? "" : "`" + setting.byDefault() + "` ") + "| "
                        + setting.range()
                        + " | " + setting.meaning() + " |\n")
                .collect(Collectors.joining("", "| name | default | range | meaning |\n|---|---|---|---|\n", "\n"))
                .replace("|  |", "| |");

        assertThat(read(README).replace("|  |", "| |")).contains("\n" + table);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_lead_somewhere(Path page) {
        List<String> links = LINK.matcher(read(page))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("https://"))
                .toList();

        assertThat(links).allSatisfy(link -> {
            String[] fileAndHeading = link.split("#", 2);
            Path target = fileAndHeading[0].isEmpty()
                    ? page
                    : page.resolveSibling(fileAndHeading[0]).normalize();
            assertThat(target).exists();
            if (fileAndHeading.length == 2) {
                assertThat(headings(target)).contains(fileAndHeading[1]);
            }
        });
    }

    @Test
    void every_page_is_reached_from_the_readme() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            assertThat(pages.filter(Files::isRegularFile))
                    .allSatisfy(page -> assertThat(read(README)).contains("](" + page + ")"));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commands_name_profiles_that_exist(Path page) {
        List<String> profiles = PROFILE.matcher(read(page))
                .results()
                .map(profile -> profile.group(1))
                .toList();

        assertThat(profiles)
                .allSatisfy(profile -> assertThat(read(Path.of("pom.xml"))).contains("<id>" + profile + "</id>"));
    }

    @Test
    void options_are_read_by_the_local_cloud_or_by_the_build() {
        String readers = read(Path.of("src/local/java/io/alertcap/local/LocalOptions.java"));
        List<String> options = OPTION.matcher(read(README))
                .results()
                .map(option -> option.group(1) == null ? option.group(2) : option.group(1))
                .filter(option -> !option.equals("it.test"))
                .distinct()
                .toList();

        assertThat(options)
                .isNotEmpty()
                .allSatisfy(option -> assertThat(readers).contains("\"" + option + "\""));
        assertThat(Pattern.compile("getProperty\\(\"([^\"]+)\"|\"(port\\.[a-z.]+)\"")
                        .matcher(readers)
                        .results()
                        .map(ReadmeTest::group))
                .allSatisfy(option -> assertThat(options).contains(option));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void tests_that_are_named_exist(Path page) throws IOException {
        List<String> named = Pattern.compile("\\b[A-Z]\\w*[a-z]\\w*(?:Test|IT)\\b")
                .matcher(read(page))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<String> tests =
                    files.map(file -> file.getFileName().toString()).toList();
            assertThat(named).allSatisfy(test -> assertThat(tests).contains(test + ".java"));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void settings_that_are_named_exist(Path page) {
        Set<String> settings =
                Arrays.stream(Setting.values()).map(Setting::variable).collect(Collectors.toSet());

        assertThat(Pattern.compile("`(ALERTCAP_[A-Z_]*[A-Z])[`=]")
                        .matcher(read(page))
                        .results()
                        .map(setting -> setting.group(1))
                        // A mistake that operations.md makes on purpose.
                        .filter(setting -> !setting.equals("ALERTCAP_SCOPE")))
                .allSatisfy(setting -> assertThat(settings).contains(setting));
    }

    /** A route that nobody tried has no place among the operations. */
    @Test
    void every_operation_is_described_and_in_the_transcript() throws IOException {
        try (Stream<Path> functions = Files.list(Path.of("src/main/java/io/alertcap/functions"))) {
            List<String> routes = functions
                    .flatMap(function -> Pattern.compile("route = \"([^\"]+)\"")
                            .matcher(read(function))
                            .results()
                            .map(route -> route.group(1)))
                    .filter(route -> !route.startsWith("pages/assets"))
                    .distinct()
                    .toList();

            assertThat(routes).isNotEmpty().allSatisfy(route -> {
                assertThat(read(Path.of("docs/api.md"))).contains("/api/" + route);
                assertThat(read(Path.of("docs/transcript.md")))
                        .containsPattern("\\$APP/api/" + route.replaceAll("\\{\\w+}", "[^/?\" ]+") + "[?\"]");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void files_that_are_named_exist(Path page) {
        List<String> files = FILE.matcher(read(page))
                .results()
                .map(MatchResult::group)
                .filter(file -> !file.contains("*"))
                .toList();

        assertThat(files)
                .allSatisfy(file -> assertThat(
                                Stream.of(Path.of(file), Path.of("docs").resolve(file)))
                        .anyMatch(Files::exists));
    }

    @Test
    void the_sample_runs_the_app_against_the_local_cloud() throws IOException {
        JsonNode values = new ObjectMapper()
                .readTree(read(Path.of("local.settings.json.sample")))
                .get("Values");
        Map<String, String> settings = new HashMap<>();
        values.properties()
                .forEach(value -> settings.put(value.getKey(), value.getValue().asText()));
        List<String> local = Pattern.compile("settings\\.put\\(\\s*\"(\\w+)\"")
                .matcher(read(Path.of("src/local/java/io/alertcap/local/LocalEstate.java")))
                .results()
                .map(name -> name.group(1))
                .toList();

        assertThat(settings.keySet()).containsExactlyInAnyOrderElementsOf(local);
        assertThat(Settings.read(settings).problems()).isEmpty();
        assertThat(settings.toString()).doesNotContainIgnoringCase("AccountKey");
    }

    private static String group(MatchResult result) {
        return result.group(1) == null ? result.group(2) : result.group(1);
    }

    /** Headings as GitHub makes anchors of them. */
    private static List<String> headings(Path page) {
        return Pattern.compile("(?m)^#+ (.+)$")
                .matcher(read(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .strip()
                        .replace(' ', '-'))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
