package dev.roommesh.codec;

import dev.roommesh.model.Condition;
import dev.roommesh.model.PropertyValue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.ser.std.StdSerializer;

/** A condition is a plain value, or an object out of {@code $gte}, {@code $lte} and {@code $eq}. */
final class ConditionJson {
    private static final Set<String> OPERATORS = Set.of("$gte", "$lte", "$eq");

    private ConditionJson() {}

    static final class Writer extends StdSerializer<Condition> {
        private final PropertyValueJson.Writer values = new PropertyValueJson.Writer();

        Writer() {
            super(Condition.class);
        }

        @Override
        public void serialize(Condition condition, JsonGenerator json, SerializationContext context) {
            switch (condition) {
                case Condition.Equal equal -> values.serialize(equal.value(), json, context);
                case Condition.Range range -> {
                    json.writeStartObject();
                    operator("$gte", range.gte(), json, context);
                    operator("$lte", range.lte(), json, context);
                    operator("$eq", range.eq(), json, context);
                    json.writeEndObject();
                }
            }
        }

        private void operator(String name, @Nullable PropertyValue value, JsonGenerator json,
                SerializationContext context) {
            if (value == null) return;
            json.writeName(name);
            values.serialize(value, json, context);
        }
    }

    static final class Reader extends StdDeserializer<Condition> {
        Reader() {
            super(Condition.class);
        }

        @Override
        public Condition deserialize(JsonParser json, DeserializationContext context) {
            JsonNode node = context.readTree(json);
            try {
                return node.isObject() ? range(node) : new Condition.Equal(PropertyValueJson.ofNode(node, 0));
            } catch (IllegalArgumentException refused) {
                return context.reportInputMismatch(this, "%s", String.valueOf(refused.getMessage()));
            }
        }

        private static Condition range(JsonNode node) {
            for (String operator : node.propertyNames()) {
                if (!OPERATORS.contains(operator))
                    throw new IllegalArgumentException(
                            "a condition uses $gte, $lte and $eq");
            }
            return new Condition.Range(operand(node, "$gte"), operand(node, "$lte"), operand(node, "$eq"));
        }

        private static @Nullable PropertyValue operand(JsonNode node, String operator) {
            JsonNode value = node.get(operator);
            return value == null ? null : PropertyValueJson.ofNode(value, 0);
        }
    }
}
