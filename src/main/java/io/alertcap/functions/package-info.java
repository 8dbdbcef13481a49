/** One class for each Azure Function: request in, response out, nothing else. */
@NullMarked
package io.alertcap.functions;

import org.jspecify.annotations.NullMarked;
