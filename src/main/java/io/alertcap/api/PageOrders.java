package io.alertcap.api;

import io.alertcap.api.pages.Orders;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureOrder;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.Errand;
import io.alertcap.capture.FilterSense;
import io.alertcap.capture.HoldAnswer;
import io.alertcap.capture.OperatorOrders;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Orders of one caller from the pages: read and checked as those of the API are. */
final class PageOrders implements Orders {
    private final OperatorOrders orders;
    private final Caller caller;
    private final Errand errand;

    private PageOrders(OperatorOrders orders, Caller caller, Errand errand) {
        this.orders = orders;
        this.caller = caller;
        this.errand = errand;
    }

    /** By the interface's name: the verifier would load it with a class that passes this one on as such. */
    static Orders of(OperatorOrders orders, Caller caller, Errand errand) {
        return new PageOrders(orders, caller, errand);
    }

    @Override
    public CapturePolicy policy() {
        return orders.policy();
    }

    @Override
    public Placed start(Map<String, String> fields, String key, boolean preview) {
        String id = CaptureId.of("page order " + key);
        OrderReader.Reading reading = new OrderReader(orders.policy()).read("", fields, id, caller.inWords());
        CaptureOrder order = reading.order();
        if (order == null) {
            return new Placed(null, reading.errors(), List.of());
        }
        return new Placed(
                preview
                        ? orders.preview(order, errand)
                        : orders.start(order, errand).decision(),
                List.of(),
                FilterSense.doubts("filters", order.wish().filters()));
    }

    @Override
    public Optional<CaptureRecord> stop(String id) {
        return CaptureId.isId(id) ? orders.stop(id, caller.inWords(), "by hand", errand) : Optional.empty();
    }

    @Override
    public Optional<HoldAnswer> hold(String id, String reason) {
        return CaptureId.isId(id) ? orders.hold(id, caller.inWords(), reason, errand) : Optional.empty();
    }

    @Override
    public Optional<CaptureRecord> release(String id) {
        return CaptureId.isId(id) ? orders.release(id, caller.inWords(), errand) : Optional.empty();
    }
}
