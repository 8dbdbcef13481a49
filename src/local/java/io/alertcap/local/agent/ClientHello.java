package io.alertcap.local.agent;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The first message of a TLS session, with the server's name in it (RFC 8446 section 4.1.2, RFC 6066 section 3). */
final class ClientHello {
    private ClientHello() {}

    static byte[] of(String serverName, Random random) {
        byte[] name = serverName.getBytes(StandardCharsets.US_ASCII);
        byte[] sni = new Bytes()
                .u16(0)
                .u16(name.length + 5)
                .u16(name.length + 3)
                .u8(0)
                .u16(name.length)
                .add(name)
                .toArray();
        byte[] versions = new Bytes().u16(43).u16(3).u8(2).u16(0x0304).toArray();
        byte[] nonce = new byte[32];
        random.nextBytes(nonce);
        byte[] body = new Bytes()
                .u16(0x0303)
                .add(nonce)
                .u8(0)
                .u16(4)
                .u16(0x1301)
                .u16(0x1302)
                .u8(1)
                .u8(0)
                .u16(sni.length + versions.length)
                .add(sni)
                .add(versions)
                .toArray();
        return new Bytes()
                .u8(22)
                .u16(0x0301)
                .u16(body.length + 4)
                .u8(1)
                .u8(0)
                .u16(body.length)
                .add(body)
                .toArray();
    }
}
