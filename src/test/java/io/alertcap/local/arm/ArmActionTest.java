package io.alertcap.local.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which action a request is, and which assignments allow it. */
class ArmActionTest {
    private static final String GROUP = "/subscriptions/s/resourceGroups/g";
    private static final String CAPTURES = GROUP + "/providers/Microsoft.Network/networkWatchers/w/packetCaptures";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /subscriptions/s                                                               | Microsoft.Resources/subscriptions/read
            GET    | /subscriptions/s/resourceGroups/g                                              | Microsoft.Resources/subscriptions/resourceGroups/read
            GET    | /subscriptions/s/providers/Microsoft.Network/networkWatchers                   | Microsoft.Network/networkWatchers/read
            GET    | /subscriptions/s/resourceGroups/g/providers/N/networkWatchers/w/packetCaptures | N/networkWatchers/packetCaptures/read
            PUT    | /subscriptions/s/resourceGroups/g/providers/N/networkWatchers/w/packetCaptures/c | N/networkWatchers/packetCaptures/write
            DELETE | /subscriptions/s/resourceGroups/g/providers/N/networkWatchers/w/packetCaptures/c | N/networkWatchers/packetCaptures/delete
            POST   | /subscriptions/s/resourceGroups/g/providers/N/networkWatchers/w/packetCaptures/c/stop | N/networkWatchers/packetCaptures/stop/action
            POST   | /subscriptions/s/resourceGroups/g/providers/N/networkWatchers/w/ipFlowVerify   | N/networkWatchers/ipFlowVerify/action
            """)
    void names_a_request_as_role_definitions_do(String method, String path, String action) {
        assertThat(ArmAction.of(method, path).name()).isEqualTo(action);
    }

    @Test
    void a_grant_reaches_down_but_neither_up_nor_aside() {
        Grant grant = new Grant(GROUP, Set.of("Microsoft.Network/networkWatchers/packetCaptures/read"));

        assertThat(grant.allows(ArmAction.of("GET", CAPTURES))).isTrue();
        assertThat(grant.allows(ArmAction.of("GET", CAPTURES.toUpperCase(Locale.ROOT))))
                .isTrue();
        assertThat(grant.allows(ArmAction.of("GET", CAPTURES.replace("/g/", "/g2/"))))
                .isFalse();
        assertThat(grant.allows(ArmAction.of("PUT", CAPTURES + "/c"))).isFalse();
        assertThat(grant.allows(ArmAction.of("GET", "/subscriptions/s/providers/Microsoft.Network/networkWatchers")))
                .isFalse();
    }

    @Test
    void asking_how_an_operation_went_needs_no_grant() {
        assertThat(ArmAction.of("GET", "/subscriptions/s/providers/Microsoft.Network/locations/r/operations/o")
                        .isPoll())
                .isTrue();
        assertThat(ArmAction.of("GET", CAPTURES).isPoll()).isFalse();
    }
}
