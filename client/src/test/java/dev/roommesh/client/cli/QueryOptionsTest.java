package dev.roommesh.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.PropertyValue;
import org.junit.jupiter.api.Test;

class QueryOptionsTest {
    @Test
    void aValueIsWhatItLooksLike() {
        assertThat(QueryOptions.valueOf("true")).isEqualTo(PropertyValue.of(true));
        assertThat(QueryOptions.valueOf("-12")).isEqualTo(PropertyValue.of(-12));
        assertThat(QueryOptions.valueOf("1.5")).isEqualTo(new PropertyValue.Decimal(1.5));
        assertThat(QueryOptions.valueOf("A100")).isEqualTo(PropertyValue.of("A100"));
        assertThat(QueryOptions.valueOf("12345678901234567890")).isEqualTo(PropertyValue.of("12345678901234567890"));
    }

    @Test
    void quotesMakeItAText() {
        assertThat(QueryOptions.valueOf("\"12\"")).isEqualTo(PropertyValue.of("12"));
        assertThat(QueryOptions.valueOf("\"")).isEqualTo(PropertyValue.of("\""));
    }
}
