package io.alertcap.local.arm;

/** An answer that is not the one hoped for, as ARM words it: a status and an error envelope. */
final class ArmRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    ArmRefusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static ArmRefusal notFound(String type, String name, String group) {
        return new ArmRefusal(
                404,
                "ResourceNotFound",
                "The Resource '" + type + "/" + name + "' under resource group '" + group
                        + "' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    }

    int status() {
        return status;
    }

    ArmAnswer answer() {
        return ArmAnswer.error(status, code, String.valueOf(getMessage()));
    }
}
