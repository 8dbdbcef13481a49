/** Tests of the pages; a browser judges them too. */
@NullMarked
package io.alertcap.api.pages;

import org.jspecify.annotations.NullMarked;
