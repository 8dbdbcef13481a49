/** The same resources as pages for a browser: markup that is made on the server, one style sheet, one script. */
@NullMarked
package io.alertcap.api.pages;

import org.jspecify.annotations.NullMarked;
