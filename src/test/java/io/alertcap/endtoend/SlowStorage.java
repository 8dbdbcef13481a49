package io.alertcap.endtoend;

import io.alertcap.local.Azurite;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Passes connections on to Azurite, and its answers back as slowly as it is told to. */
final class SlowStorage implements AutoCloseable {
    private final Azurite azurite;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "slow-storage");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Pace pace = Pace.OF_AZURITE;

    /** How answers are passed on: so many bytes at a time, each time after a wait. */
    enum Pace {
        OF_AZURITE(Duration.ZERO, 8_192),
        /** Every call is answered, none quickly. */
        SLOW(Duration.ofMillis(200), 8_192),
        /** No silence is ever long, and no answer ever ends. */
        DRIPPING(Duration.ofSeconds(1), 1);

        private final Duration wait;
        private final int bytes;

        Pace(Duration wait, int bytes) {
            this.wait = wait;
            this.bytes = bytes;
        }
    }

    SlowStorage(Azurite azurite) throws IOException {
        this.azurite = azurite;
        threads.execute(this::accept);
    }

    String connectionString() {
        return azurite.connectionString().replace(":" + azurite.port() + "/", ":" + listener.getLocalPort() + "/");
    }

    void pace(Pace value) {
        pace = value;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), azurite.port());
                client.setTcpNoDelay(true);
                threads.execute(() -> pass(client, server, false));
                threads.execute(() -> pass(server, client, true));
            } catch (IOException e) {
                return; // Closed, as is the rest of it.
            }
        }
    }

    private void pass(Socket from, Socket to, boolean slowly) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8_192];
            int read = in.read(buffer);
            while (read >= 0) {
                int done = 0;
                while (done < read) {
                    Pace now = slowly ? pace : Pace.OF_AZURITE;
                    if (closed.await(now.wait.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    int length = Math.min(now.bytes, read - done);
                    out.write(buffer, done, length);
                    done += length;
                }
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // One side has gone; the other follows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        threads.shutdownNow();
    }
}
