/** Reading capture files, pcap and pcapng, as their bytes go by: what format, how many packets, from when to when. */
@NullMarked
package io.alertcap.packets;

import org.jspecify.annotations.NullMarked;
