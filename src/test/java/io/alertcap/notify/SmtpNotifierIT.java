package io.alertcap.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.alertcap.capture.Notice;
import io.alertcap.capture.Notifier.Delivery;
import io.alertcap.capture.TimeBudget;
import io.alertcap.local.arm.LoopbackCertificate;
import io.alertcap.notify.MailRoute.Login;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mail, to a mail server: in secret, refused, half refused, and to nobody who answers. */
@Timeout(30)
class SmtpNotifierIT {
    private static final String HOST = "mail.example";
    private static final String FROM = "alertcap@example.com";
    private static final String OPS = "ops@example.com";
    private static final String GONE = "gone@example.com";
    private static final String PASSWORD = "s3cret-Pa55";
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final List<Logger> LOGGERS =
            List.of(Logger.getLogger("jakarta.mail"), Logger.getLogger("org.eclipse.angus.mail"));

    private static LoopbackCertificate certificate;

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private StartTlsFront front;

    @BeforeAll
    static void certify(@TempDir Path folder) {
        certificate = LoopbackCertificate.make(folder, HOST);
    }

    @BeforeEach
    void start() throws IOException {
        server.setUser(FROM, "login", PASSWORD);
        server.setUser(OPS, "ops", "another");
        server.start();
        front = new StartTlsFront(certificate.context(), server.getSmtp().getPort(), GONE);
    }

    @AfterEach
    void stop() {
        front.close();
        server.stop();
        executor.shutdownNow();
    }

    @Test
    void a_notice_arrives_as_plain_text_and_html_by_a_secure_connection() throws Exception {
        assertThat(secure(PASSWORD, OPS).send("mail-1", Notices.finished(), budget()))
                .isEqualTo(Delivery.DONE);

        assertThat(server.getReceivedMessages()).hasSize(1);
        MimeMessage mail = server.getReceivedMessages()[0];
        MailText text = MailText.of(Notices.finished());
        assertThat(mail.getSubject()).isEqualTo(text.subject());
        assertThat(mail.getFrom()[0]).hasToString("Alertcap <" + FROM + ">");
        assertThat(mail.getHeader("Message-ID")).containsExactly("<0123456789abcdef-finished@example.com>");
        assertThat(mail.getHeader("Date")).containsExactly("Sat, 21 Nov 2026 10:05:41 +0000");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo(text.plain());
        assertThat(parts.getBodyPart(1).getContentType()).isEqualToIgnoringCase("text/html; charset=UTF-8");
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo(text.html());
        assertThat(front.inClear()).containsExactly("EHLO example.com", "STARTTLS");
    }

    @Test
    void a_repeat_has_the_same_id_and_a_text_of_any_script_arrives() throws Exception {
        Notice notice = Notices.saying("Überlast auf 網-1 \r\nBcc: evil@example.com");

        SmtpNotifier notifier = secure(PASSWORD, OPS);
        notifier.send("mail-1", notice, budget());
        notifier.send("mail-1", notice, budget());

        assertThat(server.getReceivedMessages()).hasSize(2).allSatisfy(mail -> {
            assertThat(mail.getHeader("Message-ID")).containsExactly("<0123456789abcdef-finished@example.com>");
            assertThat(mail.getSubject()).isEqualTo("Überlast auf 網-1 Bcc: evil@example.com");
            assertThat(mail.getHeader("Bcc")).isNull();
            assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly(OPS);
        });
    }

    @Test
    void a_receiver_that_is_refused_is_a_failure_of_its_own() throws Exception {
        SmtpNotifier notifier = secure(PASSWORD, GONE, OPS);

        assertThat(notifier.destinations()).containsExactly("mail-1", "mail-2");
        assertThat(notifier.send("mail-1", Notices.finished(), budget()))
                .isEqualTo(Delivery.failed("the server refuses the receiver: SMTP 550"));
        assertThat(notifier.send("mail-2", Notices.finished(), budget())).isEqualTo(Delivery.DONE);
        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(server.getReceivedMessages()[0].getRecipients(RecipientType.TO))
                .as("one message, whoever gets it")
                .extracting(Object::toString)
                .containsExactly(GONE, OPS);
    }

    @Test
    void a_wrong_password_is_said_and_neither_shown_nor_logged() {
        List<String> logged = new ArrayList<>();
        Handler handler = listening(logged);
        try {
            Delivery delivery = secure("Wr0ng-s3cret", OPS).send("mail-1", Notices.finished(), budget());

            assertThat(delivery).isEqualTo(Delivery.failed("the server does not accept the user name and password"));
            secure(PASSWORD, OPS).send("mail-1", Notices.finished(), budget());
        } finally {
            LOGGERS.forEach(logger -> {
                logger.removeHandler(handler);
                logger.setLevel(null);
            });
        }
        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(logged).as("this test hears the library").isNotEmpty();
        assertThat(String.join("\n", logged)).doesNotContain("Wr0ng-s3cret", PASSWORD);
    }

