/** A stand-in for Azure Resource Manager: the routes, answers and faults that packet captures meet. */
@NullMarked
package io.alertcap.local.arm;

import org.jspecify.annotations.NullMarked;
