package io.alertcap.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Gives GreenMail what it has not: STARTTLS (RFC 3207), and receivers that are refused. Passes command and answer on, one
 * by one, and takes no mail before it is talked to in secret.
 */
final class StartTlsFront implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final List<String> inClear = new CopyOnWriteArrayList<>();
    private final SSLContext tls;
    private final int server;
    private final String refused;

    /**
     * Starts it.
     *
     * @param server GreenMail's port on this machine
     * @param refused the receiver that is
     */
    StartTlsFront(SSLContext tls, int server, String refused) throws IOException {
        this.tls = tls;
        this.server = server;
        this.refused = refused;
        Thread thread = new Thread(this::serveAll, "smtp front");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What anybody on the way could read. */
    List<String> inClear() {
        return inClear;
    }

    private void serveAll() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept();
                    Socket behind = new Socket(InetAddress.getLoopbackAddress(), server)) {
                new Conversation(client, behind).serve();
            } catch (IOException e) {
                // The client went, or the test is over.
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Conversation {
        private final BufferedReader answers;
        private final OutputStream orders;
        private Socket client;
        private BufferedReader commands;

        Conversation(Socket client, Socket behind) throws IOException {
            this.client = client;
            this.commands = reader(client);
            this.answers = reader(behind);
            this.orders = behind.getOutputStream();
        }

        void serve() throws IOException {
            passAnswer();
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                boolean secret = client instanceof SSLSocket;
                if (!secret) {
                    inClear.add(line);
                }
                String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                if (verb.equals("STARTTLS")) {
                    say("220 Go ahead");
                    secure();
                } else if (!secret && verb.equals("EHLO")) {
                    say("250-front\r\n250 STARTTLS");
                } else if (!secret) {
                    say("530 Must issue a STARTTLS command first");
                } else if (verb.equals("RCPT") && line.contains("<" + refused + ">")) {
                    say("550 No such user here: " + refused);
                } else {
                    order(line);
                    if (passAnswer().startsWith("354")) {
                        passMail();
                    }
                }
            }
        }

        private void secure() throws IOException {
            SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(client, "client", 0, true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            client = secured;
            commands = reader(secured);
        }

        private void passMail() throws IOException {
            String line;
            do {
                line = commands.readLine();
                order(line);
            } while (!line.equals("."));
            passAnswer();
        }

        /** All lines of it; gives back the last one. */
        private String passAnswer() throws IOException {
            String line;
            do {
                line = answers.readLine();
                say(line);
            } while (line.length() > 3 && line.charAt(3) == '-');
            return line;
        }

        private void say(String answer) throws IOException {
            client.getOutputStream().write((answer + "\r\n").getBytes(ISO_8859_1));
        }

        private void order(String command) throws IOException {
            orders.write((command + "\r\n").getBytes(ISO_8859_1));
        }

        private static BufferedReader reader(Socket socket) throws IOException {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        }
    }
}
