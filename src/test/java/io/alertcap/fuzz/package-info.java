/** Hostile input: what must hold for every reader of text from outside, whoever makes the input. */
@NullMarked
package io.alertcap.fuzz;

import org.jspecify.annotations.NullMarked;
