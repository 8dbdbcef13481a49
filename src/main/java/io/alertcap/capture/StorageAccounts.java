package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import java.util.Optional;

/** The storage accounts that take capture files, as Azure Resource Manager describes them. */
public interface StorageAccounts {
    /** An account, by one call; empty if it is not there. Throws {@link ServiceException}. */
    Optional<StorageAccount> find(ResourceId id, TimeBudget budget);
}
