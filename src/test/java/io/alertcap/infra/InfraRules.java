package io.alertcap.infra;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.Setting;
import io.alertcap.infra.Infra.Declaration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a deployment must never lose. Each rule says where it is broken, in words; nothing means that it holds. */
final class InfraRules {
    private static final String ACCOUNT = "Microsoft.Storage/storageAccounts";
    private static final String CAPTURE_STORAGE = "modules/captureStorage.bicep";

    /** Which built-in role must be given in which file. The ids are Azure's own, the same in every tenant. */
    private static final Map<String, String> BUILT_IN_ROLES = Map.of(
            "modules/hostStorage.bicep",
            "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
            CAPTURE_STORAGE,
            "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
            "modules/monitoring.bicep",
            "3913510d-42f4-4e42-8a64-420c390055eb",
            "modules/keyVault.bicep",
            "4633458b-17de-408a-b874-0445c86b69e6",
            "modules/deployIdentity.bicep",
            "de139f84-1756-47ae-9be6-808fbbe84772");

    /** A function that Azure answers with keys or signatures. */
    private static final Pattern LISTED = Pattern.compile("\\blist(?!Key)[A-Z]\\w*\\(|\\blistKeys\\w*\\(");

    private static final Pattern PATH = Pattern.compile(
            "^module \\w+ '([^']+)'|^import .* from '([^']+)'|^using '([^']+)'|load(?:Json|Text)Content\\('([^']+)'\\)",
            Pattern.MULTILINE);
    private static final Pattern PASSED = Pattern.compile("(?m)^\\s+(\\w+): (.+)$");

    private InfraRules() {}

    /** Everything that is wrong. */
    static List<String> findings(Infra infra) {
        List<Function<Infra, Stream<String>>> rules = List.of(
                InfraRules::wildcards,
                InfraRules::openStorage,
                InfraRules::openApp,
                InfraRules::localSignIn,
                InfraRules::secretsLetOut,
                InfraRules::keysInUse,
                InfraRules::references,
                InfraRules::assignments,
                InfraRules::missingRoles,
                InfraRules::settings,
                InfraRules::paths);
        return rules.stream().flatMap(rule -> rule.apply(infra)).toList();
    }

    private static Stream<String> wildcards(Infra infra) {
        Stream<String> listed = infra.roles().entrySet().stream()
                .flatMap(role -> Infra.actions(role.getValue()).stream()
                        .filter(action -> action.contains("*"))
                        .map(action -> "roles.json: " + role.getKey() + " grants " + action));
        Stream<String> written = infra.resources("Microsoft.Authorization/roleDefinitions").stream()
                .filter(role -> !role.text().contains("role.value.actions")
                        || Pattern.compile("ctions: \\['").matcher(role.text()).find())
                .map(role -> role.file() + ": " + role.name() + " has actions of its own; they belong in roles.json");
        return Stream.concat(listed, written);
    }

    private static Stream<String> openStorage(Infra infra) {
        return infra.resources(ACCOUNT).stream()
                .flatMap(account -> lacks(
                        account,
                        "minimumTlsVersion: 'TLS1_2'",
                        "supportsHttpsTrafficOnly: true",
                        "allowBlobPublicAccess: false",
                        "allowCrossTenantReplication: false",
                        "defaultToOAuthAuthentication: true",
                        // Network Watcher writes with a shared access signature, and has no other way.
                        "allowSharedKeyAccess: " + account.file().equals(CAPTURE_STORAGE)));
    }

    private static Stream<String> openApp(Infra infra) {
        Stream<String> app = infra.resources("Microsoft.Web/sites").stream()
                .flatMap(site -> lacks(
                        site,
                        "httpsOnly: true",
                        "minTlsVersion: '1.2'",
                        "type: 'UserAssigned'",
                        "type: 'UserAssignedIdentity'",
                        "keyVaultReferenceIdentity: "));
        Stream<String> publishing = infra.resources("Microsoft.Web/sites").stream()
                .filter(site -> !infra.code(site.file()).contains("for way in ['scm', 'ftp']")
                        || !infra.code(site.file()).contains("properties: { allow: false }"))
                .map(site -> site.file() + ": publishing by password is not switched off");
        return Stream.concat(app, publishing);
    }

