package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.FieldError;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.Check;
import io.alertcap.capture.Check.State;
import io.alertcap.capture.Doctor;
import io.alertcap.capture.TimeBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/doctor}: would a capture succeed now, and the one fix if not. */
public final class DoctorApi {
    /** IP flow verify takes some seconds; the platform ends a call after 230. */
    static final Duration WORK = Duration.ofSeconds(20);

    private static final String TARGET = "target";

    private final Doctor doctor;
    private final Clock clock;

    public DoctorApi(Doctor doctor, Clock clock) {
        this.doctor = doctor;
        this.clock = clock;
    }

    /** With wrong settings nothing else can be looked at: each of them is a finding. */
    static ApiAnswer misconfigured(List<SettingProblem> problems) {
        return ApiAnswer.json(
                200,
                document(
                        null,
                        problems.stream()
                                .map(problem -> Check.wrong(
                                        "settings",
                                        problem.setting(),
                                        problem.setting() + " " + problem.detail(),
                                        "correct the app setting; the app reads it when it starts again"))
                                .toList()));
    }

    /** All checks of a machine, or of the deployment if none is given. */
    public List<Check> checks(Optional<MachineTarget> machine) {
        TimeBudget budget = TimeBudget.of(clock, WORK);
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("settings", null, State.OK, "All settings are legal.", null));
        checks.addAll(machine.isPresent() ? doctor.machine(machine.get(), budget) : doctor.deployment(budget));
        return checks;
    }

    ApiAnswer examine(Map<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        // "code" is the function key, which the host has looked at already.
        query.keySet().stream()
                .filter(name -> !name.equals(TARGET) && !name.equals("code"))
                .forEach(name -> errors.add(
                        new FieldError("query." + Problems.shown(name), "is not known; allowed is " + TARGET)));
        String text = query.get(TARGET);
        Optional<MachineTarget> machine = ResourceId.parse(text).flatMap(MachineTarget::of);
        if (text != null && machine.isEmpty()) {
            errors.add(new FieldError(
                    "query." + TARGET,
                    "must be the resource id of a virtual machine, a scale set or an instance of one, such as"
                            + " /subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/virtualMachines/…"));
        }
        if (!errors.isEmpty()) {
            return Problems.invalid("Nothing can be examined as asked.", errors);
        }
        return ApiAnswer.json(200, document(text, checks(machine)));
    }

    private static ObjectNode document(@Nullable String target, List<Check> checks) {
        ObjectNode document = Json.object().put("status", status(checks)).put(TARGET, target);
        ArrayNode list = document.putArray("checks");
        for (Check check : checks) {
            list.addObject()
                    .put("check", check.name())
                    .put("about", check.about())
                    .put("state", check.state().wire())
                    .put("evidence", check.evidence())
                    .put("fix", check.fix());
        }
        return document;
    }

    private static String status(List<Check> checks) {
        for (State state : List.of(State.WRONG, State.UNKNOWN)) {
            if (checks.stream().anyMatch(check -> check.state() == state)) {
                return state.wire();
            }
        }
        return State.OK.wire();
    }
}
