package io.alertcap.storage;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import org.junit.jupiter.api.Test;

class InMemoryBlobsTest extends BlobsContract {
    @Override
    Blobs blobs() {
        return new InMemoryBlobs(Clock.systemUTC());
    }

    /** As Azure answers; Azurite takes any text for a marker, so this is no part of the contract that both are held to. */
    @Test
    void refuses_to_go_on_from_where_no_list_has_ended() {
        assertThatIllegalArgumentException().isThrownBy(() -> blobs().list("a", "nonsense", 10));
    }
}
