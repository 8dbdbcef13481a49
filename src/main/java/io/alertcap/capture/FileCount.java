package io.alertcap.capture;

import io.alertcap.capture.CaptureFiles.FileReading;
import io.alertcap.capture.CaptureFiles.FoundFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts together what reading the files of one capture brought. */
final class FileCount {
    private FileCount() {}

    static CaptureFile of(CaptureFile file, Map<FoundFile, FileReading> readings) {
        long bytes = 0;
        long packets = 0;
        String format = null;
        String sha256 = null;
        CaptureFile.Contents contents = null;
        boolean anyCapture = false;
        List<String> problems = new ArrayList<>();
        List<CaptureFile.Part> parts = new ArrayList<>();
        for (Map.Entry<FoundFile, FileReading> entry : readings.entrySet()) {
            FoundFile found = entry.getKey();
            bytes += found.bytes();
            if (entry.getValue() instanceof CaptureFiles.Counted counted) {
                anyCapture = true;
                packets += counted.packets();
                format = counted.format();
                sha256 = counted.sha256();
                if (counted.cutOff() != null) {
                    problems.add(counted.cutOff());
                }
                CaptureFile.Contents its = new CaptureFile.Contents(
                        counted.capturedBytes(), counted.wireBytes(), counted.firstPacketAt(), counted.lastPacketAt());
                contents = contents == null ? its : contents.and(its);
                parts.add(new CaptureFile.Part(
                        found.url(),
                        found.bytes(),
                        counted.packets(),
                        counted.sha256(),
                        counted.cutOff(),
                        counted.format(),
                        its));
            } else if (entry.getValue() instanceof CaptureFiles.NotACapture not) {
                sha256 = not.sha256();
                problems.add(not.reason());
                parts.add(new CaptureFile.Part(found.url(), found.bytes(), 0, not.sha256(), not.reason()));
            } else {
                throw new AssertionError(entry.getValue());
            }
        }
        boolean nothing = bytes == 0;
        boolean single = parts.size() == 1;
        return new CaptureFile(
                CaptureFile.State.ARRIVED,
                file.url(),
                file.path(),
                bytes,
                anyCapture || nothing ? Long.valueOf(packets) : null,
                single ? sha256 : null,
                format,
                problems.isEmpty() || nothing ? null : String.join("; ", problems),
                file.changedAt(),
                single ? List.of() : parts,
                contents);
    }
}
