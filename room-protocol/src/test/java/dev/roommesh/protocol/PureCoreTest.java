package dev.roommesh.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The wall around the core: time and chance are arguments, and nothing waits, locks, logs, reads or writes. */
class PureCoreTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.roommesh.protocol", "dev.roommesh.watch");

    @Test
    void theCoreKnowsOnlyTheModelAndPlainJava() {
        noClasses().should().dependOnClassesThat().resideOutsideOfPackages("dev.roommesh.protocol..",
                "dev.roommesh.model..", "dev.roommesh.watch..", "java.lang..", "java.util..", "java.time..",
                "org.jspecify.annotations..")
                .check(CORE);
        noClasses().should().dependOnClassesThat().resideInAnyPackage("java.util.concurrent..", "java.util.logging..")
                .check(CORE);
    }

    @Test
    void theCoreHasNoClockNoChanceAndNoThread() {
        noClasses().should().dependOnClassesThat().areAssignableTo(Clock.class).check(CORE);
        noClasses().should().dependOnClassesThat().areAssignableTo(Random.class).check(CORE);
        noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class).check(CORE);
        noClasses().should().callMethod(Instant.class, "now").check(CORE);
        noClasses().should().callMethod(UUID.class, "randomUUID").check(CORE);
        noClasses().should().callMethod(Math.class, "random").check(CORE);
        noClasses().should().callMethod(System.class, "nanoTime").check(CORE);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(CORE);
        noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(CORE);
    }
}
