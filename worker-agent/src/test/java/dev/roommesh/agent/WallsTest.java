package dev.roommesh.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Native code stays where its traps are known. */
class WallsTest {
    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.roommesh.agent");

    @Test
    void onlyTheLinksTouchWebRtc() {
        noClasses().that().resideOutsideOfPackage("..agent.webrtc..").should().dependOnClassesThat()
                .resideInAPackage("dev.onvoid.webrtc..").check(AGENT);
    }

    @Test
    void onlyTheDocumentTouchesAutomerge() {
        noClasses().that().resideOutsideOfPackage("..agent.automerge..").should().dependOnClassesThat()
                .resideInAPackage("org.automerge..").check(AGENT);
    }
}
