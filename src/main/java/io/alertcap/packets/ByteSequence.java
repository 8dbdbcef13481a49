package io.alertcap.packets;

/**
 * The order in which a number's bytes stand in a file. Capture files are written in the order of the machine that made
 * them, so each file (in pcapng each section) has its own. Plain shifts, because a VarHandle costs more at cold start
 * than it could win here.
 */
enum ByteSequence {
    BIG {
        @Override
        int int32(byte[] bytes, int at) {
            return (bytes[at] & 0xFF) << 24
                    | (bytes[at + 1] & 0xFF) << 16
                    | (bytes[at + 2] & 0xFF) << 8
                    | (bytes[at + 3] & 0xFF);
        }

        @Override
        int unsigned16(byte[] bytes, int at) {
            return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
        }

        @Override
        long int64(byte[] bytes, int at) {
            return unsigned32(bytes, at) << 32 | unsigned32(bytes, at + 4);
        }
    },
    LITTLE {
        @Override
        int int32(byte[] bytes, int at) {
            return (bytes[at] & 0xFF)
                    | (bytes[at + 1] & 0xFF) << 8
                    | (bytes[at + 2] & 0xFF) << 16
                    | (bytes[at + 3] & 0xFF) << 24;
        }

        @Override
        int unsigned16(byte[] bytes, int at) {
            return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
        }

        @Override
        long int64(byte[] bytes, int at) {
            return unsigned32(bytes, at) | unsigned32(bytes, at + 4) << 32;
        }
    };

    abstract int int32(byte[] bytes, int at);

    abstract int unsigned16(byte[] bytes, int at);

    abstract long int64(byte[] bytes, int at);

    final long unsigned32(byte[] bytes, int at) {
        return Integer.toUnsignedLong(int32(bytes, at));
    }
}
