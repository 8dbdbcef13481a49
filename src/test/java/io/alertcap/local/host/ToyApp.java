package io.alertcap.local.host;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Writes a packaged app as azure-functions-maven-plugin would, from one source file. */
public final class ToyApp {
    private final Path folder;

    private ToyApp(Path folder) {
        this.folder = folder;
    }

    /** Compiles class {@code toy.Functions}, given the members of its body. */
    public static ToyApp of(Path folder, String members) throws Exception {
        return of(folder, members, "");
    }

    /** As {@link #of(Path, String)}, with an injector class named as a service. */
    public static ToyApp of(Path folder, String members, String injector) throws Exception {
        Path lib = Files.createDirectories(folder.resolve("lib"));
        Files.copy(jarOf(HttpTrigger.class), lib.resolve("azure-functions-java-library.jar"));
        Files.writeString(folder.resolve("host.json"), "{\"version\":\"2.0\",\"functionTimeout\":\"00:00:01\"}");
        Path classes = folder.resolveSibling(folder.getFileName() + "-classes");
        compile(classes, members);
        if (!injector.isEmpty()) {
            Path services = Files.createDirectories(classes.resolve("META-INF/services"));
            Files.writeString(services.resolve(FunctionInstanceInjector.class.getName()), injector);
        }
        jar(classes, folder.resolve("toy.jar"));
        return new ToyApp(folder);
    }

    public Path folder() {
        return folder;
    }

    public ToyApp http(String name, String method, String route, String methods, String authLevel) throws IOException {
        return function(name, method, """
                {"type":"httpTrigger","direction":"in","name":"request","route":"%s","methods":[%s],"authLevel":"%s"},
                {"type":"http","direction":"out","name":"$return"}""".formatted(route, methods, authLevel));
    }

    public ToyApp timer(String name, String method, String schedule) throws IOException {
        return function(
                name,
                method,
                "{\"type\":\"timerTrigger\",\"direction\":\"in\",\"name\":\"timer\",\"schedule\":\"%s\"}"
                        .formatted(schedule));
    }

    private ToyApp function(String name, String method, String bindings) throws IOException {
        Path function = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                function.resolve("function.json"),
                "{\"scriptFile\":\"../toy.jar\",\"entryPoint\":\"toy.Functions.%s\",\"bindings\":[%s]}"
                        .formatted(method, bindings));
        return this;
    }

    private static void compile(Path classes, String members) throws Exception {
        Files.createDirectories(classes);
        String source = """
                package toy;
                import com.microsoft.azure.functions.*;
                import com.microsoft.azure.functions.annotation.*;
                import java.util.*;
                public class Functions {
                %s
                }
                """.formatted(members);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = Stream.of(HttpTrigger.class, ExecutionContext.class, FunctionInstanceInjector.class)
                .map(ToyApp::jarOf)
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
        StringWriter problems = new StringWriter();
        boolean compiled = compiler.getTask(
                        problems,
                        null,
                        null,
                        List.of("-d", classes.toString(), "-cp", classPath, "-proc:none"),
                        null,
                        List.of(
                                new SimpleJavaFileObject(
                                        URI.create("string:///toy/Functions.java"), SimpleJavaFileObject.Kind.SOURCE) {
                                    @Override
                                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                                        return source;
                                    }
                                }))
                .call();
        if (!compiled) {
            throw new IllegalArgumentException(problems.toString());
        }
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> entries = Files.walk(classes)) {
            for (Path entry : entries.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(entry).toString().replace('\\', '/')));
                Files.copy(entry, out);
            }
        }
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
