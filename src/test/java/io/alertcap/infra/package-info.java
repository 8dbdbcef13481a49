/** Holds the Bicep sources and the workflows to what a deployment must never lose, where the compiler is not at hand. */
@NullMarked
package io.alertcap.infra;

import org.jspecify.annotations.NullMarked;
