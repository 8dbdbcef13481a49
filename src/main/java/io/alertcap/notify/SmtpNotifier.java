package io.alertcap.notify;

import io.alertcap.capture.Notice;
import io.alertcap.capture.Notifier;
import io.alertcap.capture.TimeBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends notices as mail, each once, to one receiver at a time. Delivered is what the server took over. Problems are said in
 * words of our own: an exception's or a server's text may quote an address. Safe for use by several threads.
 */
public final class SmtpNotifier implements Notifier {
    private final MailRoute route;
    private final Map<String, String> receivers = new LinkedHashMap<>();
    private final Executor executor;
    private final Duration callLimit;
    private final @Nullable Sockets sockets;

    /**
     * With destinations {@code mail-1}, {@code mail-2} and so on, in the order of the route.
     *
     * @param executor runs what is sent; its threads must find the mail library by their context class loader
     * @param callLimit the longest time for one message, from the look-up of the name to the server's word
     */
    public SmtpNotifier(MailRoute route, Executor executor, Duration callLimit) {
        this(route, executor, callLimit, null);
    }

    /** @param sockets what to connect with; null for the JDK's own */
    SmtpNotifier(MailRoute route, Executor executor, Duration callLimit, @Nullable Sockets sockets) {
        if (callLimit.isNegative() || callLimit.isZero()) {
            throw new IllegalArgumentException("callLimit must be longer than nothing, not " + callLimit);
        }
        this.route = route;
        this.executor = executor;
        this.callLimit = callLimit;
        this.sockets = sockets;
        int number = 0;
        for (String receiver : route.to()) {
            number++;
            receivers.put("mail-" + number, receiver);
        }
    }

    @Override
    public List<String> destinations() {
        return new ArrayList<>(receivers.keySet());
    }

    @Override
    public Delivery send(String destination, Notice notice, TimeBudget budget) {
        String receiver = receivers.get(destination);
        if (receiver == null) {
            return Delivery.NOT_CONFIGURED;
        }
        Duration limit = budget.atMost(callLimit);
        if (limit.isZero()) {
            return Delivery.failed("no time was left to send it");
        }
        SmtpExchange exchange = new SmtpExchange(route, sockets == null ? Sockets.ofTheJdk() : sockets);
        CompletableFuture<Delivery> sending =
                CompletableFuture.supplyAsync(() -> exchange.send(receiver, notice), executor);
        try {
            return sending.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Delivery.failed("no answer within " + HttpNotifier.inWords(limit));
        } catch (ExecutionException e) {
            throw new IllegalStateException("Mail could not be made or sent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Delivery.failed("the app was told to stop while sending");
        } finally {
            // Ends the exchange, however slowly the server reads and writes.
            exchange.cut();
        }
    }
}
