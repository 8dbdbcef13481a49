/** What {@link io.alertcap.bench.ColdStart} starts, each in a JVM of its own. */
@NullMarked
package io.alertcap.bench.start;

import org.jspecify.annotations.NullMarked;
