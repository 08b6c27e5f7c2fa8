package dev.roommesh.signaling;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The walls between the packages of the server. */
final class WallsTest {
    private static final String BASE = "dev.roommesh.signaling.";
    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.roommesh.signaling");

    @Test
    void theRoomsArePlainJavaAndKnowNobodyElse() {
        classes().that().resideInAPackage(BASE + "room").should().onlyDependOnClassesThat()
                .resideInAnyPackage(BASE + "room", "dev.roommesh.model", "dev.roommesh.codec", "java..",
                        "org.jspecify..")
                .check(SERVER);
    }

    @Test
    void theRelaysArePlainJavaAndKnowTheRoomsAlone() {
        classes().that().resideInAPackage(BASE + "relay").should().onlyDependOnClassesThat().resideInAnyPackage(
                BASE + "relay", BASE + "room", "dev.roommesh.model", "dev.roommesh.codec", "dev.roommesh.watch",
                "java..", "org.jspecify..")
                .check(SERVER);
    }

    @Test
    void whatOldPeersNeedIsPlainJavaAndKnowsRoomsAndRelaysAlone() {
        classes().that().resideInAPackage(BASE + "oldpeer").should().onlyDependOnClassesThat().resideInAnyPackage(
                BASE + "oldpeer", BASE + "relay", BASE + "room", "dev.roommesh.model", "dev.roommesh.codec", "java..",
                "org.jspecify..")
                .check(SERVER);
    }

    @Test
    void onlyTheClusterTouchesTheEngine() {
        noClasses().that().resideOutsideOfPackage(BASE + "cluster").should().dependOnClassesThat()
                .resideInAnyPackage("org.springframework.data..", "io.lettuce..").check(SERVER);
    }

    @Test
    void roomsAndRelaysAreHandedTheTime() {
        noClasses().that().resideInAnyPackage(BASE + "room", BASE + "relay", BASE + "oldpeer").should()
                .callMethod(Instant.class, "now").orShould().callMethod(System.class, "nanoTime").orShould()
                .callMethod(System.class, "currentTimeMillis").check(SERVER);
    }
}
