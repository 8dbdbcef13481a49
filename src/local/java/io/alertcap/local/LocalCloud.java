package io.alertcap.local;

public final class LocalCloud {
    private LocalCloud() {}

    public static void main(String[] arguments) {
        System.out.println("The local cloud is not here yet.");
    }
}
