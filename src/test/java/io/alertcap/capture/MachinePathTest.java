package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachinePathTest {
    @ParameterizedTest
    @ValueSource(strings = {"/var/captures/a.cap", "/var/captures/{name}.cap", "/var/captures/a/b-c_d.e.cap"})
    void on_linux_a_path_lies_under_var_captures(String path) {
        assertThat(MachinePath.linuxProblem(path)).isEmpty();
    }

    @Test
    void the_path_that_a_guide_on_the_web_shows_is_refused_and_says_why() {
        assertThat(MachinePath.linuxProblem("/var/log/capture.pcap").orElseThrow())
                .isEqualTo("must lie under /var/captures (the agent may write nowhere else)");
        assertThat(MachinePath.windowsProblem("C:\\captures\\capture.pcap").orElseThrow())
                .contains("must end in .cap");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/var/captures",
                "/var/captures/",
                "/var/captures/../x.cap",
                "/var/captures/a b.cap",
                "/var/captures/a.pcap",
                "/var/capturesx/a.cap",
                "var/captures/a.cap",
                "/var/captures//a.cap"
            })
    void these_are_refused_on_linux(String path) {
        assertThat(MachinePath.linuxProblem(path)).isPresent();
    }

    @Test
    void a_path_has_at_most_255_characters() {
        assertThat(MachinePath.linuxProblem("/var/captures/" + "a".repeat(237) + ".cap"))
                .isEmpty();
        assertThat(MachinePath.linuxProblem("/var/captures/" + "a".repeat(238) + ".cap"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C:\\a.cap", "d:\\My Captures\\{name}.cap"})
    void on_windows_a_path_has_a_drive(String path) {
        assertThat(MachinePath.windowsProblem(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\\\server\\share\\a.cap", "C:a.cap", "C:/a.cap", "C:\\..\\a.cap", "/var/captures/a.cap"})
    void these_are_refused_on_windows(String path) {
        assertThat(MachinePath.windowsProblem(path)).isPresent();
    }
}
