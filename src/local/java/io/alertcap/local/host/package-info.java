/** A stand-in for the Azure Functions host and its Java worker, which runs the packaged app. */
@NullMarked
package io.alertcap.local.host;

import org.jspecify.annotations.NullMarked;
