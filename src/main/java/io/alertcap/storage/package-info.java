/** The ledger and the capture files in Blob Storage, the ledger over one small port of blobs. */
@NullMarked
package io.alertcap.storage;

import org.jspecify.annotations.NullMarked;
