/** Puts a {@link io.alertcap.capture.Notice} into the form its receiver reads, and sends it once. */
@NullMarked
package io.alertcap.notify;

import org.jspecify.annotations.NullMarked;
