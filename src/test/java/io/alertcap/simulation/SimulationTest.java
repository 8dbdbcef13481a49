package io.alertcap.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promises of the app hold in any world that a seed can make. {@code -Dsimulation.seeds=10000} runs more of them,
 * {@code -Dsimulation.from=N} others; {@code -Dtest=SimulationTest -Dsimulation.seed=N} runs one and tells its story.
 */
class SimulationTest {
    private static final long ONE = Long.getLong("simulation.seed", -1);
    private static final long FROM = Long.getLong("simulation.from", 0);
    private static final long SEEDS = Long.getLong("simulation.seeds", 1_000);

    /** Seeds within which every mutation must be noticed. */
    private static final long ENOUGH = 3_000;

    private static final int TOGETHER = 50;

    @Test
    void keeps_its_promises_whatever_goes_wrong() {
        LongStream seeds = ONE >= 0 ? LongStream.of(ONE) : LongStream.range(FROM, FROM + SEEDS);
        List<Simulation.Result> failed = seeds.parallel()
                .mapToObj(seed -> Simulation.run(seed, Mutation.NONE, false))
                .filter(result -> !result.isWell())
                .toList();

        assertThat(failed).as(() -> report(failed)).isEmpty();
    }

    @Test
    void makes_the_same_world_of_the_same_seed() {
        assertThat(LongStream.range(0, 8))
                .allSatisfy(seed -> assertThat(
                                Simulation.run(seed, Mutation.NONE, true).story())
                        .isNotEmpty()
                        .isEqualTo(Simulation.run(seed, Mutation.NONE, true).story()));
    }

    @ParameterizedTest
    @EnumSource
    void notices_when_a_precaution_is_missing(Mutations mutation) {
        Optional<Simulation.Result> noticed = Optional.empty();
        TreeMap<String, Long> others = new TreeMap<>();
        for (long seed = 0; seed < ENOUGH && noticed.isEmpty(); seed += TOGETHER) {
            List<Simulation.Result> results = LongStream.range(seed, seed + TOGETHER)
                    .parallel()
                    .mapToObj(each -> Simulation.run(each, mutation.mutation(), false))
                    .filter(result -> !result.isWell())
                    .toList();
            noticed = results.stream()
                    .filter(result -> result.broken() != null && result.broken().check() == mutation.noticedBy())
                    .findFirst();
            results.forEach(result -> others.merge(
                    result.broken() == null
                            ? String.valueOf(result.failure())
                            : result.broken().check().toString(),
                    1L,
                    Long::sum));
        }

        assertThat(noticed)
                .as("%s is to be noticed by %s; noticed were %s", mutation, mutation.noticedBy(), others)
                .isPresent();
    }

    /** The story of the first, and how to hear those of the others. */
    private static String report(List<Simulation.Result> failed) {
        long first = failed.get(0).seed();
        Simulation.Result again = Simulation.run(first, Mutation.NONE, true);
        return again.story()
                + "\n\nSeed " + first + ": " + (again.broken() == null ? again.failure() : again.broken())
                + "\nReplay it with: mvn -o test -Dtest=SimulationTest -Dsimulation.seed=" + first
                + "\nSeeds that failed: "
                + failed.stream()
                        .map(result -> Long.toString(result.seed()))
                        .limit(20)
                        .collect(Collectors.joining(", "));
    }
}
