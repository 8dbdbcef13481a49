/** Holds the shipped detection rules to events, by small readers of just the operators that the rules use. */
@NullMarked
package io.alertcap.rules;

import org.jspecify.annotations.NullMarked;
