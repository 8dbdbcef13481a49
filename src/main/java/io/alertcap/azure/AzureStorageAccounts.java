package io.alertcap.azure;

import com.azure.json.JsonReader;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.StorageAccount;
import io.alertcap.capture.StorageAccount.Access;
import io.alertcap.capture.StorageAccounts;
import io.alertcap.capture.TimeBudget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Storage accounts by Azure Resource Manager, one GET each. Read as a tree, field by field: the SDK's model of it would be
 * a library more for six fields.
 */
public final class AzureStorageAccounts implements StorageAccounts {
    private static final String API_VERSION = "api-version=2024-01-01";

    private final ArmClient arm;

    public AzureStorageAccounts(ArmClient arm) {
        this.arm = arm;
    }

    @Override
    public Optional<StorageAccount> find(ResourceId id, TimeBudget budget) {
        try {
            Object answer = arm.get(arm.url(id.toString(), API_VERSION), JsonReader::readUntyped, budget);
            return Optional.of(account(id, answer));
        } catch (ServiceException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static StorageAccount account(ResourceId id, Object answer) {
        Map<?, ?> account = object(answer);
        Map<?, ?> properties = object(account.get("properties"));
        return new StorageAccount(
                id,
                region(text(account, "location")),
                text(object(account.get("sku")), "name"),
                // Absent and null mean true: learn.microsoft.com/rest/api/storagerp, allowSharedKeyAccess.
                !Boolean.FALSE.equals(properties.get("allowSharedKeyAccess")),
                access(properties),
                text(object(properties.get("primaryEndpoints")), "blob"));
    }

    private static Access access(Map<?, ?> properties) {
        Map<?, ?> rules = object(properties.get("networkAcls"));
        boolean closed = Stream.of("Disabled", "SecuredByPerimeter")
                .anyMatch(word -> word.equalsIgnoreCase(text(properties, "publicNetworkAccess")));
        boolean byDefault = !"Deny".equalsIgnoreCase(text(rules, "defaultAction"));
        if (!closed && byDefault) {
            return Access.ALL;
        }
        boolean ruled =
                !closed && Stream.of("virtualNetworkRules", "ipRules").anyMatch(list -> !isEmpty(rules.get(list)));
        boolean perimeter = "SecuredByPerimeter".equalsIgnoreCase(text(properties, "publicNetworkAccess"));
        return ruled || perimeter || !isEmpty(properties.get("privateEndpointConnections")) ? Access.SOME : Access.NONE;
    }

    private static boolean isEmpty(@Nullable Object list) {
        return !(list instanceof List<?> elements) || elements.isEmpty();
    }

    private static @Nullable Region region(@Nullable String location) {
        try {
            return location == null ? null : Region.of(location);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static @Nullable String text(Map<?, ?> object, String field) {
        return object.get(field) instanceof String text ? text : null;
    }
}
