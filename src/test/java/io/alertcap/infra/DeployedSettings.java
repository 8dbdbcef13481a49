package io.alertcap.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The app settings that {@code infra/} deploys, with values for the expressions that only Azure can work out. */
public final class DeployedSettings {
    private static final Pattern LINE = Pattern.compile("(?m)^      (\\w+): (.+)$");
    private static final Pattern PART = Pattern.compile("\\$\\{([^}]+)}");

    private DeployedSettings() {}

    /**
     * The settings, by name.
     *
     * @param infra the sources
     * @param azure values by expression, as it stands in {@code functionApp.bicep}: {@code clientId},
     *     {@code environment().resourceManager}. What {@code main.bicep} itself says need not be given.
     */
    public static Map<String, String> of(Infra infra, Map<String, String> azure) {
        String settings = infra.declarations("modules/functionApp.bicep").stream()
                .filter(each -> each.name().equals("appSettings"))
                .findFirst()
                .orElseThrow()
                .text();
        Map<String, String> deployed = new TreeMap<>();
        LINE.matcher(settings)
                .results()
                .forEach(line -> deployed.put(line.group(1), value(infra, azure, line.group(2))));
        return deployed;
    }

    private static String value(Infra infra, Map<String, String> azure, String expression) {
        if (expression.startsWith("'")) {
            return PART.matcher(expression.substring(1, expression.length() - 1))
                    .replaceAll(part -> Matcher.quoteReplacement(value(infra, azure, part.group(1))));
        }
        String given = azure.get(expression);
        return given == null ? ofMain(infra, expression) : given;
    }

    /** A text that main.bicep has as a variable or as a parameter's default. */
    private static String ofMain(Infra infra, String name) {
        Matcher matcher = Pattern.compile("(?m)^(?:var|param) " + Pattern.quote(name) + "(?: string)? = '([^']+)'$")
                .matcher(infra.code("main.bicep"));
        assertThat(matcher.find()).as("main.bicep says what %s is", name).isTrue();
        return matcher.group(1);
    }
}
