package io.alertcap.local.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent that captures made-up traffic. It never waits: a recording writes all that belongs to the time that went by
 * since it was last asked, so that hours on a virtual clock take as long as their bytes take to write.
 */
public final class GeneratedTraffic implements MachineAgent {
    @Override
    public Recording start(CaptureOrder order) {
        return new Take(order);
    }

    private static final class Take implements Recording {
        private final CaptureOrder order;
        private final TrafficGenerator traffic;
        private final Instant limit;
        private final Duration interval;
        private final Deque<Path> files = new ArrayDeque<>();
        private PcapFile current;
        private int filesBegun;
        private long packetsSeen;
        private Frame next;
        private Instant nextAt;
        private @Nullable Ending ending;

        Take(CaptureOrder order) {
            this.order = order;
            this.traffic = new TrafficGenerator(order.localAddress(), order.seed());
            this.limit = order.start().plus(order.timeLimit());
            this.interval = Duration.ofSeconds(1).dividedBy(order.packetsPerSecond());
            this.current = begin();
            this.next = traffic.next();
            this.nextAt = order.start();
        }

        @Override
        public Optional<Ending> advance(Instant now) {
            Instant until = now.isBefore(limit) ? now : limit;
            try {
                while (ending == null && nextAt.isBefore(until)) {
                    if (order.filters().stream().anyMatch(filter -> filter.passes(next))) {
                        take(nextAt, next);
                    }
                    step();
                }
                if (ending == null && !now.isBefore(limit)) {
                    end(limit, Cause.TIME);
                }
                if (ending == null) {
                    current.flush();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Could not write the capture file " + current.path(), e);
            }
            return Optional.ofNullable(ending);
        }

        @Override
        public Ending stop(Instant at) {
            return advance(at).orElseGet(() -> {
                try {
                    return end(at, Cause.STOPPED);
                } catch (IOException e) {
                    throw new UncheckedIOException("Could not close the capture file " + current.path(), e);
                }
            });
        }

        @Override
        public List<Path> files() {
            return List.copyOf(files);
        }

        private void take(Instant at, Frame frame) throws IOException {
            CaptureOrder.Rotation rotation = order.files();
            long cap = rotation == null ? order.totalBytes() : rotation.fileBytes();
            if (cap > 0 && current.size() + current.room(frame) > cap) {
                if (rotation == null || (!rotation.ring() && filesBegun == rotation.fileCount())) {
                    end(at, Cause.SIZE);
                    return;
                }
                current.close();
                if (files.size() == rotation.fileCount()) {
                    Files.deleteIfExists(files.removeFirst());
                }
                current = begin();
            }
            current.add(at, frame);
        }

        private void step() {
            packetsSeen++;
            next = traffic.next();
            // From the start each time, so that the rounding of one interval does not add up.
            nextAt = order.start()
                    .plusSeconds(packetsSeen / order.packetsPerSecond())
                    .plus(interval.multipliedBy(packetsSeen % order.packetsPerSecond()));
        }

        private Ending end(Instant at, Cause cause) throws IOException {
            current.close();
            ending = new Ending(at, cause);
            return ending;
        }

        private PcapFile begin() {
            try {
                Path path = order.files() == null ? order.path() : numbered(order.path(), filesBegun);
                filesBegun++;
                PcapFile file = new PcapFile(path, order.bytesPerPacket());
                files.addLast(path);
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException("Could not begin a capture file at " + order.path(), e);
            }
        }

        private static Path numbered(Path path, int number) {
            String name = path.getFileName().toString().replaceFirst("\\.cap$", "");
            return path.resolveSibling(String.format("%s_%05d.cap", name, number));
        }
    }
}
