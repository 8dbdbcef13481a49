package io.alertcap.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflows of GitHub Actions: what they may do, and whose code they run. */
class WorkflowsTest {
    private static final Path FOLDER = Path.of(".github/workflows");
    private static final Pattern USES = Pattern.compile("(?m)^\\s*(?:- )?uses: (.+)$");
    private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");
    private static final Pattern JOB = Pattern.compile("(?m)^  ([\\w-]+):\\n((?:(?:    .*)?\\n)+)");
    private static final Pattern WRITES = Pattern.compile("(?m)^\\s+([\\w-]+): write$");

    static Stream<String> workflows() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void keeps_every_rule(String workflow) {
        assertThat(findings(read(workflow))).isEmpty();
    }

    @Test
    void writes_only_where_it_must() throws IOException {
        List<String> writes = workflows()
                .flatMap(
                        workflow -> WRITES.matcher(read(workflow)).results().map(hit -> workflow + ": " + hit.group(1)))
                .toList();

        assertThat(writes).containsExactly("codeql.yml: security-events", "deploy.yml: id-token");
    }

    @Test
    void deploys_only_what_was_built_and_tested_in_the_same_run() {
        assertThat(read("deploy.yml"))
                .contains("uses: ./.github/workflows/ci.yml")
                .contains("needs: build")
                .contains("environment: production")
                .doesNotContain("actions/checkout");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(
                        "a tag for a commit",
                        "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
                        "@v7",
                        "runs actions/checkout@v7, which is not pinned by commit with its version"),
                arguments(
                        "rights of all jobs", "permissions: {}", "permissions: write-all", "gives rights to all jobs"),
                arguments("no end", "    timeout-minutes: 10\n", "", "job bicep can run for ever"),
                arguments(
                        "no rights of its own",
                        "    timeout-minutes: 10\n    permissions:\n      contents: read\n",
                        "    timeout-minutes: 10\n",
                        "job bicep does not say what it may do"),
                arguments(
                        "a token that stays",
                        "persist-credentials: false",
                        "persist-credentials: true",
                        "leaves its token in the checkout"),
                arguments(
                        "others' code with our rights",
                        "  pull_request:\n",
                        "  pull_request_target:\n",
                        "runs on pull_request_target"),
                arguments(
                        "a text of others in a script",
                        "run: bash .ci/bicep",
                        "run: echo ${{ github.event.pull_request.title }}",
                        "puts ${{ github.event.pull_request.title }} into a script"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void says_what_is_wrong(String mistake, String from, String to, String finding) {
        String text = read("ci.yml");

        assertThat(text).contains(from);
        assertThat(findings(text.replace(from, to)).stream().distinct())
                .as(mistake)
                .containsExactly(finding);
    }

    private static List<String> findings(String text) {
        List<String> found = new ArrayList<>();
        USES.matcher(text)
                .results()
                .map(hit -> hit.group(1).strip())
                .filter(action ->
                        !action.startsWith("./") && !PINNED.matcher(action).matches())
                .forEach(action -> found.add("runs " + action + ", which is not pinned by commit with its version"));
        if (!text.contains("\npermissions: {}\n")) {
            found.add("gives rights to all jobs");
        }
        if (text.contains("pull_request_target")) {
            found.add("runs on pull_request_target");
        }
        if (count(text, "actions/checkout@") != count(text, "persist-credentials: false")) {
            found.add("leaves its token in the checkout");
        }
        if (text.contains("${{ secrets.")) {
            found.add("uses a stored secret");
        }
        Matcher job = JOB.matcher(text.substring(text.indexOf("\njobs:\n") + 1));
        while (job.find()) {
            if (!job.group(2).contains("\n    timeout-minutes: ")
                    && !job.group(2).contains("    uses: ./")) {
                found.add("job " + job.group(1) + " can run for ever");
            }
            if (!job.group(2).contains("    permissions:\n")) {
                found.add("job " + job.group(1) + " does not say what it may do");
            }
        }
        scripts(text)
                .flatMap(script ->
                        Pattern.compile("\\$\\{\\{.*?}}").matcher(script).results())
                .forEach(expression -> found.add("puts " + expression.group() + " into a script"));
        return found;
    }

    /** What follows {@code run:}, on its line or indented below it. */
    private static Stream<String> scripts(String text) {
        return Pattern.compile("(?m)^( +)(?:- )?run: (?:\\|\\n((?:\\1  .*\\n|\\n)+)|(.+)$)")
                .matcher(text)
                .results()
                .map(hit -> hit.group(2) == null ? hit.group(3) : hit.group(2));
    }

    private static int count(String text, String word) {
        return text.split(Pattern.quote(word), -1).length - 1;
    }

    private static String read(String workflow) {
        return Infra.text(FOLDER.resolve(workflow));
    }
}
