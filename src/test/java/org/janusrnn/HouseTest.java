package org.janusrnn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.ArrayList;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house stands as the README draws it: a room may use only rooms below it. */
class HouseTest {
    private static final String ROOT = "org.janusrnn.";

    /** From the ground up. */
    private static final List<String> ROOMS = List.of("cl", "kernel", "tensor", "io", "cell", "schedule", "layer",
            "train", "reference", "verify", "task", "tune", "bench", "cli");

    private static JavaClasses product;

    @BeforeAll
    static void read() {
        // ArchUnit's own option for this knows only the folder target/test-classes, and a second JDK has another.
        product = new ClassFileImporter().withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages("org.janusrnn");
    }

    @TestFactory
    List<DynamicTest> aRoomUsesOnlyRoomsBelowIt() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int floor = 0; floor + 1 < ROOMS.size(); floor++) {
            String room = ROOMS.get(floor);
            String[] above = ROOMS.subList(floor + 1, ROOMS.size()).stream()
                    .map(HouseTest::inside).toArray(String[]::new);
            tests.add(DynamicTest.dynamicTest(room, () -> hold(noClasses().that().resideInAPackage(inside(room))
                    .should().dependOnClassesThat().resideInAnyPackage(above))));
        }
        return tests;
    }

    @Test
    void everyPackageIsARoomOfTheHouse() {
        Assertions.assertThat(product.stream().map(JavaClass::getPackageName).distinct()
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()).split("\\.")[0])).isNotEmpty().isSubsetOf(ROOMS);
    }

    @Test
    void onlyItsOwnRoomTouchesABinding() {
        hold(noClasses().that().resideOutsideOfPackage(inside("cl.jocl"))
                .should().dependOnClassesThat().resideInAPackage("org.jocl.."));
        hold(noClasses().that().resideOutsideOfPackage(inside("cl.lwjgl"))
                .should().dependOnClassesThat().resideInAPackage("org.lwjgl.."));
    }

    /** The oracle must stay independent of what it judges, and never be the product. */
    @Test
    void theReferenceIsUsedByThoseWhoJudgeAlone() {
        hold(noClasses().that().resideOutsideOfPackages(inside("reference"), inside("verify"), inside("tune"),
                        inside("bench"))
                .should().dependOnClassesThat().resideInAPackage(inside("reference")));
        hold(noClasses().that().resideInAPackage(inside("reference"))
                .should().dependOnClassesThat().resideInAnyPackage(inside("cl"), inside("kernel"),
                        inside("schedule"), inside("layer"), inside("train")));
    }

    private static String inside(String room) {
        return ROOT + room + "..";
    }

    /** A room that is not furnished yet breaks no rule. */
    private static void hold(ArchRule rule) {
        rule.allowEmptyShould(true).check(product);
    }
}
