package io.alertcap.local.arm;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A scale set in uniform orchestration.
 *
 * @param id ARM id
 * @param region such as {@code westeurope}
 * @param os what its instances run
 * @param manualUpgrade whether instances keep their old model until told
 * @param instances machines whose ids are {@code {id}/virtualMachines/{number}}
 */
public record ScaleSet(String id, String region, Machine.Os os, boolean manualUpgrade, List<Machine> instances) {
    public ScaleSet {
        instances = List.copyOf(instances);
    }

    /** Running instances numbered from 0, each with the latest agent. */
    public static ScaleSet running(String id, String region, Machine.Os os, int count) {
        List<Machine> instances = IntStream.range(0, count)
                .mapToObj(number -> Machine.running(id + "/virtualMachines/" + number, region, os)
                        .address("10.0.1." + (4 + number)))
                .toList();
        return new ScaleSet(id, region, os, false, instances);
    }

    String name() {
        return id.substring(id.lastIndexOf('/') + 1);
    }
}
