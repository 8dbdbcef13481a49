package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.MachineTags;
import io.alertcap.capture.Machines.AgentUnderWay;
import io.alertcap.capture.Machines.Condition;
import io.alertcap.capture.Machines.NoAgent;
import io.alertcap.capture.Machines.NotReady;
import io.alertcap.capture.Machines.Part;
import io.alertcap.capture.Machines.Ready;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.TimeBudget;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AzureMachinesTest {
    private static final String COMPUTE = "/subscriptions/s1/resourceGroups/rg(1)/providers/Microsoft.Compute/";
    private static final String RESOURCE = "\"resources\":["
            + extension("Microsoft.Azure.NetworkWatcher", "NetworkWatcherAgentLinux", "Succeeded") + "]";
    private static final String RUNNING =
            "\"statuses\":[{\"code\":\"ProvisioningState/succeeded\"},{\"code\":\"PowerState/running\"}]";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MachineTarget VM =
            new MachineTarget(ResourceId.parse(COMPUTE + "virtualMachines/vm1").orElseThrow(), List.of());
    private static final MachineTarget SCALE_SET = new MachineTarget(
            ResourceId.parse(COMPUTE + "virtualMachineScaleSets/ss1").orElseThrow(), List.of());
    private static final String GUEST = "\"vmAgent\":{\"statuses\":[{\"displayStatus\":\"Ready\"}]}";

    private final ArmServer server = new ArmServer();
    private final AzureMachines machines = new AzureMachines(server.client(Clock.systemUTC()), MachineTags.NONE);
    private final TimeBudget budget = TimeBudget.of(Clock.systemUTC(), Duration.ofSeconds(10));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void a_running_machine_with_its_agent_is_ready_and_costs_one_request() {
        server.then(200, machine(RUNNING + "," + GUEST, RESOURCE, ""));

        assertThat(look()).isEqualTo(new Ready(Region.of("westus2"), "Linux"));
        assertThat(server.lines())
                .containsExactly("GET " + COMPUTE.replace("(1)", "%281%29")
                        + "virtualMachines/vm1?$expand=instanceView&api-version=2025-04-01");
    }

    @Test
    void a_machine_that_lacks_a_tag_that_it_must_have_is_refused_before_anything_else_is_looked_at() {
        AzureMachines choosy = new AzureMachines(
                server.client(Clock.systemUTC()), new MachineTags(Map.of("capture", "allowed", "env", "it's prod")));
        server.then(200, machine(RUNNING.replace("running", "deallocated"), "\"tags\":{\"CAPTURE\":\"allowed\"}", ""));

        assertThat(choosy.look(VM, budget)).isInstanceOfSatisfying(NotReady.class, notReady -> {
            assertThat(notReady.part()).isEqualTo(Part.MACHINE);
            assertThat(notReady.reason())
                    .isEqualTo(
                            "The machine does not have the tag env=it's prod, which ALERTCAP_MACHINE_TAGS asks for.");
            assertThat(notReady.fix()).contains("az tag update").endsWith(" --tags 'env=it'\\''s prod'");
        });
    }

    @Test
    void a_machine_with_the_tags_that_it_must_have_is_ready_and_costs_one_request() {
        AzureMachines choosy =
                new AzureMachines(server.client(Clock.systemUTC()), new MachineTags(Map.of("capture", "allowed")));
        server.then(
                200,
                machine(RUNNING + "," + GUEST, RESOURCE + ",\"tags\":{\"Capture\":\"allowed\",\"owner\":\"x\"}", ""));

        assertThat(choosy.look(VM, budget)).isEqualTo(new Ready(Region.of("westus2"), "Linux"));
        assertThat(server.lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "stopping", "stopped", "deallocating", "deallocated", "unknown"})
    void a_machine_that_does_not_run_is_not_ready(String power) {
        server.then(
                200,
                machine(
                        RUNNING.replace("running", power)
                                + ",\"vmAgent\":{\"statuses\":[{\"displayStatus\":\"Not Ready\"}]}",
                        RESOURCE,
                        ""));

        NotReady notReady = lookAndRefuse();

        assertThat(notReady.reason()).contains("power state is " + power);
        assertThat(notReady.fix()).contains("az vm start --subscription s1 --resource-group 'rg(1)' --name vm1");
    }

    @Test
    void what_azure_does_not_say_is_taken_to_be_well() {
        server.then(200, "{\"location\":\"West US 2\"," + RESOURCE + "}");

        assertThat(look()).isEqualTo(new Ready(Region.of("westus2"), "Linux"));
    }

    @Test
    void a_machine_whose_guest_agent_does_not_answer_is_not_ready() {
        server.then(
                200,
                machine(
                        RUNNING
                                + ",\"vmAgent\":{\"statuses\":[{\"displayStatus\":\"Not Ready\",\"message\":\"VM status blob"
                                + " is found but not yet populated.\"}]}",
                        RESOURCE,
                        ""));

        assertThat(lookAndRefuse().reason()).contains("Not Ready, VM status blob is found but not yet populated.");
    }

    @Test
    void a_machine_without_extension_operations_is_not_ready() {
        server.then(
                200, machine(RUNNING + "," + GUEST, RESOURCE, ",\"osProfile\":{\"allowExtensionOperations\":false}"));

        assertThat(lookAndRefuse().reason()).contains("allowExtensionOperations");
    }

    @ParameterizedTest
    @CsvSource({"Linux, NetworkWatcherAgentLinux", "Windows, NetworkWatcherAgentWindows"})
    void a_machine_without_the_extension_is_told_how_to_get_it(String os, String agent) {
        String other = extension("Microsoft.Azure.Monitor", "AzureMonitorLinuxAgent", "Succeeded");
        server.then(
                200,
                machine(RUNNING + "," + GUEST, "\"resources\":[" + other + "]", "")
                        .replace("\"Linux\"", "\"" + os + "\""));

        assertThat(look()).isInstanceOfSatisfying(NoAgent.class, noAgent -> {
            assertThat(noAgent.region()).isEqualTo(Region.of("westus2"));
            assertThat(noAgent.os()).isEqualTo(os);
            assertThat(noAgent.otherwise().part()).isEqualTo(Part.AGENT);
            assertThat(noAgent.otherwise().reason()).contains("not installed");
            assertThat(noAgent.otherwise().fix())
                    .contains("az vm extension set --subscription s1 --resource-group 'rg(1)' --vm-name vm1 --publisher"
                            + " Microsoft.Azure.NetworkWatcher --name " + agent + " --version 1.4");
        });
    }

    @ParameterizedTest
    @CsvSource({"Linux, NetworkWatcherAgentLinux", "Windows, NetworkWatcherAgentWindows"})
    void the_extension_is_asked_for_in_the_documented_form(String os, String agent) throws IOException {
        server.then(201, "{}");

        machines.installAgent(VM, new NoAgent(Region.of("westus2"), os, new NotReady("x", "y")), budget);

        assertThat(server.lines())
                .containsExactly("PUT " + COMPUTE.replace("(1)", "%281%29")
                        + "virtualMachines/vm1/extensions/AzureNetworkWatcherExtension?api-version=2025-04-01");
        assertThat(JSON.readTree(server.asked().get(0).body())).isEqualTo(JSON.readTree("""
                {"location":"westus2","properties":{"publisher":"Microsoft.Azure.NetworkWatcher","type":"%s",
                 "typeHandlerVersion":"1.4","autoUpgradeMinorVersion":true}}""".formatted(agent)));
    }

    @Test
    void nothing_is_ever_asked_for_in_a_scale_set() {
        NoAgent seen = new NoAgent(Region.of("westus2"), "Linux", new NotReady("x", "y"));

        assertThatThrownBy(() -> machines.installAgent(SCALE_SET, seen, budget))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(server.lines()).isEmpty();
    }

    @Test
    void an_extension_that_somebody_else_is_adding_is_no_refusal() {
        server.then(
                ArmServer.error(
                        400,
                        "BadRequest",
                        "Multiple VMExtensions per handler not supported for OS type 'Linux'. VMExtension 'x' with handler"
                                + " 'Microsoft.Azure.NetworkWatcher.NetworkWatcherAgentLinux' already added or specified in input."));
        NoAgent seen = new NoAgent(Region.of("westus2"), "Linux", new NotReady("x", "y"));

        assertThatThrownBy(() -> machines.installAgent(VM, seen, budget))
                .asInstanceOf(type(ServiceException.class))
                .extracting(ServiceException::kind)
                .isEqualTo(Kind.EXISTS);
    }

    @Test
    void the_extension_is_known_by_publisher_and_type_in_any_case_and_in_either_place() {
        server.then(
                        200,
                        machine(
                                RUNNING,
                                "\"resources\":["
                                        + extension(
                                                "microsoft.azure.networkwatcher",
                                                "networkwatcheragentwindows",
                                                "succeeded")
                                        + "]",
                                ""))
                .then(200, machine(RUNNING + "," + seen("ProvisioningState/succeeded"), "\"resources\":null", ""));

        assertThat(look()).isInstanceOf(Ready.class);
        assertThat(look()).isInstanceOf(Ready.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Creating", "Updating"})
    void an_extension_under_way_can_be_waited_for(String state) {
        server.then(200, machine(RUNNING, RESOURCE.replace("Succeeded", state), ""));

        assertThat(look())
                .isInstanceOfSatisfying(
                        AgentUnderWay.class,
                        underWay -> assertThat(underWay.reason())
                                .contains("not there yet")
                                .contains(state));
    }

    @Test
    void an_extension_that_the_machine_itself_reports_as_under_way_can_be_waited_for() {
        server.then(200, machine(RUNNING + "," + seen("ProvisioningState/transitioning"), RESOURCE, ""));

        assertThat(look()).isInstanceOf(AgentUnderWay.class);
    }

    @Test
    void nothing_is_missed_in_a_machine_that_could_not_be_captured_with_the_extension_either() {
        server.then(200, machine(RUNNING.replace("running", "deallocated"), "\"resources\":[]", ""));

        assertThat(lookAndRefuse().part()).isEqualTo(Part.POWER);
    }

    @Test
    void an_extension_that_failed_is_quoted() {
        server.then(
                200,
                machine(
                        RUNNING + "," + seen("ProvisioningState/failed/51"),
                        RESOURCE.replace("Succeeded", "Failed"),
                        ""));

        NotReady notReady = lookAndRefuse();

        assertThat(notReady.reason()).contains("does not work").contains("the words of the extension");
        assertThat(notReady.fix()).contains("install it again").contains("az vm extension set");
    }

    @Test
    void an_extension_that_the_machine_itself_reports_as_failed_is_not_ready() {
        server.then(200, machine(RUNNING + "," + seen("ProvisioningState/failed/51"), RESOURCE, ""));

        assertThat(look()).isInstanceOf(NotReady.class);
    }

    @Test
    void a_machine_that_does_not_exist_is_not_ready() {
        server.then(ArmServer.error(404, "ResourceNotFound", "gone"));

        assertThat(lookAndRefuse().reason()).contains("does not exist").contains("vm1");
    }

    @ParameterizedTest
    @CsvSource({"403, FORBIDDEN", "429, BUSY", "500, UNCERTAIN"})
    void that_azure_does_not_answer_says_nothing_of_the_machine(int status, Kind kind) {
        server.then(ArmServer.error(status, "x", "y"));

        assertThatThrownBy(this::look)
                .asInstanceOf(type(ServiceException.class))
                .extracting(ServiceException::kind)
                .isEqualTo(kind);
    }

    @Test
    void a_machine_without_a_place_cannot_be_understood() {
        server.then(200, "{\"name\":\"vm1\"," + RESOURCE + "}");

        assertThatThrownBy(this::look)
                .asInstanceOf(type(ServiceException.class))
                .extracting(ServiceException::kind)
                .isEqualTo(Kind.UNCERTAIN);
    }

    @Test
    void a_scale_set_whose_model_has_the_extension_is_ready_and_costs_one_request() {
        server.then(
                200,
                scaleSet("{\"extensions\":["
                        + extension("Microsoft.Azure.NetworkWatcher", "NetworkWatcherAgentWindows", null) + "]}"));

        assertThat(lookAtScaleSet()).isEqualTo(new Ready(Region.of("westus2"), "Windows"));
        assertThat(server.lines())
                .containsExactly("GET " + COMPUTE.replace("(1)", "%281%29")
                        + "virtualMachineScaleSets/ss1?api-version=2025-04-01");
    }

    @Test
    void a_scale_set_without_the_extension_is_told_how_to_get_it() {
        server.then(200, scaleSet("null"));

        assertThat(lookAtScaleSet())
                .asInstanceOf(type(NotReady.class))
                .satisfies(notReady -> assertThat(notReady.reason()).contains("never installed there"))
                .extracting(NotReady::fix)
                .asString()
                .contains("az vmss extension set --subscription s1 --resource-group 'rg(1)' --vmss-name ss1 --publisher"
                        + " Microsoft.Azure.NetworkWatcher --name NetworkWatcherAgentWindows --version 1.4")
                .contains("az vmss update-instances");
    }

    @Test
    void an_instance_of_a_scale_set_is_looked_at_itself_with_one_request() {
        server.then(200, instance(RUNNING + "," + GUEST, RESOURCE, true));

        assertThat(lookAtInstance()).isEqualTo(new Ready(Region.of("westus2"), "Linux"));
        assertThat(server.lines())
                .containsExactly("GET " + COMPUTE.replace("(1)", "%281%29")
                        + "virtualMachineScaleSets/ss1/virtualMachines/3?$expand=instanceView&api-version=2025-04-01");
    }

    @Test
    void an_instance_that_does_not_run_is_refused_with_the_command_that_starts_it() {
        server.then(200, instance(RUNNING.replace("running", "deallocated"), RESOURCE, true));

        assertThat(lookAtInstance()).isInstanceOfSatisfying(NotReady.class, notReady -> {
            assertThat(notReady.part()).isEqualTo(Part.POWER);
            assertThat(notReady.fix()).contains("az vmss start").contains("--name ss1 --instance-ids 3");
        });
    }

    @Test
    void an_instance_that_lacks_its_models_extension_is_refused_with_the_command_that_updates_it() {
        server.then(200, instance(RUNNING + "," + GUEST, "\"resources\":[]", false));

        assertThat(lookAtInstance()).isInstanceOfSatisfying(NotReady.class, notReady -> {
            assertThat(notReady.part()).isEqualTo(Part.AGENT);
            assertThat(notReady.fix()).contains("az vmss update-instances").contains("--instance-ids 3");
        });
    }

    @Test
    void a_scale_set_with_manual_upgrades_is_ready_if_one_instance_has_the_extension() {
        server.then(200, manual())
                .then(
                        200,
                        "{\"value\":[" + instance(RUNNING, "\"resources\":[]", false) + ","
                                + instance(RUNNING, RESOURCE, true) + "]}");

        assertThat(lookAtScaleSet()).isInstanceOf(Ready.class);
        assertThat(server.lines()).hasSize(2);
    }

    @Test
    void a_scale_set_with_manual_upgrades_none_of_whose_instances_has_the_extension_is_refused() {
        server.then(200, manual()).then(200, "{\"value\":[" + instance(RUNNING, "\"resources\":[]", false) + "]}");

        assertThat(lookAtScaleSet())
                .asInstanceOf(type(NotReady.class))
                .extracting(NotReady::fix)
                .asString()
                .contains("az vmss update-instances")
                .contains("--instance-ids '*'");
    }

    @Test
    void a_node_of_aks_is_known_by_its_tags_whatever_its_group_is_called() {
        String tag = "\"tags\":{\"aks-managed-poolName\":\"np1\"},\"sku\"";
        server.then(200, scaleSet("null").replace("\"sku\"", tag));

        assertThat(lookAtScaleSet()).isInstanceOfSatisfying(NotReady.class, notReady -> {
            assertThat(notReady.part()).isEqualTo(Part.MACHINE);
            assertThat(notReady.reason()).isEqualTo(MachineTarget.AKS_NODE);
        });
    }

    @Test
    void a_machine_that_failed_and_has_no_power_state_is_refused_and_one_that_runs_is_not() {
        String failed =
                "\"statuses\":[{\"code\":\"ProvisioningState/failed/AllocationFailed\",\"message\":\"no room\"}]";
        server.then(200, machine(failed, RESOURCE, ""))
                .then(200, machine(RUNNING.replace("State/succeeded", "State/failed"), RESOURCE, ""));

        assertThat(lookAndRefuse().reason()).contains("no room");
        assertThat(look()).isInstanceOf(Ready.class);
    }

    @Test
    void a_machine_that_is_being_deleted_is_refused() {
        server.then(200, machine(RUNNING, RESOURCE, "").replace("\"Succeeded\",", "\"Deleting\","));

        assertThat(lookAndRefuse().reason()).contains("being deleted");
    }

    private Condition look() {
        return machines.look(VM, budget);
    }

    private NotReady lookAndRefuse() {
        Condition condition = look();
        assertThat(condition).isInstanceOf(NotReady.class);
        return (NotReady) condition;
    }

    private Condition lookAtScaleSet() {
        return machines.look(SCALE_SET, budget);
    }

    private static String machine(String instanceView, String resources, String moreProperties) {
        return """
                {"name":"vm1","location":"westus2","properties":{"vmId":"x","provisioningState":"Succeeded",
                 "storageProfile":{"osDisk":{"osType":"Linux","name":"d","createOption":"FromImage"}},
                 "instanceView":{%s}%s},%s}""".formatted(instanceView, moreProperties, resources);
    }

    private Condition lookAtInstance() {
        return machines.look(
                new MachineTarget(
                        ResourceId.parse(COMPUTE + "virtualMachineScaleSets/ss1")
                                .orElseThrow(),
                        List.of("3")),
                budget);
    }

    private static String instance(String instanceView, String resources, boolean latestModel) {
        return machine(instanceView, resources, ",\"latestModelApplied\":" + latestModel)
                .replace("\"name\":\"vm1\"", "\"name\":\"ss1_3\",\"instanceId\":\"3\"");
    }

    private static String manual() {
        return scaleSet("{\"extensions\":["
                        + extension("Microsoft.Azure.NetworkWatcher", "NetworkWatcherAgentWindows", null) + "]}")
                .replace(
                        "\"properties\":{\"virtual",
                        "\"properties\":{\"upgradePolicy\":{\"mode\":\"Manual\"},\"virtual");
    }

    private static String scaleSet(String extensionProfile) {
        return """
                {"name":"ss1","location":"westus2","sku":{"name":"x","capacity":2},"properties":{"virtualMachineProfile":{
                 "storageProfile":{"osDisk":{"osType":"Windows","createOption":"FromImage"}},"extensionProfile":%s}}}""".formatted(extensionProfile);
    }

    private static String extension(String publisher, String type, String state) {
        return """
                {"name":"any","properties":{"publisher":"%s","type":"%s","typeHandlerVersion":"1.4"%s}}""".formatted(publisher, type, state == null ? "" : ",\"provisioningState\":\"" + state + "\"");
    }

    private static String seen(String code) {
        return """
                "extensions":[{"name":"any","type":"Microsoft.Azure.NetworkWatcher.NetworkWatcherAgentLinux",
                 "typeHandlerVersion":"1.4.3614.3","statuses":[{"code":"%s","displayStatus":"Word",
                 "message":"the words of the extension"}]}]""".formatted(code);
    }
}
