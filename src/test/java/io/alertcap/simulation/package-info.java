/** The capture room and its ledger under simulated time, storage and Azure, with crashes and faults drawn from a seed. */
@NullMarked
package io.alertcap.simulation;

import org.jspecify.annotations.NullMarked;
