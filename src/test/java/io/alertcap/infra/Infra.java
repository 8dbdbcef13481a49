package io.alertcap.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files under {@code infra/}, by their path in it. Bicep is read as text: this knows where a declaration begins and
 * ends, and leaves the language to its compiler.
 */
public record Infra(Map<String, String> files) {
    private static final Path ROOT = Path.of("infra");
    private static final Pattern DECLARATION =
            Pattern.compile("(?m)^(resource|module|param|var|output|type) (\\w+)(?: '([^'\\n]+)')?");
    private static final Pattern SETTING = Pattern.compile("\\bALERTCAP_[A-Z_]+\\b");
    private static final Pattern START =
            Pattern.compile("^(@|resource |module |param |var |output |type |import |targetScope )");

    /**
     * A top-level declaration.
     *
     * @param target a resource's type without its version, a module's path; else empty
     * @param text the whole of it, with its decorators
     */
    record Declaration(String file, String kind, String name, String target, String text) {
        boolean isSecure() {
            return text.startsWith("@")
                    && Pattern.compile("(?m)^@secure\\(\\)").matcher(text).find();
        }
    }

    public Infra {
        files = Map.copyOf(files);
    }

    /** As they are in the repository. */
    public static Infra read() {
        try (Stream<Path> paths = Files.walk(ROOT)) {
            return new Infra(paths.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(path -> ROOT.relativize(path).toString(), Infra::text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with one mistake in it. */
    Infra with(String file, String from, String to) {
        assertThat(files.get(file)).as(file).contains(from);
        Map<String, String> changed = new TreeMap<>(files);
        changed.computeIfPresent(file, (name, text) -> text.replace(from, to));
        return new Infra(changed);
    }

    /** Names of the Bicep files. */
    List<String> bicep() {
        return files.keySet().stream()
                .filter(name -> name.endsWith(".bicep"))
                .sorted()
                .toList();
    }

    /** A file without its comments, which may speak of what must not be there. */
    String code(String file) {
        String text = files.get(file);
        assertThat(text).as(file).isNotNull();
        return text.lines().filter(line -> !line.strip().startsWith("//")).collect(Collectors.joining("\n"));
    }

    /** All declarations, each with the decorators before it. */
    List<Declaration> declarations() {
        return bicep().stream().flatMap(file -> declarations(file).stream()).toList();
    }

    List<Declaration> declarations(String file) {
        List<Declaration> found = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : code(file).split("\n", -1)) {
            boolean complete = lines.stream()
                    .anyMatch(
                            each -> !each.startsWith("@") && START.matcher(each).find());
            if (complete && START.matcher(line).find()) {
                add(found, file, lines);
                lines.clear();
            }
            lines.add(line);
        }
        add(found, file, lines);
        return found;
    }

    private static void add(List<Declaration> found, String file, List<String> lines) {
        String text = String.join("\n", lines).strip();
        Matcher matcher = DECLARATION.matcher(text);
        if (matcher.find()) {
            String target = matcher.group(3) == null ? "" : matcher.group(3).split("@", 2)[0];
            found.add(new Declaration(file, matcher.group(1), matcher.group(2), target, text));
        }
    }

    /** Resources of a type that are made, not only looked up. */
    List<Declaration> resources(String type) {
        return declarations().stream()
                .filter(each -> each.kind().equals("resource") && each.target().equals(type))
                .filter(each -> !each.text().contains("' existing = "))
                .toList();
    }

    /** The roles of {@code roles.json} by name. */
    public Map<String, JsonNode> roles() {
        try {
            Map<String, JsonNode> roles = new TreeMap<>();
            new ObjectMapper()
                    .readTree(files.get("roles.json"))
                    .properties()
                    .forEach(role -> roles.put(role.getKey(), role.getValue()));
            return roles;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings of the app that a text names. */
    static List<String> settings(String text) {
        return SETTING.matcher(text)
                .results()
                .map(hit -> hit.group())
                .distinct()
                .toList();
    }

    /** Whether an expression has this name in it: not as a property of something, nor as the name that a value is given. */
    static boolean mentions(String text, String name) {
        return Pattern.compile("(?<![\\w.'])" + Pattern.quote(name) + "\\b(?!:)")
                .matcher(text)
                .find();
    }

    /** The actions of a role, those on request included. */
    public static List<String> actions(JsonNode role) {
        List<String> actions = new ArrayList<>();
        role.path("actions").forEach(action -> actions.add(action.asText()));
        role.path("onRequest").forEach(request -> request.forEach(action -> actions.add(action.asText())));
        return actions;
    }
}
