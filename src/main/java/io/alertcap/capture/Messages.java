package io.alertcap.capture;

import io.alertcap.capture.Notifier.Delivery;
import java.util.Comparator;
import java.util.function.UnaryOperator;

/**
 * The step that sends what a record owes, one message at a time: several destinations that hang would outlast the claim,
 * and then no attempt were ever counted. A destination that fails holds up no other, and no capture.
 */
final class Messages {
    private final Notifier notifier;
    private final CaptureLedger ledger;
    private final Lifecycle lifecycle;

    Messages(Notifier notifier, CaptureLedger ledger, Lifecycle lifecycle) {
        this.notifier = notifier;
        this.ledger = ledger;
        this.lifecycle = lifecycle;
    }

    UnaryOperator<CaptureRecord> deliver(CaptureRecord record, Errand errand) {
        Message message = record.messages().stream()
                .filter(Message::isWaiting)
                .min(Comparator.comparing(Message::nextAt))
                .orElseThrow();
        Delivery delivery = notifier.destinations().contains(message.to())
                ? notifier.send(
                        message.to(),
                        NoticeText.of(message.id(), message.kind(), message.createdAt(), record),
                        errand.budget())
                : Delivery.failed("the destination is not configured any more");
        errand.journal()
                .tell(
                        "message",
                        "capture",
                        record.id(),
                        "message",
                        message.id(),
                        "to",
                        message.to(),
                        "delivered",
                        Boolean.toString(delivery.delivered()),
                        "problem",
                        delivery.problem() == null ? "-" : delivery.problem());
        return r -> lifecycle.delivered(r, message, delivery, ledger.now());
    }
}
