package io.alertcap.functions;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import io.alertcap.api.Api;
import java.util.function.Supplier;

/** Takes every step that is due. The host runs one at a time as a rule; nothing here depends on it. */
public final class MonitorCaptures {
    private final Supplier<Api> api;

    public MonitorCaptures(Supplier<Api> api) {
        this.api = api;
    }

    /** By the schedule in {@code ALERTCAP_MONITOR_SCHEDULE}. */
    @FunctionName("MonitorCaptures")
    public void monitor(
            @TimerTrigger(name = "timer", schedule = "%ALERTCAP_MONITOR_SCHEDULE%") String timer,
            ExecutionContext context) {
        api.get().tick(FunctionAnswers.journal(context));
    }
}
