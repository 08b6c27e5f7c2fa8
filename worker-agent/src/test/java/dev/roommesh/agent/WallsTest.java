package dev.roommesh.agent;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.roommesh.agent.jobs.demo.Demo;
import dev.roommesh.agent.signaling.SignalingConnection;
import dev.roommesh.protocol.Input;
import dev.roommesh.protocol.RoomMember;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Native code stays where its traps are known, and the member where its one thread is. */
class WallsTest {
    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.roommesh.agent");

    @Test
    void onlyTheLinksTouchWebRtc() {
        noClasses().that().resideOutsideOfPackage("..agent.webrtc..").should().dependOnClassesThat()
                .resideInAPackage("dev.onvoid.webrtc..").check(AGENT);
    }

    @Test
    void jobsAndTheMeshKnowNothingOfEachOther() {
        noClasses().that().resideInAPackage("..agent.jobs..").should().dependOnClassesThat()
                .resideInAnyPackage("..agent.loop..", "..agent.webrtc..", "..agent.automerge..", "..agent.signaling..")
                .check(AGENT);
        noClasses().that().resideInAnyPackage("..agent.loop..", "..agent.webrtc..", "..agent.automerge..").should()
                .dependOnClassesThat().resideInAPackage("..agent.jobs..").check(AGENT);
    }

    @Test
    void onlyTheDocumentTouchesAutomerge() {
        noClasses().that().resideOutsideOfPackage("..agent.automerge..").should().dependOnClassesThat()
                .resideInAPackage("org.automerge..").check(AGENT);
    }

    @Test
    void onlyTheLoopDrivesTheMember() {
        noClasses().that().resideOutsideOfPackage("..agent.loop..").should()
                .callMethod(RoomMember.class, "handle", Input.class, Instant.class).check(AGENT);
    }

    @Test
    void onlyTheConnectionToTheServerSleeps() {
        noClasses().that().doNotHaveFullyQualifiedName(SignalingConnection.class.getName())
                // A program of its own, which takes as long as it is told to.
                .and().doNotHaveFullyQualifiedName(Demo.class.getName()).should()
                .callMethodWhere(target(owner(equivalentTo(Thread.class))).and(target(name("sleep")))).check(AGENT);
    }
}
