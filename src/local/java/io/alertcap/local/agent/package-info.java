/** What runs inside a captured machine: traffic, capture files with limits and filters applied, and their upload. */
@NullMarked
package io.alertcap.local.agent;

import org.jspecify.annotations.NullMarked;
