package io.alertcap.storage;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.Trigger;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Records to store: plain ones, and random ones that follow the record types by themselves as those grow. */
final class Samples {
    static final String MACHINE = "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/shop/providers/"
            + "Microsoft.Compute/virtualMachines/web-1";

    /** How many of the fields that may be null are. */
    enum Fill {
        EVERY_FIELD,
        NO_OPTIONAL_FIELD,
        AT_RANDOM
    }

    private final Random random;
    private final Fill fill;

    Samples(long seed, Fill fill) {
        this.random = new Random(seed);
        this.fill = fill;
    }

    static CaptureRecord requested(String id, Instant at) {
        return CaptureRecord.requested(
                id,
                new Trigger(Trigger.Kind.ALERT, "cpu is high", "alert-1", Severity.SEV2, at),
                MachineTarget.of(ResourceId.parse(MACHINE).orElseThrow()).orElseThrow(),
                new CaptureWish(new CaptureLimits(300, 1_073_741_824L, 0), List.of()),
                List.of(),
                at,
                at.plus(Duration.ofHours(1)));
    }

    <T> T next(Class<T> type) {
        return type.cast(value(type, null));
    }

    private Object value(Class<?> type, @Nullable AnnotatedType annotated) {
        if (type == String.class) {
            return text();
        }
        if (type == int.class || type == Integer.class) {
            return random.nextInt(1, 18_001);
        }
        if (type == long.class || type == Long.class) {
            return random.nextLong(1, CaptureLimits.MAX_BYTES + 1);
        }
        if (type == boolean.class || type == Boolean.class) {
            return random.nextBoolean();
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
        }
        if (type == Duration.class) {
            return Duration.ofSeconds(random.nextInt(100_000));
        }
        if (type == Region.class) {
            return new Region("region" + random.nextInt(100));
        }
        if (type == ResourceId.class) {
            return ResourceId.parse(MACHINE + random.nextInt(100)).orElseThrow();
        }
        if (type == MachineTarget.class) {
            return new MachineTarget(next(ResourceId.class), List.of());
        }
        if (type.isEnum()) {
            Object[] values = type.getEnumConstants();
            return values[random.nextInt(values.length)];
        }
        if (type == List.class && annotated instanceof AnnotatedParameterizedType list) {
            AnnotatedType element = list.getAnnotatedActualTypeArguments()[0];
            List<Object> values = new ArrayList<>();
            int size = fill == Fill.NO_OPTIONAL_FIELD ? 0 : random.nextInt(1, 4);
            for (int i = 0; i < size; i++) {
                values.add(value((Class<?>) element.getType(), element));
            }
            return values;
        }
        if (type.isRecord()) {
            return record(type);
        }
        throw new AssertionError("Teach Samples to make a " + type);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            boolean optional = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
            values[i] = optional && leftOut() ? null : value(components[i].getType(), components[i].getAnnotatedType());
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "Teach Samples to make a legal " + type + " of " + Arrays.toString(values), e);
        }
    }

    private boolean leftOut() {
        return switch (fill) {
            case EVERY_FIELD -> false;
            case NO_OPTIONAL_FIELD -> true;
            case AT_RANDOM -> random.nextBoolean();
        };
    }

    private String text() {
        String letters = "abc XYZ 019 \"\\/<>{}[]:,'\n\t\u00e9\u4e2d\ud83d\ude00";
        int[] codePoints = random.ints(random.nextInt(1, 12), 0, letters.codePointCount(0, letters.length()))
                .map(i -> letters.codePointAt(letters.offsetByCodePoints(0, i)))
                .toArray();
        // Filters take blank text for none.
        return "t" + new String(codePoints, 0, codePoints.length) + "t";
    }
}
