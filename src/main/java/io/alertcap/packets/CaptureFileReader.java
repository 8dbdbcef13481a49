package io.alertcap.packets;

import io.alertcap.packets.CaptureFileReading.Capture;
import io.alertcap.packets.CaptureFileReading.EarlyEnd;
import io.alertcap.packets.CaptureFileReading.NoBytes;
import io.alertcap.packets.CaptureFileReading.NotACapture;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a capture file while its bytes go by, in pieces of any size: a download is written into it, then
 * {@link #finish()} says what the file was. It takes pcap (micro- and nanoseconds, either byte order) and pcapng, and
 * counts, dates and hashes in one pass.
 *
 * <p>No file is too large or too broken for it. Records are read where they lie in the caller's array; only one that is
 * split between two pieces is copied, so it holds at most half a mebibyte, whatever lengths the file claims. A file that
 * is cut off or damaged is a result, not an exception. An exception of the sink passes through and ends the reader's
 * use. Not thread-safe.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/">draft-ietf-opsawg-pcap</a>
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/">draft-ietf-opsawg-pcapng</a>
 * @see <a href="https://www.tcpdump.org/manpages/pcap-savefile.5.html">pcap-savefile(5)</a>
 */
public final class CaptureFileReader extends OutputStream {

    private static final int SIGNATURE = 4;
    private static final int SHOWN = 8;

    private final MessageDigest digest = sha256();
    private final PacketTotals totals;
    private final byte[] firstBytes = new byte[SHOWN];
    private long fileBytes;

    /** The bytes of a record whose end has not come yet. */
    private byte[] held = new byte[SIGNATURE];

    private int heldLength;

    private @Nullable RecordDecoder decoder;
    private @Nullable String problem;
    private @Nullable CaptureFileReading result;

    /** Reads for the summary only. */
    public CaptureFileReader() {
        this(packet -> {});
    }

    /** Reads for the summary and shows each packet to {@code sink}. */
    public CaptureFileReader(PacketSink sink) {
        this.totals = new PacketTotals(Objects.requireNonNull(sink, "sink"));
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    /**
     * Takes the next piece of the file.
     *
     * @throws IllegalStateException after {@link #finish()}
     */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (result != null) {
            throw new IllegalStateException("the file was finished; a new file needs a new reader");
        }
        digest.update(bytes, offset, length);
        if (fileBytes < SHOWN) {
            System.arraycopy(bytes, offset, firstBytes, (int) fileBytes, Math.min(length, SHOWN - (int) fileBytes));
        }
        fileBytes += length;
        try {
            read(bytes, offset, offset + length);
        } catch (UnreadableException e) {
            problem = e.detail();
        }
    }

    private void read(byte[] bytes, int from, int to) throws UnreadableException {
        int at = from;
        // After a problem the rest has no meaning; it is still part of the file's size and hash.
        while (at < to && problem == null) {
            if (decoder != null && heldLength == 0) {
                at = decoder.decode(bytes, at, to);
            }
            int needed = decoder == null ? SIGNATURE : decoder.needed();
            int taken = Math.min(needed - heldLength, to - at);
            hold(bytes, at, taken, needed);
            at += taken;
            if (heldLength == needed) {
                readHeld();
            }
        }
    }

    private void hold(byte[] bytes, int at, int count, int needed) {
        if (held.length < needed) {
            held = Arrays.copyOf(held, needed);
        }
        System.arraycopy(bytes, at, held, heldLength, count);
        heldLength += count;
    }

    /** What was asked for is there: it is either read to its last byte, or makes known how much more belongs to it. */
    private void readHeld() throws UnreadableException {
        if (decoder == null) {
            decoder = decoderFor(held, totals);
        }
        if (decoder.decode(held, 0, heldLength) > 0) {
            heldLength = 0;
        }
    }

    private static RecordDecoder decoderFor(byte[] signature, PacketSink sink) throws UnreadableException {
        for (ByteSequence order : ByteSequence.values()) {
            int magic = order.int32(signature, 0);
            if (magic == PcapDecoder.MICROSECONDS
                    || magic == PcapDecoder.NANOSECONDS
                    || magic == PcapDecoder.MODIFIED) {
                return new PcapDecoder(magic, order, sink);
            }
            if (magic == PcapngDecoder.SECTION_HEADER) {
                return new PcapngDecoder(sink);
            }
        }
        throw new UnreadableException(ForeignFormat.describe(signature));
    }

    /** Bytes set aside for a record that is split between two pieces. */
    int heldCapacity() {
        return held.length;
    }

    /** Ends the file and says what it was. Asking again gives the same answer. */
    public CaptureFileReading finish() {
        if (result == null) {
            result = conclude(HexFormat.of().formatHex(digest.digest()));
        }
        return result;
    }

    private CaptureFileReading conclude(String sha256) {
        if (fileBytes == 0) {
            return new NoBytes(sha256);
        }
        if (decoder == null) {
            return notACapture(
                    problem != null ? problem : "too short to tell what it is: " + fileBytes + " bytes", sha256);
        }
        // A first header that makes no sense means that the signature was there by chance, or of another version.
        if (problem != null && decoder.recordAt() == 0) {
            return notACapture(problem, sha256);
        }
        return new Capture(summary(decoder, sha256), earlyEnd(decoder));
    }

    private NotACapture notACapture(String reason, String sha256) {
        String shown = HexFormat.of().formatHex(firstBytes, 0, (int) Math.min(fileBytes, SHOWN));
        return new NotACapture(reason, shown, fileBytes, sha256);
    }

    private CaptureFileSummary summary(RecordDecoder decoder, String sha256) {
        return new CaptureFileSummary(
                decoder.format(),
                fileBytes,
                totals.packets(),
                totals.capturedBytes(),
                totals.originalBytes(),
                totals.first(),
                totals.last(),
                decoder.snaplen(),
                List.copyOf(decoder.linkTypes()),
                sha256);
    }

    private @Nullable EarlyEnd earlyEnd(RecordDecoder decoder) {
        long recordAt = decoder.recordAt();
        if (problem != null) {
            return new EarlyEnd(EarlyEnd.Kind.DAMAGED, recordAt, problem);
        }
        if (recordAt < fileBytes) {
            return new EarlyEnd(
                    EarlyEnd.Kind.CUT_OFF,
                    recordAt,
                    "the file ends " + (fileBytes - recordAt) + " bytes into a " + decoder.recordName());
        }
        return null;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, says its specification", e);
        }
    }
}
