package io.alertcap.packets;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What came of reading a file that should be a packet capture. */
public sealed interface CaptureFileReading {

    /** Size of the file in bytes. */
    long fileBytes();

    /** Whole packets that were read; 0 for a file that is no capture. */
    long packets();

    /** SHA-256 of the whole file, 64 lower-case hexadecimal digits. */
    String sha256();

    /** Answers with the one function that fits, so that a new case cannot be forgotten by a caller. */
    <T> T fold(
            Function<? super Capture, ? extends T> capture,
            Function<? super NoBytes, ? extends T> noBytes,
            Function<? super NotACapture, ? extends T> notACapture);

    /**
     * A capture file, with or without packets.
     *
     * @param earlyEnd why reading stopped before the end of the file was reached in good order; null for a sound file
     */
    record Capture(CaptureFileSummary summary, @Nullable EarlyEnd earlyEnd) implements CaptureFileReading {
        public Capture {
            Objects.requireNonNull(summary, "summary");
        }

        @Override
        public long fileBytes() {
            return summary.fileBytes();
        }

        @Override
        public long packets() {
            return summary.packets();
        }

        @Override
        public String sha256() {
            return summary.sha256();
        }

        @Override
        public <T> T fold(
                Function<? super Capture, ? extends T> capture,
                Function<? super NoBytes, ? extends T> noBytes,
                Function<? super NotACapture, ? extends T> notACapture) {
            return capture.apply(this);
        }
    }

    /** A file of no bytes at all: it was created, and nothing has been written to it, not even a header. */
    record NoBytes(String sha256) implements CaptureFileReading {
        public NoBytes {
            Objects.requireNonNull(sha256, "sha256");
        }

        @Override
        public long fileBytes() {
            return 0;
        }

        @Override
        public long packets() {
            return 0;
        }

        @Override
        public <T> T fold(
                Function<? super Capture, ? extends T> capture,
                Function<? super NoBytes, ? extends T> noBytes,
                Function<? super NotACapture, ? extends T> notACapture) {
            return noBytes.apply(this);
        }
    }

    /**
     * A file that is not a capture, or not one that can be read here.
     *
     * @param reason what it seems to be, in words for people
     * @param firstBytes its first bytes, at most 8, as lower-case hexadecimal digits
     */
    record NotACapture(String reason, String firstBytes, long fileBytes, String sha256) implements CaptureFileReading {
        public NotACapture {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(firstBytes, "firstBytes");
            if (firstBytes.length() > 16) {
                throw new IllegalArgumentException("firstBytes may show 8 bytes at most: " + firstBytes.length() / 2);
            }
            if (fileBytes <= 0) {
                throw new IllegalArgumentException("fileBytes must be positive: " + fileBytes);
            }
            Objects.requireNonNull(sha256, "sha256");
        }

        @Override
        public long packets() {
            return 0;
        }

        @Override
        public <T> T fold(
                Function<? super Capture, ? extends T> capture,
                Function<? super NoBytes, ? extends T> noBytes,
                Function<? super NotACapture, ? extends T> notACapture) {
            return notACapture.apply(this);
        }
    }

    /**
     * Where and why a capture file could be read no further. What stands before that place is sound.
     *
     * @param recordAt offset in the file, in bytes, of the record (block, file header) that could not be read
     * @param detail what is wrong there, in words for people
     */
    record EarlyEnd(Kind kind, long recordAt, String detail) {

        /** Whether more bytes could help. */
        public enum Kind {
            /** The file ends inside a record: the writer was stopped, the size cap hit, or it is still being written. */
            CUT_OFF,
            /** A record cannot be what it says it is: the bytes from there on have no meaning. */
            DAMAGED
        }

        public EarlyEnd {
            Objects.requireNonNull(kind, "kind");
            if (recordAt < 0) {
                throw new IllegalArgumentException("recordAt must not be negative: " + recordAt);
            }
            Objects.requireNonNull(detail, "detail");
        }
    }
}