    private static Stream<String> localSignIn(Infra infra) {
        return Stream.of(
                        infra.resources("Microsoft.OperationalInsights/workspaces").stream()
                                .flatMap(each -> lacks(each, "disableLocalAuth: true")),
                        infra.resources("Microsoft.Insights/components").stream()
                                .flatMap(each -> lacks(each, "DisableLocalAuth: true")),
                        infra.resources("Microsoft.KeyVault/vaults").stream()
                                .flatMap(each -> lacks(each, "enableRbacAuthorization: true")))
                .flatMap(found -> found);
    }

    private static Stream<String> lacks(Declaration declaration, String... lines) {
        return Stream.of(lines)
                .filter(line -> !declaration.text().contains(line))
                .map(line -> declaration.file() + ": " + declaration.name() + " lacks " + line.strip());
    }

    /** An output is written into the deployment's history, and so is what a module gets in a parameter that is not secure. */
    private static Stream<String> secretsLetOut(Infra infra) {
        List<String> found = new ArrayList<>();
        for (String file : infra.bicep()) {
            List<Declaration> declarations = infra.declarations(file);
            Set<String> secrets = secrets(declarations);
            for (Declaration each : declarations) {
                if (each.kind().equals("output") && isSecret(each.text(), secrets)) {
                    found.add(file + ": output " + each.name() + " holds a secret");
                }
                if (each.kind().equals("module")) {
                    Set<String> secure = secureParameters(infra, resolve(file, each.target()));
                    PASSED.matcher(each.text())
                            .results()
                            .filter(passed -> isSecret(passed.group(2), secrets) && !secure.contains(passed.group(1)))
                            .forEach(passed -> found.add(file + ": " + each.name() + " gets a secret as "
                                    + passed.group(1) + ", which is not secure"));
                }
            }
        }
        return found.stream();
    }

    /** Secure parameters, and variables made of them or of keys. */
    private static Set<String> secrets(List<Declaration> declarations) {
        Set<String> secrets = new HashSet<>();
        declarations.stream()
                .filter(each -> each.kind().equals("param") && each.isSecure())
                .forEach(each -> secrets.add(each.name()));
        boolean grows = true;
        while (grows) {
            grows = declarations.stream()
                    .filter(each -> each.kind().equals("var") && isSecret(each.text(), secrets))
                    .map(each -> secrets.add(each.name()))
                    .reduce(false, Boolean::logicalOr);
        }
        return secrets;
    }

    private static boolean isSecret(String text, Set<String> secrets) {
        return LISTED.matcher(text).find() || secrets.stream().anyMatch(name -> Infra.mentions(text, name));
    }

    private static Set<String> secureParameters(Infra infra, String file) {
        Set<String> secure = new HashSet<>();
        if (infra.files().containsKey(file)) {
            infra.declarations(file).stream()
                    .filter(each -> each.kind().equals("param") && each.isSecure())
                    .forEach(each -> secure.add(each.name()));
        }
        return secure;
    }

    private static Stream<String> keysInUse(Infra infra) {
        return infra.bicep().stream().flatMap(file -> {
            String code = infra.code(file);
            Stream<String> listed = LISTED.matcher(code)
                    .results()
                    .filter(hit -> !(file.equals("alerts.bicep")
                            && code.startsWith("receiveAlert.listKeys(", hit.start() - "receiveAlert.".length())))
                    .map(hit -> file + ": reads keys by " + hit.group() + "…)");
            Stream<String> written = Stream.of("AccountKey=", "SharedAccessSignature=", "AzureWebJobsStorage:")
                    .filter(code::contains)
                    .map(word -> file + ": has " + word);
            return Stream.concat(listed, written);
        });
    }

