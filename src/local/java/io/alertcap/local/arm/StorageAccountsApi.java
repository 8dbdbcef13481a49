package io.alertcap.local.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;

/** Storage accounts: list and get, with what decides whether captures can go there. */
final class StorageAccountsApi {
    private static final String TYPE = "Microsoft.Storage/storageAccounts";

    private final World world;

    StorageAccountsApi(World world) {
        this.world = world;
    }

    ArmAnswer listAll(ArmRequest request) {
        return list(request, id -> true);
    }

    ArmAnswer listInGroup(ArmRequest request) {
        world.group(request.variable("sub"), request.variable("group"));
        return list(request, id -> id.group().equalsIgnoreCase(request.variable("group")));
    }

    ArmAnswer get(ArmRequest request) {
        String group = request.variable("group");
        String name = request.variable("account");
        world.group(request.variable("sub"), group);
        return ArmAnswer.ok(world.account(ArmId.of(request.variable("sub"), group, TYPE, name))
                .map(StorageAccountsApi::json)
                .orElseThrow(() -> ArmRefusal.notFound(TYPE, name, group)));
    }

    private ArmAnswer list(ArmRequest request, Predicate<ArmId> chosen) {
        world.groupsOf(request.variable("sub"));
        List<ObjectNode> accounts = world.accounts().stream()
                .filter(account -> {
                    ArmId id = ArmId.of(account.id());
                    return id.subscription().equalsIgnoreCase(request.variable("sub")) && chosen.test(id);
                })
                .map(StorageAccountsApi::json)
                .toList();
        return Listing.of(request, accounts, world.behaviour().pageSize());
    }

    private static ObjectNode json(StorageAccount account) {
        String tier = account.sku().replaceFirst("_.*$", "");
        return Json.object(
                "name",
                account.name(),
                "id",
                account.id(),
                "type",
                TYPE,
                "location",
                account.region(),
                "kind",
                "StorageV2",
                "sku",
                Json.object("name", account.sku(), "tier", tier),
                "properties",
                Json.object(
                        "provisioningState",
                        "Succeeded",
                        "primaryLocation",
                        account.region(),
                        "statusOfPrimary",
                        "available",
                        "allowSharedKeyAccess",
                        account.sharedKeyAccess(),
                        "publicNetworkAccess",
                        account.network() == StorageAccount.Network.NOBODY ? "Disabled" : "Enabled",
                        "supportsHttpsTrafficOnly",
                        true,
                        "networkAcls",
                        rules(account),
                        "primaryEndpoints",
                        Json.object("blob", account.blobEndpoint() + "/")));
    }

    private static ObjectNode rules(StorageAccount account) {
        boolean open = account.network() == StorageAccount.Network.ALL;
        return Json.object(
                "bypass",
                "AzureServices",
                "virtualNetworkRules",
                account.network() == StorageAccount.Network.SUBNET
                        ? List.of(Json.object(
                                "id",
                                account.id().replaceFirst("/providers/.*", "")
                                        + "/providers/Microsoft.Network/virtualNetworks/vnet/subnets/machines",
                                "action",
                                "Allow",
                                "state",
                                "Succeeded"))
                        : List.of(),
                "ipRules",
                List.of(),
                "defaultAction",
                open ? "Allow" : "Deny");
    }
}
