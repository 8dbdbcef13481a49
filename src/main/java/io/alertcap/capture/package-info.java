/** What is to be captured, the record of it, its life, and the ports through which the outside is reached. */
@NullMarked
package io.alertcap.capture;

import org.jspecify.annotations.NullMarked;
