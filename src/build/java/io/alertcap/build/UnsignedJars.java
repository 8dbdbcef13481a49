package io.alertcap.build;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Checks the signatures of the jars in a folder, and takes them away: a JVM checks them again for every class that it loads
 * from a signed jar, at every start. Everything else in a jar stays as it is, in its order and with its dates, so that one
 * jar always gives the same bytes. A jar without signatures is not touched.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/specs/jar/jar.html#signed-jar-file">Signed JAR file</a>
 */
public final class UnsignedJars {
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/([^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]*)");
    private static final Pattern DIGEST = Pattern.compile(".+-DIGEST(-MANIFEST(-MAIN-ATTRIBUTES)?)?");

    private UnsignedJars() {}

    /**
     * Takes the signatures from all jars of a folder.
     *
     * @param arguments the folder
     */
    public static void main(String[] arguments) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                unsign(jar);
            }
        }
    }

    /** Whether a file of that name, in a jar, belongs to a signature. */
    public static boolean isSignature(String entry) {
        return SIGNATURE.matcher(entry.toUpperCase(Locale.ROOT)).matches();
    }

    /**
     * Takes the signatures from one jar.
     *
     * @throws SecurityException if a file in it is not what was signed
     * @throws IOException if a signed jar holds a class that was not signed, or cannot be read
     */
    static void unsign(Path jar) throws IOException {
        Path unsigned = jar.resolveSibling(jar.getFileName() + ".unsigned");
        try (JarFile signed = new JarFile(jar.toFile(), true)) {
            List<JarEntry> entries = signed.stream().toList();
            if (entries.stream().noneMatch(entry -> isSignature(entry.getName()))) {
                return;
            }
            try (OutputStream file = Files.newOutputStream(unsigned);
                    ZipOutputStream out = new ZipOutputStream(file)) {
                for (JarEntry entry : entries) {
                    byte[] content = checked(signed, entry);
                    if (!isSignature(entry.getName())) {
                        ZipEntry copy = new ZipEntry(entry.getName());
                        copy.setTimeLocal(entry.getTimeLocal());
                        out.putNextEntry(copy);
                        out.write(entry.getName().equals(JarFile.MANIFEST_NAME) ? withoutDigests(content) : content);
                        out.closeEntry();
                    }
                }
            }
        }
        Files.move(unsigned, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reading to the end is what makes the JDK compare an entry with its digest. */
    private static byte[] checked(JarFile signed, JarEntry entry) throws IOException {
        try (InputStream in = signed.getInputStream(entry)) {
            byte[] content = in.readAllBytes();
            if (entry.getName().endsWith(".class") && entry.getCodeSigners() == null) {
                throw new IOException(signed.getName() + " is signed, but not its " + entry.getName());
            }
            return content;
        }
    }

    private static byte[] withoutDigests(byte[] signed) throws IOException {
        Manifest manifest = new Manifest(new ByteArrayInputStream(signed));
        for (Attributes section : manifest.getEntries().values()) {
            section.keySet()
                    .removeIf(name -> DIGEST.matcher(name.toString().toUpperCase(Locale.ROOT))
                            .matches());
        }
        manifest.getEntries().values().removeIf(Attributes::isEmpty);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }
}
