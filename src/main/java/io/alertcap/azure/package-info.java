/** Azure Resource Manager: Network Watchers, packet captures and machines, and the identity that asks for them. */
@NullMarked
package io.alertcap.azure;

import org.jspecify.annotations.NullMarked;