    @Test
    void a_server_without_tls_gets_neither_password_nor_mail() {
        SmtpNotifier notifier = notifier(server.getSmtp().getPort(), HOST, PASSWORD, certificate.context(), LONG, OPS);

        assertThat(notifier.send("mail-1", Notices.finished(), budget()))
                .isEqualTo(Delivery.failed("the server offers no secure connection (STARTTLS)"));
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_server_on_this_machine_needs_no_tls() {
        MailRoute route = new MailRoute("127.0.0.1", server.getSmtp().getPort(), null, FROM, List.of(OPS));

        assertThat(new SmtpNotifier(route, executor, LONG).send("mail-1", Notices.finished(), budget()))
                .isEqualTo(Delivery.DONE);
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void a_certificate_that_nobody_vouches_for_ends_it_before_the_password() throws Exception {
        SmtpNotifier notifier = notifier(front.port(), HOST, PASSWORD, SSLContext.getDefault(), LONG, OPS);

        assertThat(notifier.send("mail-1", Notices.finished(), budget()).problem())
                .startsWith("no secure connection");
        assertThat(front.inClear()).containsExactly("EHLO example.com", "STARTTLS");
    }

    @Test
    void a_certificate_of_another_name_ends_it_too() {
        SmtpNotifier notifier = notifier(front.port(), "other.example", PASSWORD, certificate.context(), LONG, OPS);

        assertThat(notifier.send("mail-1", Notices.finished(), budget()).problem())
                .startsWith("no secure connection");
    }

    @Test
    void a_server_that_is_down_is_said() {
        MailRoute route = new MailRoute("127.0.0.1", server.getSmtp().getPort(), null, FROM, List.of(OPS));
        server.stop();

        assertThat(new SmtpNotifier(route, executor, LONG).send("mail-1", Notices.finished(), budget()))
                .isEqualTo(Delivery.failed("the host does not take the connection"));
    }

    @Test
    void a_server_that_never_speaks_holds_nobody_up_and_is_let_go() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MailRoute route = new MailRoute("127.0.0.1", silent.getLocalPort(), null, FROM, List.of(OPS));

            Delivery delivery = new SmtpNotifier(route, executor, Duration.ofMillis(200))
                    .send("mail-1", Notices.finished(), budget());

            assertThat(delivery).isEqualTo(Delivery.failed("no answer within 200 ms"));
            try (Socket connection = silent.accept()) {
                assertThat(connection.getInputStream().read()).as("the end").isEqualTo(-1);
            }
        }
    }

    @Test
    void nothing_is_sent_without_time_or_to_a_destination_that_is_not_there() {
        SmtpNotifier notifier = secure(PASSWORD, OPS);

        assertThat(notifier.send("mail-1", Notices.finished(), TimeBudget.of(Clock.systemUTC(), Duration.ZERO)))
                .isEqualTo(Delivery.failed("no time was left to send it"));
        assertThat(notifier.send("mail-2", Notices.finished(), budget()))
                .isEqualTo(Delivery.failed("the settings name no such destination any more"));
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    // ---- what it takes ------------------------------------------------------------------------------------------

    /** To the front, by a name that is not this machine's. */
    private SmtpNotifier secure(String password, String... to) {
        return notifier(front.port(), HOST, password, certificate.context(), LONG, to);
    }

    private SmtpNotifier notifier(
            int port, String host, String password, SSLContext tls, Duration limit, String... to) {
        MailRoute route = new MailRoute(host, port, new Login("login", password), FROM, List.of(to));
        return new SmtpNotifier(route, executor, limit, new Sockets(new ToThisMachine(port), tls.getSocketFactory()));
    }

    private static TimeBudget budget() {
        return TimeBudget.of(Clock.systemUTC(), LONG);
    }

    private static Handler listening(List<String> lines) {
        Handler handler = new Handler() {
            @Override
            public synchronized void publish(LogRecord line) {
                lines.add(new SimpleFormatter().format(line));
            }

            @Override
            public void flush() {
                // Nothing is kept back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        handler.setLevel(Level.ALL);
        LOGGERS.forEach(logger -> {
            logger.addHandler(handler);
            logger.setLevel(Level.ALL);
        });
        return handler;
    }

    /** Whatever the host is called, it is here. */
    private static final class ToThisMachine extends SocketFactory {
        private final int port;

        ToThisMachine(int port) {
            this.port = port;
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress there) throws IOException {
                    super.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
