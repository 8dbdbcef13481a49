package io.alertcap.local.arm;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** ARM as a function from request to answer: what every request must have, the subscription's allowance, the routes. */
final class ArmRoutes {
    private static final Pattern API_VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-preview)?");
    private static final String GROUP = "/subscriptions/{sub}/resourceGroups/{group}";
    private static final String NETWORK = "/providers/Microsoft.Network";
    private static final String COMPUTE = "/providers/Microsoft.Compute";
    private static final String INSIGHTS = "/providers/Microsoft.Insights";
    private static final String STORAGE = "/providers/Microsoft.Storage";

    private final World world;
    private final RateLimits limits;
    private final RouteTable routes = new RouteTable();

    ArmRoutes(World world) {
        this.world = world;
        this.limits =
                new RateLimits(world.behaviour().clock(), world.behaviour().rateLimits());
        Operations operations = new Operations(world);
        ResourceGroupsApi groups = new ResourceGroupsApi(world);
        routes.on("GET", "/subscriptions", groups::subscriptions)
                .on("GET", "/subscriptions/{sub}", groups::subscription)
                .on("GET", "/subscriptions/{sub}/resourceGroups", groups::list)
                .on("GET", GROUP, groups::get);
        for (String namespace : new String[] {NETWORK, COMPUTE}) {
            String place = "/subscriptions/{sub}" + namespace + "/locations/{region}";
            routes.on("GET", place + "/operations/{operation}", operations::state)
                    .on("GET", place + "/operationResults/{operation}", operations::result);
        }
        network(operations);
        compute(operations);
        StorageAccountsApi accounts = new StorageAccountsApi(world);
        routes.on("GET", "/subscriptions/{sub}" + STORAGE + "/storageAccounts", accounts::listAll)
                .on("GET", GROUP + STORAGE + "/storageAccounts", accounts::listInGroup)
                .on("GET", GROUP + STORAGE + "/storageAccounts/{account}", accounts::get);
        AlertRulesApi rules = new AlertRulesApi(world);
        for (String type : new String[] {"metricAlerts", "scheduledQueryRules", "activityLogAlerts"}) {
            routes.on("GET", "/subscriptions/{sub}" + INSIGHTS + "/" + type, request -> rules.list(type, request));
        }
    }

    private void network(Operations operations) {
        NetworkWatchersApi watchers = new NetworkWatchersApi(world);
        PacketCapturesApi captures = new PacketCapturesApi(world, operations);
        String watcher = GROUP + NETWORK + "/networkWatchers/{watcher}";
        String capture = watcher + "/packetCaptures/{capture}";
        routes.on("GET", "/subscriptions/{sub}" + NETWORK + "/networkWatchers", watchers::listAll)
                .on("GET", GROUP + NETWORK + "/networkWatchers", watchers::listInGroup)
                .on("GET", watcher, watchers::get)
                .on("PUT", watcher, watchers::put)
                .on("GET", watcher + "/packetCaptures", captures::list)
                .on("GET", capture, captures::get)
                .on("PUT", capture, captures::put)
                .on("DELETE", capture, captures::delete)
                .on("POST", capture + "/stop", captures::stop)
                .on("POST", capture + "/queryStatus", captures::queryStatus)
                .on("POST", watcher + "/ipFlowVerify", new IpFlowsApi(world, operations)::verify)
                .on("GET", GROUP + NETWORK + "/networkInterfaces/{interface}", new NetworkInterfacesApi(world)::get);
    }

    private void compute(Operations operations) {
        MachinesApi machines = new MachinesApi(world);
        ScaleSetsApi scaleSets = new ScaleSetsApi(world, operations);
        ExtensionsApi extensions = new ExtensionsApi(world, operations, machines, scaleSets);
        ExtensionImagesApi images = new ExtensionImagesApi(world);
        String machine = GROUP + COMPUTE + "/virtualMachines/{machine}";
        String scaleSet = GROUP + COMPUTE + "/virtualMachineScaleSets/{scaleset}";
        String publishers = "/subscriptions/{sub}" + COMPUTE + "/locations/{region}/publishers";
        String types = publishers + "/{publisher}/artifacttypes/vmextension/types";
        routes.on("GET", "/subscriptions/{sub}" + COMPUTE + "/virtualMachines", machines::listAll)
                .on("GET", GROUP + COMPUTE + "/virtualMachines", machines::listInGroup)
                .on("GET", machine, machines::get)
                .on("GET", machine + "/instanceView", machines::instanceView)
                .on("GET", machine + "/extensions", extensions::listOfMachine)
                .on("GET", machine + "/extensions/{extension}", extensions::getOfMachine)
                .on("PUT", machine + "/extensions/{extension}", extensions::putToMachine)
                .on("DELETE", machine + "/extensions/{extension}", extensions::deleteFromMachine)
                .on("GET", "/subscriptions/{sub}" + COMPUTE + "/virtualMachineScaleSets", scaleSets::listAll)
                .on("GET", GROUP + COMPUTE + "/virtualMachineScaleSets", scaleSets::listInGroup)
                .on("GET", scaleSet, scaleSets::get)
                .on("POST", scaleSet + "/manualupgrade", scaleSets::upgrade)
                .on("GET", scaleSet + "/virtualMachines", scaleSets::instances)
                .on("GET", scaleSet + "/virtualMachines/{instance}", scaleSets::instance)
                .on("GET", scaleSet + "/virtualMachines/{instance}/instanceView", scaleSets::instanceView)
                .on("GET", scaleSet + "/extensions", extensions::listOfScaleSet)
                .on("GET", scaleSet + "/extensions/{extension}", extensions::getOfScaleSet)
                .on("PUT", scaleSet + "/extensions/{extension}", extensions::putToScaleSet)
                .on("DELETE", scaleSet + "/extensions/{extension}", extensions::deleteFromScaleSet)
                .on("GET", publishers, images::publishers)
                .on("GET", types, images::types)
                .on("GET", types + "/{type}/versions", images::versions);
    }

    /**
     * Answers a request.
     *
     * @param withToken whether a bearer token is asked for
     */
    ArmAnswer answer(ArmRequest request, boolean withToken) {
        try {
            if (withToken) {
                checkToken(request);
            }
            checkApiVersion(request);
            checkGrants(request);
            RateLimits.Remaining remaining = limits.take(subscription(request), request.method());
            if (remaining.refused()) {
                return remaining.refusal();
            }
            world.settle();
            RouteTable.Match match = routes.find(request);
            ArmAnswer answer;
            synchronized (world) {
                answer = match.handler().apply(match.request());
            }
            return answer.with(remaining.header(), Integer.toString(remaining.tokens()));
        } catch (ArmRefusal refusal) {
            return refusal.status() == 401
                    ? refusal.answer()
                            .with(
                                    "WWW-Authenticate",
                                    "Bearer authorization_uri=\"https://login.windows.net/\", error=\"invalid_token\","
                                            + " error_description=\"The authentication failed because of missing"
                                            + " 'Authorization' header.\"")
                    : refusal.answer();
        }
    }

    private static void checkToken(ArmRequest request) {
        Optional<String> authorization = request.header("authorization");
        if (authorization.isEmpty()) {
            throw new ArmRefusal(
                    401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
        }
        if (!authorization.get().toLowerCase(Locale.ROOT).matches("bearer +\\S+")) {
            throw new ArmRefusal(
                    401,
                    "AuthenticationFailedInvalidHeader",
                    "Authentication failed. The 'Authorization' header is provided in an invalid format.");
        }
    }

    private void checkGrants(ArmRequest request) {
        ArmAction action = ArmAction.of(request.method(), request.path());
        if (!action.isPoll() && !world.allows(action)) {
            throw new ArmRefusal(
                    403,
                    "AuthorizationFailed",
                    "The client does not have authorization to perform action '" + action.name() + "' over scope '"
                            + action.scope()
                            + "' or the scope is invalid. If access was recently granted, please refresh"
                            + " your credentials.");
        }
    }

    private static void checkApiVersion(ArmRequest request) {
        if (request.apiVersion().isEmpty()) {
            throw new ArmRefusal(
                    400,
                    "MissingApiVersionParameter",
                    "The api-version query parameter (?api-version=) is required for all requests.");
        }
        if (!API_VERSION.matcher(request.apiVersion()).matches()) {
            throw new ArmRefusal(
                    400,
                    "InvalidApiVersionParameter",
                    "The api-version '" + request.apiVersion() + "' is invalid: it must be of the form YYYY-MM-DD or"
                            + " YYYY-MM-DD-preview.");
        }
    }

    private static String subscription(ArmRequest request) {
        String[] segments = request.path().split("/+", 4);
        return segments.length > 2 ? segments[2] : "";
    }
}
