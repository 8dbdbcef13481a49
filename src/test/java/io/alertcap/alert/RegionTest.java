package io.alertcap.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTest {
    @Test
    void is_the_same_by_display_name_and_by_programmatic_name() {
        assertThat(Region.of("South Central US")).isEqualTo(new Region("southcentralus"));
        assertThat(Region.of("WestUS2")).hasToString("westus2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "west/us", "../x", "west\nus", "(Europe) West Europe"})
    void refuses_what_is_no_name(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Region.of(text));
    }
}
