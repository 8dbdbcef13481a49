package io.alertcap.api;

import io.alertcap.api.pages.Orders;
import io.alertcap.api.pages.Pages;
import io.alertcap.capture.CaptureMonitor;
import io.alertcap.capture.Errand;
import io.alertcap.capture.Journal;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.TimeBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The app's one face to its host. Whatever it takes to work is made on the first call that needs it, inside the call: the
 * Functions worker hangs on an Error anywhere else. With wrong settings every call says so.
 */
public final class Api {
    /** Shorter than the monitor's usual schedule, and far shorter than the host's function timeout. */
    static final Duration TICK_WORK = Duration.ofSeconds(25);

    /** A person or a script waits, and no service that would call no more. */
    static final Duration OPERATOR_WORK = Duration.ofSeconds(10);

    private final List<SettingProblem> problems;
    private final Supplier<Parts> parts;
    private final HealthApi health;
    private final Clock clock;
    private @Nullable Pages pages;

    /** What the calls need. */
    public record Parts(
            PageGate gate,
            AlertGate alertGate,
            AlertsApi alerts,
            TestAlertsApi testAlerts,
            OrdersApi orders,
            CapturesApi captures,
            FilesApi files,
            CasesApi cases,
            CaptureMonitor monitor,
            DoctorApi doctor) {}

    /** @param parts asked only when there are no problems, any number of times, by several threads */
    public Api(List<SettingProblem> problems, Supplier<Parts> parts, HealthApi health, Clock clock) {
        this.problems = List.copyOf(problems);
        this.parts = parts;
        this.health = health;
        this.clock = clock;
    }

    /** The first call of a process puts the app together; that is part of what the caller waits for. */
    public ApiAnswer receive(
            Optional<String> body, Map<String, String> query, Map<String, String> headers, Journal journal) {
        TimeBudget budget = TimeBudget.of(clock, AlertsApi.WORK);
        return whenConfigured(
                ready -> ready.alertGate()
                        .pass(
                                headers,
                                budget,
                                journal,
                                caller -> ready.alerts().receive(body, query, caller, budget, journal)),
                journal);
    }

    /** Makes an alert and takes it in, or shows what would come of it. */
    public ApiAnswer testAlert(Map<String, String> query, Map<String, String> headers, Journal journal) {
        return asOperator(
                headers, journal, (ready, caller, errand) -> ready.testAlerts().test(query, caller, errand));
    }

    public ApiAnswer list(Map<String, String> query) {
        return whenConfigured(ready -> ready.captures().list(query), null);
    }

    public ApiAnswer show(String id, Map<String, String> query) {
        return whenConfigured(ready -> ready.captures().show(id, query), null);
    }

    /** What a capture is, in words. */
    public ApiAnswer report(String id, Map<String, String> query, Map<String, String> headers) {
        return whenConfigured(ready -> ready.captures().report(id, query, headers.getOrDefault("accept", "")), null);
    }

    /** Starts a capture that an operator asks for. */
    public ApiAnswer start(
            Optional<String> body, Map<String, String> query, Map<String, String> headers, Journal journal) {
        return asOperator(
                headers,
                journal,
                (ready, caller, errand) -> ready.orders().start(body, query, headers, caller, errand));
    }

    /** A capture's file, or the way to it. */
    public HttpAnswer file(String id, Map<String, String> query, Map<String, String> headers) {
        return problems.isEmpty() ? parts.get().files().file(id, query, headers) : Problems.misconfigured(problems);
    }

    /** The evidence case of a capture. */
    public HttpAnswer evidence(String id, Map<String, String> query) {
        return problems.isEmpty() ? parts.get().cases().zip(id, query) : Problems.misconfigured(problems);
    }

    public ApiAnswer stop(String id, Map<String, String> query, Map<String, String> headers, Journal journal) {
        return asOperator(
                headers, journal, (ready, caller, errand) -> ready.orders().stop(id, query, caller, errand));
    }

    public ApiAnswer forget(String id, Map<String, String> query, Map<String, String> headers, Journal journal) {
        return asOperator(
                headers, journal, (ready, caller, errand) -> ready.orders().forget(id, query, caller, errand));
    }

    /** Keeps a capture from being deleted. */
    public ApiAnswer hold(
            String id, Optional<String> body, Map<String, String> query, Map<String, String> headers, Journal journal) {
        return asOperator(
                headers, journal, (ready, caller, errand) -> ready.orders().hold(id, body, query, caller, errand));
    }

    /** Ends that. */
    public ApiAnswer release(String id, Map<String, String> query, Map<String, String> headers, Journal journal) {
        return asOperator(
                headers, journal, (ready, caller, errand) -> ready.orders().release(id, query, caller, errand));
    }

    public ApiAnswer health() {
        return health.read();
    }

    public ApiAnswer doctor(Map<String, String> query) {
        return problems.isEmpty() ? parts.get().doctor().examine(query) : DoctorApi.misconfigured(problems);
    }

    /** What can be asked here, for programs; the same whatever the settings are. */
    public ApiAnswer openApi(Map<String, String> headers) {
        return OpenApi.answer(headers);
    }

    /** Opens a session for the pages; the host has asked for a function's key. */
    public ApiAnswer signIn(Map<String, String> query, Map<String, String> headers) {
        return whenConfigured(ready -> ready.gate().signIn(query, headers), null);
    }

    public ApiAnswer signOut() {
        return PageGate.signOut();
    }

