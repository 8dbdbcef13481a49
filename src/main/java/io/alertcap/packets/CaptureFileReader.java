package io.alertcap.packets;

import java.io.OutputStream;

/** Reads a capture file pushed into it. */
public final class CaptureFileReader extends OutputStream {

    /** Reads for the summary only. */
    public CaptureFileReader() {
        this(packet -> {});
    }

    /** Reads for the summary and shows each packet to {@code sink}. */
    public CaptureFileReader(PacketSink sink) {}

    @Override
    public void write(int oneByte) {
        throw new UnsupportedOperationException("soon");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        throw new UnsupportedOperationException("soon");
    }

    /** Ends the file and says what it was. Asking again gives the same answer. */
    public CaptureFileReading finish() {
        throw new UnsupportedOperationException("soon");
    }
}
