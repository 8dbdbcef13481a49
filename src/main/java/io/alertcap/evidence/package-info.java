/** The format of an evidence case, and its check: needs nothing but Java, so that a stranger can run it. */
@NullMarked
package io.alertcap.evidence;

import org.jspecify.annotations.NullMarked;
