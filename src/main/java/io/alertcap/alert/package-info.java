/** What happened: one {@link io.alertcap.alert.Alert} from any payload that Azure Monitor posts, and the machines it is about. */
@NullMarked
package io.alertcap.alert;

import org.jspecify.annotations.NullMarked;
