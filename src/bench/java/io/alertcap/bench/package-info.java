/** Benchmarks: each a program of its own, with its command in docs/performance.md. Never packaged. */
@NullMarked
package io.alertcap.bench;

import org.jspecify.annotations.NullMarked;
