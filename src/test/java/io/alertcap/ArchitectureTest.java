package io.alertcap;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.alertcap.evidence.Verify;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The rooms and the walls between them. What decides ({@code alert}, {@code capture}, {@code packets}) knows no cloud; each
 * technology has one room; the functions only join them.
 */
@AnalyzeClasses(packages = "io.alertcap", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.alertcap";
    private static final List<String> ROOMS = List.of(
            "alert", "capture", "evidence", "packets", "azure", "storage", "notify", "api", "entra", "functions");

    /** What every room may use. */
    private static final List<String> JDK = List.of("java..", "javax.crypto..", "javax.net.ssl..", "org.jspecify..");

    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String FUNCTIONS_LIBRARY = "com.microsoft.azure.functions..";
    /** The other half of azure-core's pipeline interfaces. */
    private static final String REACTOR = "reactor..";

    @ArchTest
    static final ArchRule alert_knows_json_and_nothing_else = room("alert", JACKSON);

    @ArchTest
    static final ArchRule capture_knows_alerts_evidence_and_no_technology =
            room("capture", in("alert"), in("evidence"));

    @ArchTest
    static final ArchRule evidence_can_be_checked_with_nothing_but_java = room("evidence");

    @ArchTest
    static final ArchRule packets_knows_only_java = room("packets");

    @ArchTest
    static final ArchRule azure_joins_captures_to_the_azure_sdk =
            room("azure", in("alert"), in("capture"), "com.azure..", REACTOR, JACKSON);

    @ArchTest
    static final ArchRule storage_joins_captures_to_blobs = room(
            "storage",
            in("alert"),
            in("capture"),
            in("packets"),
            "com.azure.storage..",
            "com.azure.core..",
            REACTOR,
            JACKSON);

    @ArchTest
    static final ArchRule notify_sends_over_http_and_smtp = room(
            "notify",
            in("alert"),
            in("capture"),
            "javax.net..",
            "jakarta.mail..",
            "org.eclipse.angus.mail.smtp..",
            JACKSON);

    @ArchTest
    static final ArchRule mail_is_the_business_of_one_class = noClasses()
            .that()
            .haveNameNotMatching("io\\.alertcap\\.notify\\.SmtpExchange(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "org.eclipse.angus..")
            .because("the first mail pays for the library, and no cold start");

    @ArchTest
    static final ArchRule api_shows_what_is_decided =
            room("api", in("alert"), in("capture"), in("evidence"), in("packets"), JACKSON);

    @ArchTest
    static final ArchRule entra_checks_tokens_for_the_api =
            room("entra", in("api"), in("capture"), "com.auth0.jwt..", JACKSON);

    @ArchTest
    static final ArchRule only_functions_and_the_root_know_the_functions_library = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, in("functions"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FUNCTIONS_LIBRARY);

    @ArchTest
    static final ArchRule every_class_is_in_a_room = classes()
            .should()
            .resideInAnyPackage(Stream.concat(Stream.of(ROOT), ROOMS.stream().map(ArchitectureTest::in))
                    .toArray(String[]::new));

    @ArchTest
    static void every_package_is_null_marked(JavaClasses classes) {
        Set<JavaPackage> packages = classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as("%s has a package-info.java with @NullMarked", each.getName())
                        .isTrue());
    }

    @ArchTest
    static final ArchRule the_clock_is_read_from_the_one_that_is_passed_in = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .callMethodWhere(target(owner(assignableTo(Clock.class))).and(target(nameMatching("system.*|tick.*"))))
            .orShould()
            .callMethodWhere(target(owner(isInJavaTime()))
                    .and(target(nameMatching("now")))
                    .and(DescribedPredicate.describe(
                            "without a clock",
                            call -> call.getTarget().getRawParameterTypes().stream()
                                    .noneMatch(type -> type.isEquivalentTo(Clock.class)))))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("tests turn the clock, and the ledger goes by the storage service's");

    @ArchTest
    static final ArchRule time_is_java_time =
            noClasses().should().dependOnClassesThat().belongToAnyOf(Date.class, Calendar.class);

    @ArchTest
    static final ArchRule nobody_sleeps_outside_the_root = noClasses()
            .that()
            .resideInAnyPackage("io.alertcap.*..")
            .should()
            .callMethodWhere(target(owner(assignableTo(Thread.class).or(assignableTo(TimeUnit.class))))
                    .and(target(nameMatching("sleep"))))
            .because("what must wait is a record that a later tick takes up; a pause, like a clock, is passed in");

    @ArchTest
    static final ArchRule nobody_prints_but_the_check_that_runs_alone =
            noClasses().that().areNotAssignableTo(Verify.class).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule names_say_what_a_class_is = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Manager|Helper|Helpers|Util|Utils)")
            .because("such a word says nothing about the field");

    @ArchTest
    static final ArchRule credentials_need_no_cache_on_disk = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "com\\.azure\\.identity\\.(DefaultAzure|AzurePowerShell|IntelliJ|VisualStudioCode|InteractiveBrowser|DeviceCode|SharedTokenCache).*")
            .because("msal4j-persistence-extension and JNA, which these load, are left out of the package (pom.xml)");

    private static ArchRule room(String name, String... mayImport) {
        List<String> allowed = new ArrayList<>(JDK);
        allowed.add(in(name));
        allowed.addAll(List.of(mayImport));
        return classes()
                .that()
                .resideInAPackage(in(name))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new));
    }

    private static String in(String room) {
        return ROOT + "." + room + "..";
    }

    private static DescribedPredicate<JavaClass> isInJavaTime() {
        return DescribedPredicate.describe(
                "java.time", type -> type.getPackageName().startsWith("java.time"));
    }
}
