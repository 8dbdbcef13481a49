/** The local cloud: stand-ins for what Azure does, for tests and for trying the app on a laptop; never packaged. */
@NullMarked
package io.alertcap.local;

import org.jspecify.annotations.NullMarked;
