package io.alertcap.local.arm;

import java.util.List;
import java.util.Optional;

/**
 * An extension that can be installed.
 *
 * @param publisher who publishes it
 * @param type what it is
 * @param version its latest version
 * @param os what it is for
 */
record ExtensionImage(String publisher, String type, String version, Machine.Os os) {
    static final List<ExtensionImage> ALL = List.of(
            new ExtensionImage(
                    Extension.WATCHER_PUBLISHER, Machine.Os.LINUX.agentType(), Machine.LATEST_AGENT, Machine.Os.LINUX),
            new ExtensionImage(
                    Extension.WATCHER_PUBLISHER,
                    Machine.Os.WINDOWS.agentType(),
                    Machine.LATEST_AGENT,
                    Machine.Os.WINDOWS));

    static Optional<ExtensionImage> find(String publisher, String type) {
        return ALL.stream()
                .filter(image -> image.publisher().equalsIgnoreCase(publisher)
                        && image.type().equalsIgnoreCase(type))
                .findFirst();
    }
}
