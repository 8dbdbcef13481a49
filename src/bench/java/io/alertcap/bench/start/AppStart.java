package io.alertcap.bench.start;

import io.alertcap.Alertcap;
import io.alertcap.api.ApiAnswer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** The app's own way, wired as in production, from the environment to the answer. */
public final class AppStart {
    private AppStart() {}

    public static void main(String[] arguments) {
        ApiAnswer answer = Alertcap.api(System.getenv(), Clock.systemUTC())
                .receive(Optional.ofNullable(System.getenv("BENCH_ALERT")), Map.of(), Map.of(), line -> {});
        System.out.println(answer.status() + " " + answer.body());
    }
}
