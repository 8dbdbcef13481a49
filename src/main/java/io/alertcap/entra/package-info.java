/** Checks the tokens that Microsoft Entra ID issues, by the keys that it publishes. */
@NullMarked
package io.alertcap.entra;

import org.jspecify.annotations.NullMarked;