    /** The host, the SDK, telemetry and Key Vault are each told which identity is meant. */
    private static Stream<String> references(Infra infra) {
        return infra.declarations("modules/functionApp.bicep").stream()
                .filter(each -> each.kind().equals("resource") && each.text().contains("name: 'appsettings'"))
                .flatMap(each -> lacks(
                        each,
                        "AzureWebJobsStorage__credential: 'managedidentity'",
                        "AzureWebJobsStorage__clientId: clientId",
                        "AzureWebJobsStorage__blobServiceUri: blobEndpoint",
                        "AZURE_CLIENT_ID: clientId",
                        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'",
                        "ALERTCAP_CREDENTIAL: 'managedIdentity'",
                        "@Microsoft.KeyVault(SecretUri="));
    }

    private static Stream<String> assignments(Infra infra) {
        return infra.resources("Microsoft.Authorization/roleAssignments").stream()
                .flatMap(each -> lacks(each, "principalType: 'ServicePrincipal'", "roleDefinitionId: ", "name: guid("));
    }

    private static Stream<String> missingRoles(Infra infra) {
        String all = infra.bicep().stream().map(infra::code).reduce("", String::concat);
        Stream<String> custom = infra.roles().keySet().stream()
                .filter(role -> !all.contains("outputs.ids." + role))
                .map(role -> "roles.json: " + role + " is given to nobody");
        Stream<String> requests = infra.roles().values().stream()
                .map(role -> role.path("onRequest"))
                .flatMap(request -> request.properties().stream().map(Map.Entry<String, JsonNode>::getKey))
                .filter(request -> !infra.code("main.bicep").contains(request + " ? ['" + request + "']"))
                .map(request -> "roles.json: nothing in main.bicep asks for " + request);
        Stream<String> builtIn = BUILT_IN_ROLES.entrySet().stream()
                .filter(role -> infra.declarations(role.getKey()).stream()
                        .filter(each -> each.kind().equals("var") && each.text().contains(role.getValue()))
                        .noneMatch(each -> infra.code(role.getKey()).contains("roleDefinitionId: " + each.name())))
                .map(role -> role.getKey() + ": the built-in role " + role.getValue() + " is given to nobody");
        return Stream.of(custom, requests, builtIn).flatMap(found -> found);
    }

    private static Stream<String> settings(Infra infra) {
        List<String> known = Stream.of(Setting.values()).map(Setting::variable).toList();
        Stream<String> unknown = infra.files().keySet().stream()
                .sorted()
                .filter(file -> file.matches(".*\\.bicep(param)?"))
                .flatMap(file -> Infra.settings(infra.code(file)).stream()
                        .filter(setting -> !known.contains(setting))
                        .map(setting -> file + ": the app knows no setting " + setting));
        List<String> settable = new ArrayList<>(Infra.settings(infra.code("types.bicep")));
        settable.addAll(Infra.settings(infra.code("modules/functionApp.bicep")));
        Stream<String> missing = known.stream()
                .filter(setting -> !settable.contains(setting))
                .map(setting -> "types.bicep: " + setting + " can neither be set nor is it set");
        return Stream.concat(unknown, missing);
    }

    private static Stream<String> paths(Infra infra) {
        return infra.files().keySet().stream()
                .sorted()
                .filter(file -> file.matches(".*\\.bicep(param)?"))
                .flatMap(file -> PATH.matcher(infra.code(file))
                        .results()
                        .map(InfraRules::group)
                        .filter(path -> !infra.files().containsKey(resolve(file, path)))
                        .map(path -> file + ": there is no " + path));
    }

    private static String group(MatchResult match) {
        return Stream.of(1, 2, 3, 4)
                .map(match::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private static String resolve(String file, String path) {
        return Path.of(file).resolveSibling(path).normalize().toString();
    }
}
