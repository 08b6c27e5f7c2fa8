package dev.roommesh.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roommesh.model.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandTemplateTest {
    private static final JobLimits LIMITS = new JobLimits(Duration.ofMinutes(1), 1, 1, 1);

    private static CommandTemplate template(List<String> run, Map<String, CommandTemplate.Argument> arguments) {
        return new CommandTemplate("train", run, arguments, Map.of(), LIMITS);
    }

    private static CommandTemplate.Argument argument(String pattern, @Nullable String otherwise) {
        return new CommandTemplate.Argument(Pattern.compile(pattern), otherwise);
    }

    private static final CommandTemplate TRAIN = template(
            List.of("/opt/train", "--epochs={epochs}", "--name", "{name}", "{{x}"),
            Map.of("epochs", argument("[0-9]{1,3}", "10"), "name", argument("[a-z $(){};'\"\\\\]+", null), "x",
                    argument(".*", "")));

    private static String refused(Map<String, String> given) {
        return ((CommandTemplate.Resolved.Refused) TRAIN.resolve(given)).why();
    }

    @Test
    void whatAClientSaysStaysOneArgumentWhateverItIs() {
        String nasty = "a {epochs} $(reboot) '; \"\\";
        assertThat(TRAIN.resolve(Map.of("name", nasty))).isEqualTo(new CommandTemplate.Resolved.Command(
                List.of("/opt/train", "--epochs=10", "--name", nasty, "{")));
        assertThat(TRAIN.resolve(Map.of("name", "a", "epochs", "3", "x", "y"))).isEqualTo(
                new CommandTemplate.Resolved.Command(List.of("/opt/train", "--epochs=3", "--name", "a", "{y")));
    }

    @Test
    void whatDoesNotMatchIsRefusedWithAUsefulSentence() {
        assertThat(refused(Map.of())).contains("train needs name=").contains("epochs=[0-9]{1,3}");
        assertThat(refused(Map.of("name", "a", "epochs", "3x"))).contains("epochs=3x").contains("must match");
        assertThat(refused(Map.of("name", "a", "epochs", "1234"))).contains("must match");
        assertThat(refused(Map.of("name", "a", "other", "1"))).contains("no argument other");
    }

    @Test
    void aTemplateThatMakesNoSenseIsNone() {
        Map<String, CommandTemplate.Argument> x = Map.of("x", argument(".", "a"));
        assertThatThrownBy(() -> template(List.of(), Map.of())).hasMessageContaining("names no program");
        assertThatThrownBy(() -> template(List.of("{x}"), x)).hasMessageContaining("must not choose the program");
        assertThatThrownBy(() -> template(List.of("/a", "{y}"), x)).hasMessageContaining("uses the arguments [y]");
        assertThatThrownBy(() -> template(List.of("/a"), x)).hasMessageContaining("lists [x]");
        assertThatThrownBy(() -> template(List.of("/a", "{x}"), Map.of("x", argument(".", "ab"))))
                .hasMessageContaining("does not match");
        assertThatThrownBy(() -> new CommandTemplate("a b", List.of("/a"), Map.of(), Map.of(), LIMITS))
                .hasMessageContaining("its name");
        List<String> run = new ArrayList<>(List.of("/a"));
        Map<String, CommandTemplate.Argument> many = new HashMap<>();
        for (int i = 0; i <= Limits.JOB_ARGUMENTS_MAX; i++) {
            run.add("{a" + i + "}");
            many.put("a" + i, argument(".", "a"));
        }
        assertThatThrownBy(() -> template(run, many)).hasMessageContaining("more than");
    }

    @Test
    void aPatternThatWouldTakeYearsRefuses() {
        CommandTemplate hard = template(List.of("/a", "{x}"), Map.of("x", argument("([a-z]+-?)+[0-9]", null)));
        assertThat(hard.resolve(Map.of("x", "a".repeat(Limits.JOB_ARGUMENT_CHARS_MAX))))
                .isInstanceOf(CommandTemplate.Resolved.Refused.class);
    }
}
