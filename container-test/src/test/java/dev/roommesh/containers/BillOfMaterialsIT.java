package dev.roommesh.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each program says what it is made of. */
class BillOfMaterialsIT {
    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");

    @ParameterizedTest
    @ValueSource(strings = {"signaling-server", "worker-agent"})
    void everyLibraryInAProgramIsInItsBill(String module) throws IOException {
        try (var program = new ZipFile(Images.jar(module).toFile())) {
            List<String> libraries = program.stream().map(entry -> entry.getName())
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .map(name -> name.substring(LIBRARIES.length()))
                    // Spring Boot puts it there to unpack the jar; the program does not use it.
                    .filter(name -> !name.startsWith("spring-boot-jarmode-tools")).toList();
            JsonNode bill = JsonMapper.shared().readTree(
                    program.getInputStream(program.getEntry("META-INF/sbom/application.cdx.json")));
            assertThat(bill.get("bomFormat").asString()).isEqualTo("CycloneDX");
            Set<String> listed = new TreeSet<>();
            for (JsonNode component : bill.get("components"))
                listed.add(file(component));
            assertThat(libraries).hasSizeGreaterThan(30);
            assertThat(listed).containsAll(libraries);
        }
    }

    /** As Maven names it. */
    private static String file(JsonNode component) {
        Matcher classifier = CLASSIFIER.matcher(component.get("purl").asString());
        return component.get("name").asString() + "-" + component.get("version").asString()
                + (classifier.find() ? "-" + classifier.group(1) : "") + ".jar";
    }
}
