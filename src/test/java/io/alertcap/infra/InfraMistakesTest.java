package io.alertcap.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes made on purpose: each rule can fail, and says what is wrong and where. */
class InfraMistakesTest {
    private static final Infra INFRA = Infra.read();

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(
                        "a misspelt property",
                        "modules/hostStorage.bicep",
                        "minimumTlsVersion:",
                        "minimumTlsVerion:",
                        "modules/hostStorage.bicep: account lacks minimumTlsVersion: 'TLS1_2'"),
                arguments(
                        "a custom role that nobody gets",
                        "modules/machineAccess.bicep",
                        "roleId: roles.outputs.ids.watcherFinder",
                        "roleId: roles.outputs.ids.operator",
                        "roles.json: watcherFinder is given to nobody"),
                arguments(
                        "a built-in role that nobody gets",
                        "modules/monitoring.bicep",
                        "roleDefinitionId: metricsPublisher",
                        "roleDefinitionId: someOther",
                        "modules/monitoring.bicep: the built-in role 3913510d-42f4-4e42-8a64-420c390055eb is given to nobody"),
                arguments(
                        "a secret in an output",
                        "modules/keyVault.bicep",
                        "output name string = vault.name",
                        "output name string = secretValues.ALERTCAP_SLACK_URL",
                        "modules/keyVault.bicep: output name holds a secret"),
                arguments(
                        "a secret in an output, by way of a variable",
                        "modules/actionGroups.bicep",
                        "output captureId string = capture.id",
                        "output captureId string = address",
                        "modules/actionGroups.bicep: output captureId holds a secret"),
                arguments(
                        "a secret in a parameter that is not secure",
                        "modules/actionGroups.bicep",
                        "@secure()\nparam key",
                        "param key",
                        "alerts.bicep: actionGroups gets a secret as key, which is not secure"),
                arguments(
                        "a key of storage",
                        "modules/hostStorage.bicep",
                        "output packageContainer string = package.name",
                        "var key = account.listKeys().keys[0].value",
                        "modules/hostStorage.bicep: reads keys by listKeys(…)"),
                arguments(
                        "an unknown setting",
                        "modules/functionApp.bicep",
                        "ALERTCAP_SCOPES:",
                        "ALERTCAP_SCOPE:",
                        "modules/functionApp.bicep: the app knows no setting ALERTCAP_SCOPE\n"
                                + "types.bicep: ALERTCAP_SCOPES can neither be set nor is it set"),
                arguments(
                        "an unknown setting in an example",
                        "examples/manyRegions.bicepparam",
                        "ALERTCAP_AT_LIMIT:",
                        "ALERTCAP_ON_LIMIT:",
                        "examples/manyRegions.bicepparam: the app knows no setting ALERTCAP_ON_LIMIT"),
                arguments(
                        "a broken module path",
                        "main.bicep",
                        "'modules/identity.bicep'",
                        "'modules/identiy.bicep'",
                        "main.bicep: there is no modules/identiy.bicep"),
                arguments(
                        "a data file that is not there",
                        "modules/roleDefinitions.bicep",
                        "'../roles.json'",
                        "'roles.json'",
                        "modules/roleDefinitions.bicep: there is no roles.json"),
                arguments(
                        "a wildcard",
                        "roles.json",
                        "Microsoft.Compute/virtualMachines/read",
                        "Microsoft.Compute/virtualMachines/*",
                        "roles.json: targetReader grants Microsoft.Compute/virtualMachines/*"),
                arguments(
                        "shared key on for the host",
                        "modules/hostStorage.bicep",
                        "allowSharedKeyAccess: false",
                        "allowSharedKeyAccess: true",
                        "modules/hostStorage.bicep: account lacks allowSharedKeyAccess: false"),
                arguments(
                        "an old protocol",
                        "modules/functionApp.bicep",
                        "minTlsVersion: '1.2'",
                        "minTlsVersion: '1.0'",
                        "modules/functionApp.bicep: app lacks minTlsVersion: '1.2'"),
                arguments(
                        "publishing by password",
                        "modules/functionApp.bicep",
                        "['scm', 'ftp']",
                        "['ftp']",
                        "modules/functionApp.bicep: publishing by password is not switched off"),
                arguments(
                        "telemetry by key",
                        "modules/monitoring.bicep",
                        "    DisableLocalAuth: true\n",
                        "",
                        "modules/monitoring.bicep: insights lacks DisableLocalAuth: true"),
                arguments(
                        "references to secrets without an identity",
                        "modules/functionApp.bicep",
                        "    keyVaultReferenceIdentity: identityId\n",
                        "",
                        "modules/functionApp.bicep: app lacks keyVaultReferenceIdentity:"),
                arguments(
                        "the host without its identity",
                        "modules/functionApp.bicep",
                        "      AzureWebJobsStorage__clientId: clientId\n",
                        "",
                        "modules/functionApp.bicep: appSettings lacks AzureWebJobsStorage__clientId: clientId"),
                arguments(
                        "an assignment to whatever kind of principal",
                        "modules/groupRole.bicep",
                        "    principalType: 'ServicePrincipal'\n",
                        "",
                        "modules/groupRole.bicep: assignment lacks principalType: 'ServicePrincipal'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void says_what_is_wrong(String mistake, String file, String from, String to, String findings) {
        assertThat(InfraRules.findings(INFRA.with(file, from, to)))
                .as(mistake)
                .containsExactlyInAnyOrder(findings.split("\n", -1));
    }
}
