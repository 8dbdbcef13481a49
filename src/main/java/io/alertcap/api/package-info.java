/** What operators and alerts are answered over HTTP, apart from any host: texts in, texts out. */
@NullMarked
package io.alertcap.api;

import org.jspecify.annotations.NullMarked;
