package io.alertcap.local.arm;

import org.jspecify.annotations.Nullable;

/**
 * A machine as it is declared.
 *
 * @param id ARM id of a virtual machine, or of an instance of a scale set
 * @param region such as {@code westeurope}
 * @param os what it runs
 * @param power whether it runs
 * @param agentVersion full version of the Network Watcher agent extension; null when it is not installed
 * @param localAddress its own IPv4 address
 * @param packetsPerSecond how busy it is, for generated traffic
 */
public record Machine(
        String id,
        String region,
        Os os,
        Power power,
        @Nullable String agentVersion,
        String localAddress,
        int packetsPerSecond) {

    /** The latest agent version that Microsoft's documentation names. */
    public static final String LATEST_AGENT = "1.4.3614.3";

    /** A running machine with the latest agent, address 10.0.0.4 and 200 packets a second. */
    public static Machine running(String id, String region, Os os) {
        return new Machine(id, region, os, Power.RUNNING, LATEST_AGENT, "10.0.0.4", 200);
    }

    /** The same machine in another power state. */
    public Machine power(Power newPower) {
        return new Machine(id, region, os, newPower, agentVersion, localAddress, packetsPerSecond);
    }

    /** The same machine with another agent, or none. */
    public Machine agent(@Nullable String newVersion) {
        return new Machine(id, region, os, power, newVersion, localAddress, packetsPerSecond);
    }

    /** The same machine with another address. */
    public Machine address(String newAddress) {
        return new Machine(id, region, os, power, agentVersion, newAddress, packetsPerSecond);
    }

    /** The same machine, busier or quieter. */
    public Machine traffic(int newPacketsPerSecond) {
        return new Machine(id, region, os, power, agentVersion, localAddress, newPacketsPerSecond);
    }

    String name() {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /** Operating systems that the agent knows. */
    public enum Os {
        LINUX("Linux"),
        WINDOWS("Windows");

        private final String word;

        Os(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        String agentType() {
            return "NetworkWatcherAgent" + word;
        }
    }

    /** Power states of the compute service. */
    public enum Power {
        STARTING,
        RUNNING,
        STOPPING,
        STOPPED,
        DEALLOCATING,
        DEALLOCATED,
        UNKNOWN
    }
}
