/** Tests of what an alert says. */
@NullMarked
package io.alertcap.alert;

import org.jspecify.annotations.NullMarked;
