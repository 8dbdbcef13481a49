package io.alertcap.capture;

import io.alertcap.alert.MachineTarget;

/** Everything that goes into the request which starts a packet capture session. */
public record SessionRequest(String name, MachineTarget target, CaptureWish wish, StorageLocation location) {}