    /**
     * A page for a browser, or the one where to sign in.
     *
     * @param name such as {@code captures}; empty for the start
     * @param id of what it is about; empty if it is about nothing in particular
     */
    public ApiAnswer page(String name, String id, Map<String, String> query, Map<String, String> headers) {
        if (!problems.isEmpty()) {
            // What is wrong with settings is for those who have a key.
            return pages().closed();
        }
        Parts ready = parts.get();
        PageGate.Admission admission = ready.gate().admit(headers);
        return admission instanceof PageGate.Admitted admitted
                ? pages().show(
                                new Pages.Source(
                                        ready.captures(),
                                        ready.doctor()::checks,
                                        ready.orders().orders().policy()),
                                name,
                                id,
                                query,
                                admitted)
                : pages().signIn(name, id, query, (PageGate.SignInFirst) admission);
    }

    /**
     * A form of a page: the one that starts a capture, or with an id the one that stops it.
     *
     * @param body as a browser sends it
     * @param id of the capture to be stopped; empty to start one
     */
    public ApiAnswer pageForm(Optional<String> body, String id, Map<String, String> headers, Journal journal) {
        return id.isEmpty()
                ? pageForm(
                        body,
                        "start",
                        id,
                        headers,
                        journal,
                        (orders, form, admitted) -> pages().start(orders, form, admitted))
                : pageForm(
                        body,
                        "captures",
                        id,
                        headers,
                        journal,
                        (orders, form, admitted) -> pages().stop(orders, id, admitted));
    }

    /** The form of a capture's page that holds it, or ends the hold. */
    public ApiAnswer pageHold(Optional<String> body, String id, Map<String, String> headers, Journal journal) {
        return pageForm(
                body,
                "captures",
                id,
                headers,
                journal,
                (orders, form, admitted) -> pages().hold(orders, id, form, admitted));
    }

    private interface FormCall {
        ApiAnswer answer(Orders orders, Map<String, String> form, PageGate.Admitted admitted);
    }

    private ApiAnswer pageForm(
            Optional<String> body,
            String page,
            String id,
            Map<String, String> headers,
            Journal journal,
            FormCall call) {
        Errand errand = new Errand(TimeBudget.of(clock, OPERATOR_WORK), journal, false);
        if (!problems.isEmpty()) {
            return pages().closed();
        }
        Parts ready = parts.get();
        PageGate.Admission admission = ready.gate().admit(headers);
        if (!(admission instanceof PageGate.Admitted admitted)) {
            return pages().signIn(page, id, Map.of(), (PageGate.SignInFirst) admission);
        }
        Optional<Map<String, String>> form = Form.read(body.orElse(""));
        if (form.isEmpty() || !admitted.isOwnForm(form.get().get(PageGate.FORM_TOKEN))) {
            return pages().notOurForm(admitted);
        }
        return call.answer(PageOrders.of(ready.orders().orders(), admitted.caller(), errand), form.get(), admitted);
    }

    /** A capture's file for a browser, as the API hands it out; what stands in the way is said on a page. */
    public HttpAnswer pageFile(String id, Map<String, String> query, Map<String, String> headers) {
        return pageDownload(id, headers, ready -> ready.files().file(id, query, headers));
    }

    /** A capture's evidence for a browser, likewise. */
    public HttpAnswer pageEvidence(String id, Map<String, String> query, Map<String, String> headers) {
        return pageDownload(id, headers, ready -> ready.cases().zip(id, query));
    }

    private HttpAnswer pageDownload(String id, Map<String, String> headers, Function<Parts, HttpAnswer> download) {
        if (!problems.isEmpty()) {
            return pages().closed();
        }
        Parts ready = parts.get();
        PageGate.Admission admission = ready.gate().admit(headers);
        if (!(admission instanceof PageGate.Admitted admitted)) {
            return pages().signIn("captures", id, Map.of(), (PageGate.SignInFirst) admission);
        }
        HttpAnswer answer = download.apply(ready);
        return answer instanceof ApiAnswer refusal && refusal.status() >= 400
                ? pages().problem(refusal, admitted)
                : answer;
    }

    /** What pages load beside themselves; anybody may. */
    public ApiAnswer pageAsset(String name) {
        return pages().asset(name);
    }

    /** Made with the first page, and in no lambda: an alert loads no class of theirs. */
    private synchronized Pages pages() {
        Pages made = pages;
        if (made == null) {
            made = new Pages(clock, health.version());
            pages = made;
        }
        return made;
    }

    /** One round of the monitor. */
    public void tick(Journal journal) {
        if (!problems.isEmpty()) {
            tell(journal);
            return;
        }
        Errand errand = new Errand(TimeBudget.of(clock, TICK_WORK), journal, true);
        TickReport report = parts.get().monitor().tick(errand);
        journal.tell(
                "tick",
                "open",
                Integer.toString(report.open()),
                "messagesWaiting",
                Integer.toString(report.messagesWaiting()),
                "problems",
                Integer.toString(report.problems().size()));
    }

    private interface OperatorCall {
        ApiAnswer answer(Parts ready, Caller caller, Errand errand);
    }

    private ApiAnswer asOperator(Map<String, String> headers, Journal journal, OperatorCall call) {
        Errand errand = new Errand(TimeBudget.of(clock, OPERATOR_WORK), journal, false);
        return whenConfigured(ready -> call.answer(ready, ready.gate().keyHolder(headers), errand), journal);
    }

    private ApiAnswer whenConfigured(Function<Parts, ApiAnswer> call, @Nullable Journal journal) {
        if (problems.isEmpty()) {
            return call.apply(parts.get());
        }
        if (journal != null) {
            tell(journal);
        }
        return Problems.misconfigured(problems);
    }

    private void tell(Journal journal) {
        problems.forEach(
                problem -> journal.tell("misconfigured", "setting", problem.setting(), "detail", problem.detail()));
    }
}
