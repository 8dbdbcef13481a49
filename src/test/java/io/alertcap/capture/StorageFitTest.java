package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.Region;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.StorageAccount.Access;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StorageFitTest {
    private final CaptureWorld world = new CaptureWorld();

    @Test
    void refuses_before_the_start_when_the_setting_names_an_account_elsewhere() {
        world.around.account(elsewhere());

        Decision decision = world.deliver("a1", "web1");

        assertThat(decision.kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(decision.reason())
                .contains("ALERTCAP_STORAGE_ACCOUNTS names")
                .contains("is in eastus")
                .contains("To mend it: name a storage account in");
        assertThat(world.azure.calls()).doesNotContain("start");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"FORBIDDEN", "BUSY", "UNCERTAIN"})
    void captures_all_the_same_when_the_account_cannot_be_read_and_says_so(Kind kind) {
        world.around.accountFails(FakeAzure.says(kind, 403, "not for you"));

        Decision decision = world.deliver("a1", "web1");

        assertThat(decision.kind()).isEqualTo(Decision.Kind.STARTED);
        assertThat(record(decision).timeline())
                .filteredOn(event -> event.event().equals("storage-unchecked"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.detail()).contains("not for you").contains("taken to be well"));
    }

    @Test
    void asks_about_an_account_that_fits_once_in_ten_minutes() {
        world.deliver("a1", "web1");
        world.deliver("a2", "web2");
        assertThat(world.around.asked()).isEqualTo(1);

        world.clock.advance(StorageFit.REMEMBER_FIT);
        world.deliver("a3", "web3");

        assertThat(world.around.asked()).isEqualTo(2);
    }

    /** Of a process that was just started it is not known which region will be asked for; of a warm one it is. */
    @Test
    void asks_ahead_about_every_region_once_and_then_only_about_those_that_are_needed() {
        CaptureWorld two = new CaptureWorld(
                CapturePolicies.some().storingToo(Region.of("eastus")).build());
        two.deliver("a1", "web1");
        assertThat(two.around.asked()).isEqualTo(2);

        two.clock.advance(StorageFit.REMEMBER_FIT);
        two.deliver("a2", "web2");

        assertThat(two.around.asked()).isEqualTo(3);
    }

    @Test
    void notices_within_a_minute_that_the_account_was_mended() {
        world.around.account(elsewhere());
        world.deliver("a1", "web1");
        world.around.account(FakeSurroundings.fitting());
        world.clock.advance(StorageFit.REMEMBER_OTHER);

        assertThat(world.deliver("a2", "web1").kind()).isEqualTo(Decision.Kind.STARTED);
    }

    @Test
    void asks_nothing_where_captures_stay_on_the_machine() {
        CaptureWorld local = new CaptureWorld(CapturePolicies.some()
                .noStorage()
                .onMachine("/var/captures/{name}.cap", null)
                .build());

        assertThat(local.deliver("a1", "web1").kind()).isEqualTo(Decision.Kind.STARTED);
        assertThat(local.around.asked()).isZero();
    }

    private CaptureRecord record(Decision decision) {
        return world.ledger
                .find(Objects.requireNonNull(decision.captureId()))
                .orElseThrow()
                .value();
    }

    private static StorageAccount elsewhere() {
        return new StorageAccount(CapturePolicies.ACCOUNT, Region.of("eastus"), "Standard_LRS", true, Access.ALL, null);
    }
}
