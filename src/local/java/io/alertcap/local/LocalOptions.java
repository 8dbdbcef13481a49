package io.alertcap.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a person may choose on the command line, as {@code -Dname=value}.
 *
 * @param once end after the first capture, with the exit status that says how it went
 * @param alert file of the alert that is posted
 * @param withApp whether to run the app and post the alert; {@code -Dapp=none} runs all but that
 * @param data folder that keeps the blobs; null keeps them in memory
 * @param ports where to listen
 */
record LocalOptions(
        boolean once, Path alert, boolean withApp, @Nullable Path data, LocalEstate.Ports ports) {
    private static final Path SAMPLE = Path.of("src", "local", "alerts", "network-out-high.json");
    private static final int LAST_PORT = 65535;

    private enum Port {
        APP("port.app", 7071, "the app"),
        ARM_HTTP("port.arm.http", 7080, "the ARM stand-in over http"),
        ARM_HTTPS("port.arm.https", 7443, "the ARM stand-in over https"),
        BLOB("port.blob", 10000, "Azurite"),
        SINK("port.sink", 7090, "the webhook sink");

        final String property;
        final int usual;
        final String user;

        Port(String property, int usual, String user) {
            this.property = property;
            this.usual = usual;
            this.user = user;
        }
    }

    /**
     * Reads the choices and sees that they can be had.
     *
     * @throws IllegalArgumentException with a line for each choice that is wrong and each port that is in use
     */
    static LocalOptions from(Properties properties) {
        List<String> problems = new ArrayList<>();
        String app = properties.getProperty("app", "");
        if (!app.isEmpty() && !app.equals("none")) {
            problems.add("-Dapp=" + app + " is not known; -Dapp=none runs everything but the app.");
        }
        boolean withApp = !app.equals("none");
        Map<Port, Integer> ports = new LinkedHashMap<>();
        for (Port port : Port.values()) {
            ports.put(port, number(port, properties, problems));
        }
        ports.forEach((port, number) -> {
            boolean ours = withApp || port != Port.APP;
            if (ours && number > 0 && isInUse(number)) {
                problems.add("Port " + number + ", for " + port.user + ", is in use. Choose another with -D"
                        + port.property + "=NUMBER.");
            }
        });
        Path alert = Path.of(properties.getProperty("alert", SAMPLE.toString()));
        if (withApp && !alert.toFile().isFile()) {
            problems.add("-Dalert=" + alert + " is not a file.");
        }
        if (withApp && !LocalEstate.PACKAGE.toFile().isDirectory()) {
            problems.add("The app is not packaged yet: there is no " + LocalEstate.PACKAGE + ". Run mvn -Plocal.");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        String once = properties.getProperty("once", "false");
        String data = properties.getProperty("data", "");
        return new LocalOptions(
                once.isEmpty() || once.equals("true"),
                alert,
                withApp,
                data.isEmpty() ? null : Path.of(data),
                new LocalEstate.Ports(
                        ports.get(Port.APP),
                        ports.get(Port.ARM_HTTP),
                        ports.get(Port.ARM_HTTPS),
                        ports.get(Port.BLOB),
                        ports.get(Port.SINK)));
    }

    private static int number(Port port, Properties properties, List<String> problems) {
        String text = properties.getProperty(port.property, Integer.toString(port.usual));
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= LAST_PORT) {
            return Integer.parseInt(text);
        }
        problems.add("-D" + port.property + "=" + text + " is not a port: 0 (any free one) to " + LAST_PORT + ".");
        return 0;
    }

    private static boolean isInUse(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }
}
