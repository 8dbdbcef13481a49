package io.alertcap.notify;

import io.alertcap.capture.Notice;
import io.alertcap.capture.Notifier.Delivery;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Properties;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * One mail by SMTP (RFC 5321), with STARTTLS (RFC 3207) unless the server is on this machine. The one class that knows the
 * mail library, which is therefore loaded with the first mail and not before.
 */
final class SmtpExchange {
    private static final String CHARSET = StandardCharsets.UTF_8.name();
    /** RFC 5322, section 3.3; the formatter for RFC 1123 writes a zone that is obsolete there. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    private final MailRoute route;
    private final Sockets sockets;
    private final Socket socket;

    SmtpExchange(MailRoute route, Sockets sockets) {
        this.route = route;
        this.sockets = sockets;
        try {
            this.socket = sockets.plain().createSocket();
        } catch (IOException e) {
            throw new UncheckedIOException("This process can open no socket", e);
        }
    }

    /** Ends the exchange from another thread, wherever it stands. */
    void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("A socket could not be closed", e);
        }
    }

    Delivery send(String receiver, Notice notice) {
        Session session = Session.getInstance(properties());
        SMTPTransport transport =
                new SMTPTransport(session, new URLName("smtp", route.host(), route.port(), null, null, null));
        MailRoute.Login login = route.login();
        try {
            MimeMessage message = message(session, notice);
            transport.connect(
                    route.host(),
                    route.port(),
                    login == null ? null : login.user(),
                    login == null ? null : login.password());
            transport.sendMessage(message, new InternetAddress[] {new InternetAddress(receiver)});
        } catch (MessagingException e) {
            return Delivery.failed(inWords(e, transport));
        }
        try {
            transport.close();
        } catch (MessagingException e) {
            // The server has taken the mail over; how it takes leave is all the same.
        }
        return Delivery.DONE;
    }

    /** See the package documentation of {@code org.eclipse.angus.mail.smtp}. */
    private Properties properties() {
        String tls = Boolean.toString(route.needsTls());
        Properties properties = new Properties();
        properties.put("mail.smtp.socketFactory", new Prepared(socket));
        properties.put("mail.smtp.socketFactory.fallback", "false");
        properties.put("mail.smtp.ssl.socketFactory", sockets.tls());
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.starttls.enable", tls);
        properties.put("mail.smtp.starttls.required", tls);
        properties.put("mail.smtp.auth", Boolean.toString(route.login() != null));
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        // The name of this machine is nobody's business, and looking it up may take long.
        properties.put("mail.smtp.localhost", route.domain());
        properties.put("mail.smtp.quitwait", "false");
        return properties;
    }

    private MimeMessage message(Session session, Notice notice) throws MessagingException {
        MailText text = MailText.of(notice);
        // The id is the same for each repeat of a message, so that receivers can drop them.
        String id = "<" + URLEncoder.encode(notice.id(), StandardCharsets.UTF_8) + "@" + route.domain() + ">";
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        message.setFrom(from());
        message.setRecipients(RecipientType.TO, receivers());
        message.setSubject(text.subject(), CHARSET);
        message.setHeader("Date", DATE.format(notice.at()));
        // Nobody's absence should answer it (RFC 3834).
        message.setHeader("Auto-Submitted", "auto-generated");
        MimeMultipart alternatives = new MimeMultipart("alternative");
        alternatives.addBodyPart(part(text.plain(), "plain"));
        alternatives.addBodyPart(part(text.html(), "html"));
        message.setContent(alternatives);
        message.saveChanges();
        return message;
    }

    private InternetAddress from() {
        try {
            return new InternetAddress(route.from(), "Alertcap", CHARSET);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("Every Java runtime has UTF-8", e);
        }
    }

    /** All of them, as in any mail: it is one message, however often it has to be handed over. */
    private InternetAddress[] receivers() throws AddressException {
        InternetAddress[] receivers = new InternetAddress[route.to().size()];
        for (int i = 0; i < receivers.length; i++) {
            receivers[i] = new InternetAddress(route.to().get(i));
        }
        return receivers;
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, CHARSET, subtype);
        return part;
    }

    private String inWords(MessagingException problem, SMTPTransport transport) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            String words = inWords(cause);
            if (words != null) {
                return words;
            }
        }
        int code = transport.getLastReturnCode();
        if (code >= 400) {
            return "the server refuses: SMTP " + code;
        }
        return code == 250 && route.needsTls() && !transport.supportsExtension("STARTTLS")
                ? "the server offers no secure connection (STARTTLS)"
                : "the connection broke before the server took the mail over";
    }

    private static @Nullable String inWords(Throwable problem) {
        if (problem instanceof AuthenticationFailedException) {
            return "the server does not accept the user name and password";
        }
        if (problem instanceof SMTPAddressFailedException refused) {
            return "the server refuses the receiver: SMTP " + refused.getReturnCode();
        }
        if (problem instanceof SMTPSenderFailedException refused) {
            return "the server refuses the sender: SMTP " + refused.getReturnCode();
        }
        if (problem instanceof SMTPSendFailedException refused) {
            return "the server refuses the mail: SMTP " + refused.getReturnCode();
        }
        if (problem instanceof UnknownHostException) {
            return "the host name is not known";
        }
        if (problem instanceof ConnectException) {
            return "the host does not take the connection";
        }
        if (problem instanceof SSLException) {
            return "no secure connection: TLS failed or the certificate is not trusted";
        }
        return null;
    }

    /** Gives the library the one socket that can be cut. */
    private static final class Prepared extends SocketFactory {
        private final Socket socket;

        Prepared(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw connected();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw connected();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw connected();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw connected();
        }

        private static UnsupportedOperationException connected() {
            return new UnsupportedOperationException("the mail library connects by itself");
        }
    }
}
