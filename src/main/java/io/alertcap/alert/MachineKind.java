package io.alertcap.alert;

/** The two kinds of target that a packet capture can have. */
public enum MachineKind {
    VIRTUAL_MACHINE,
    SCALE_SET
}
