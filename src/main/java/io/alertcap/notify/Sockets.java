package io.alertcap.notify;

import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** What an exchange connects with. */
record Sockets(SocketFactory plain, SSLSocketFactory tls) {
    static Sockets ofTheJdk() {
        return new Sockets(SocketFactory.getDefault(), (SSLSocketFactory) SSLSocketFactory.getDefault());
    }
}
