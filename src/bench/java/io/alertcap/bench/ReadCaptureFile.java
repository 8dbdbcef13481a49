package io.alertcap.bench;

import io.alertcap.packets.CaptureFileReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the capture files named on the command line and prints what they hold and how fast that was known. */
public final class ReadCaptureFile {

    private ReadCaptureFile() {}

    public static void main(String[] files) throws IOException {
        for (String file : files) {
            long start = System.nanoTime();
            CaptureFileReader reader = new CaptureFileReader();
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                byte[] buffer = new byte[64 * 1024];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    reader.write(buffer, 0, read);
                }
            }
            var reading = reader.finish();
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "%s%n%.3f s, %.0f MB/s, %.2f Mpkt/s%n",
                    reading, seconds, reading.fileBytes() / seconds / 1e6, reading.packets() / seconds / 1e6);
        }
    }
}
