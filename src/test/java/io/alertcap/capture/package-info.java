/** Tests of the capture room, and the fakes of its ports. */
@NullMarked
package io.alertcap.capture;

import org.jspecify.annotations.NullMarked;
