/** Alertcap: an Azure Monitor alert in, a Network Watcher packet capture and what was in it out. */
@NullMarked
package io.alertcap;

import org.jspecify.annotations.NullMarked;
