package io.alertcap.capture;

import io.alertcap.capture.Notifier.Delivery;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The step that sends what a record owes. A destination that fails holds up no other, and no capture. */
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
        Map<Message, Delivery> results = new LinkedHashMap<>();
        for (Message message : record.messages()) {
            if (message.isWaiting() && !ledger.now().isBefore(message.nextAt())) {
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
                results.put(message, delivery);
            }
        }
        return r -> lifecycle.delivered(r, results, ledger.now());
    }
}
