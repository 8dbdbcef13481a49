package io.alertcap.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promises of the app hold in any world that a seed can make. {@code -Dsimulation.seeds=100000} runs more of
 * them, {@code -Dsimulation.from=N} others; {@code -Dtest=SimulationTest#tells_the_story_of_one_world -Dsimulation.seed=N}
 * runs one and tells its story, with {@code -Dsimulation.mutation=NAME} that of an app which lacks one of its {@link Mutations precautions}.
 */
@Isolated("it uses all cores")
class SimulationTest {
    private static final long ONE = Long.getLong("simulation.seed", -1);
    private static final long FROM = Long.getLong("simulation.from", 0);
    private static final long SEEDS = Long.getLong("simulation.seeds", 10_000);
    private static final @Nullable String MUTATION = System.getProperty("simulation.mutation");

    /** Seeds within which every mutation must be noticed. */
    private static final long ENOUGH = 3_000;

    private static final int TOGETHER = 32;

    /** What came of many seeds. */
    private record Worlds(List<Simulation.Result> failed, Map<Happening, Integer> with) {
        /** Two cores take a world each; only those that failed are kept. */
        static Worlds of(LongStream seeds) {
            Map<Happening, Integer> with = new EnumMap<>(Happening.class);
            List<Simulation.Result> failed = seeds.parallel()
                    .mapToObj(seed -> Simulation.run(seed, Mutation.NONE, false))
                    .peek(result -> count(result, with))
                    .filter(result -> !result.isWell())
                    .toList();
            return new Worlds(failed, with);
        }

        private static void count(Simulation.Result result, Map<Happening, Integer> with) {
            synchronized (with) {
                result.met().keySet().forEach(happening -> with.merge(happening, 1, Integer::sum));
            }
        }
    }

    private static @Nullable Worlds worlds;

    private static synchronized Worlds worlds() {
        if (worlds == null) {
            worlds = Worlds.of(LongStream.range(FROM, FROM + SEEDS));
        }
        return worlds;
    }

    /** Of the first world, unless another is asked for: then it is printed. */
    @Test
    void tells_the_story_of_one_world() {
        Mutation mutation =
                MUTATION == null ? Mutation.NONE : Mutations.valueOf(MUTATION).mutation();
        Simulation.Result result = Simulation.run(Math.max(ONE, 0), mutation, true);
        if (ONE >= 0) {
            System.out.println(result.story());
        }

        assertThat(result.story()).isNotEmpty();
        assertThat(result.isWell()).as(() -> outcome(result)).isTrue();
    }

    @Test
    void keeps_its_promises_whatever_goes_wrong() {
        List<Simulation.Result> failed = worlds().failed();

        assertThat(failed).as(() -> report(failed)).isEmpty();
    }

    /** A generator that silently stops to make something would leave all else green. */
    @Test
    void meets_everything_that_a_world_can_hold() {
        assertThat(Happening.values())
                .allSatisfy(happening -> assertThat(worlds().with())
                        .as("worlds with %s, of %d", happening, SEEDS)
                        .hasEntrySatisfying(
                                happening, times -> assertThat((long) times).isGreaterThanOrEqualTo(SEEDS / 500)));
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
        System.out.printf(
                "without a precaution: %s is noticed by %s, first in seed %d%n",
                mutation, mutation.noticedBy(), noticed.orElseThrow().seed());
    }

    /** The story of the first, and how to hear those of the others. */
    private static String report(List<Simulation.Result> failed) {
        long first = failed.get(0).seed();
        Simulation.Result again = Simulation.run(first, Mutation.NONE, true);
        return again.story()
                + "\n\n" + outcome(again)
                + "\nReplay it with: mvn test -Dtest=SimulationTest#tells_the_story_of_one_world -Dsimulation.seed="
                + first
                + "\nSeeds that failed: "
                + failed.stream()
                        .map(result -> Long.toString(result.seed()))
                        .limit(20)
                        .collect(Collectors.joining(", "));
    }

    private static String outcome(Simulation.Result result) {
        return "Seed " + result.seed() + ": " + (result.broken() == null ? result.failure() : result.broken());
    }
}
