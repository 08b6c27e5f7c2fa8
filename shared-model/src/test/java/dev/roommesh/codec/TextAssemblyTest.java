package dev.roommesh.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.codec.TextAssembly.Step;
import org.junit.jupiter.api.Test;

class TextAssemblyTest {
    private final TextAssembly assembly = new TextAssembly(4);

    @Test
    void partsBecomeOneText() {
        assertThat(assembly.add("ab", false)).isEqualTo(new Step.Incomplete());
        assertThat(assembly.add("cd", true)).isEqualTo(new Step.Complete("abcd"));
        assertThat(assembly.add("e", true)).isEqualTo(new Step.Complete("e"));
    }

    @Test
    void oneCharacterTooManyIsTooLargeAndNothingIsKept() {
        assertThat(assembly.add("abcd", false)).isEqualTo(new Step.Incomplete());
        assertThat(assembly.add("e", true)).isEqualTo(new Step.TooLarge());
        assertThat(assembly.add("fghi", true)).isEqualTo(new Step.Complete("fghi"));
    }
}
