package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * IP flow verify, in the shape of {@code VerificationIPFlowParameters} and {@code VerificationIPFlowResult}: a long-running
 * operation whose result is at Location. Everything may leave but what a declared rule denies.
 */
final class IpFlowsApi {
    private static final List<String> REQUIRED = List.of(
            "targetResourceId",
            "direction",
            "protocol",
            "localPort",
            "remotePort",
            "localIPAddress",
            "remoteIPAddress");

    private final World world;
    private final Operations operations;

    IpFlowsApi(World world, Operations operations) {
        this.world = world;
        this.operations = operations;
    }

    ArmAnswer verify(ArmRequest request) {
        Watcher watcher = world.watcher(ArmId.of(
                        request.variable("sub"),
                        request.variable("group"),
                        "Microsoft.Network/networkWatchers",
                        request.variable("watcher")))
                .orElseThrow(() -> ArmRefusal.notFound(
                        "Microsoft.Network/networkWatchers", request.variable("watcher"), request.variable("group")));
        ObjectNode question = request.json();
        for (String field : REQUIRED) {
            if (Json.text(question, field) == null) {
                throw new ArmRefusal(400, "InvalidRequestFormat", "Value for " + field + " is missing.");
            }
        }
        String target = question.get("targetResourceId").asText();
        VirtualMachine machine = world.machine(target)
                .orElseThrow(
                        () -> new ArmRefusal(404, "ResourceNotFound", "The Resource '" + target + "' was not found."));
        if (!machine.running()) {
            throw new ArmRefusal(
                    400, "TargetVmNotRunning", "The virtual machine of the network interface does not run.");
        }
        Optional<String> rule = world.denyRule(
                target,
                question.get("remoteIPAddress").asText(),
                question.get("remotePort").asText());
        ObjectNode result = Json.object(
                "access",
                rule.isPresent() ? "Deny" : "Allow",
                "ruleName",
                rule.orElse("defaultSecurityRules/AllowInternetOutBound"));
        return operations.begin(
                ArmAnswer.of(202, null),
                request,
                "Microsoft.Network",
                watcher.region(),
                Operations.Outcome.result(world.now(), result),
                true);
    }
}
