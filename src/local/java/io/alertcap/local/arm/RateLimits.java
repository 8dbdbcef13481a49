package io.alertcap.local.arm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * ARM's allowance for a subscription: buckets of 200 writes, 200 deletes and 250 reads, refilled at 10, 10 and 25 a
 * second (Azure Resource Manager throttling limits). Every POST draws on the writes.
 */
final class RateLimits {
    private final Clock clock;
    private final boolean enforced;
    private final Map<String, Bucket> buckets = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    RateLimits(Clock clock, boolean enforced) {
        this.clock = clock;
        this.enforced = enforced;
    }

    /** Takes one token; refuses when there is none. Returns the header that tells how many are left. */
    synchronized Remaining take(String subscription, String method) {
        Kind kind = Kind.of(method);
        Bucket bucket = buckets.computeIfAbsent(subscription + "/" + kind, any -> new Bucket(kind, clock.instant()));
        bucket.refill(clock.instant());
        boolean refused = enforced && bucket.tokens < 1;
        bucket.tokens = Math.max(0, bucket.tokens - 1);
        return new Remaining(
                "x-ms-ratelimit-remaining-subscription-" + kind.word, (int) bucket.tokens, refused, kind.word);
    }

    /**
     * The state after a request.
     *
     * @param header its name
     * @param tokens left
     * @param refused whether this request found none
     * @param kind reads, writes or deletes
     */
    record Remaining(String header, int tokens, boolean refused, String kind) {
        ArmAnswer refusal() {
            return ArmAnswer.error(
                            429,
                            "SubscriptionRequestsThrottled",
                            "Number of requests for subscription exceeded the limit for '" + kind
                                    + "'. Please try again later.")
                    .with("Retry-After", "1");
        }
    }

    private enum Kind {
        READS("reads", 250, 25),
        WRITES("writes", 200, 10),
        DELETES("deletes", 200, 10);

        private final String word;
        private final int size;
        private final int perSecond;

        Kind(String word, int size, int perSecond) {
            this.word = word;
            this.size = size;
            this.perSecond = perSecond;
        }

        static Kind of(String method) {
            return switch (method) {
                case "GET", "HEAD" -> READS;
                case "DELETE" -> DELETES;
                default -> WRITES;
            };
        }
    }

    private static final class Bucket {
        private final Kind kind;
        private double tokens;
        private Instant filledAt;

        Bucket(Kind kind, Instant now) {
            this.kind = kind;
            this.tokens = kind.size;
            this.filledAt = now;
        }

        void refill(Instant now) {
            double seconds = Math.max(0, Duration.between(filledAt, now).toMillis()) / 1000.0;
            tokens = Math.min(kind.size, tokens + seconds * kind.perSecond);
            filledAt = now;
        }
    }
}
