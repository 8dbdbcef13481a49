package io.alertcap;

import io.alertcap.notify.MailRoute;
import io.alertcap.notify.MailRoute.Login;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of mail, which make sense together only. */
final class MailSettings {
    private final SettingValues values;

    private MailSettings(SettingValues values) {
        this.values = values;
    }

    /** Null for no mail, and of no use when there are problems. */
    static @Nullable MailRoute read(SettingValues values) {
        return new MailSettings(values).route();
    }

    private @Nullable MailRoute route() {
        int port = (int) values.number(Setting.MAIL_PORT, 1, 65_535);
        String host = values.value(Setting.MAIL_HOST);
        if (host == null) {
            for (Setting other :
                    List.of(Setting.MAIL_FROM, Setting.MAIL_TO, Setting.MAIL_USER, Setting.MAIL_PASSWORD)) {
                if (values.value(other) != null) {
                    values.wrong(other, "is set, and " + Setting.MAIL_HOST.variable() + " is not: no mail is sent");
                }
            }
            return null;
        }
        if (!MailRoute.isHost(host)) {
            values.wrong(
                    Setting.MAIL_HOST,
                    "is " + SettingValues.quoted(host) + "; it must be " + Setting.MAIL_HOST.range());
        }
        String from = needed(Setting.MAIL_FROM);
        if (from != null && !MailRoute.isAddress(from)) {
            values.wrong(
                    Setting.MAIL_FROM,
                    "is " + SettingValues.quoted(from) + "; it must be a bare address such as alertcap@example.com");
        }
        List<String> to = to();
        Login login = login();
        boolean legal = List.of(Setting.MAIL_HOST, Setting.MAIL_PORT, Setting.MAIL_FROM, Setting.MAIL_TO).stream()
                .allMatch(values::isLegal);
        return legal && from != null && !to.isEmpty() ? new MailRoute(host, port, login, from, to) : null;
    }

    private List<String> to() {
        needed(Setting.MAIL_TO);
        List<String> to = values.list(Setting.MAIL_TO);
        for (String address : to) {
            if (!MailRoute.isAddress(address)) {
                values.wrong(
                        Setting.MAIL_TO,
                        "has " + SettingValues.quoted(address)
                                + ", which is not a bare address such as ops@example.com");
            }
        }
        if (to.size() > MailRoute.MOST_RECEIVERS) {
            values.wrong(
                    Setting.MAIL_TO,
                    "has " + to.size() + " addresses; at most " + MailRoute.MOST_RECEIVERS
                            + " get a mail of their own: use a distribution list");
        }
        if (to.stream().distinct().count() < to.size()) {
            values.wrong(Setting.MAIL_TO, "has an address twice; every message would be too");
        }
        return to;
    }

    private @Nullable Login login() {
        String user = values.value(Setting.MAIL_USER);
        String password = values.value(Setting.MAIL_PASSWORD);
        if (user != null && password != null) {
            return new Login(user, password);
        }
        if (user != null || password != null) {
            values.wrong(
                    user == null ? Setting.MAIL_USER : Setting.MAIL_PASSWORD,
                    "is not set, and " + (user == null ? Setting.MAIL_PASSWORD : Setting.MAIL_USER).variable()
                            + " is: a server asks for both or for neither");
        }
        return null;
    }

    private @Nullable String needed(Setting setting) {
        String text = values.value(setting);
        if (text == null) {
            values.wrong(setting, "is not set, and " + Setting.MAIL_HOST.variable() + " is");
        }
        return text;
    }
}
