/** What Maven runs of ours while it builds the package. Never packaged. */
@NullMarked
package io.alertcap.build;

import org.jspecify.annotations.NullMarked;
