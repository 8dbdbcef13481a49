/** The local cloud: everything Alertcap needs of Azure, on loopback, for tests and for people. Never packaged. */
@NullMarked
package io.alertcap.local;

import org.jspecify.annotations.NullMarked;
