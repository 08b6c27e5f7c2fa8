package dev.roommesh.codec;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PropertyValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.ser.std.StdSerializer;

/** A property's value is plain JSON; null is not a value. */
final class PropertyValueJson {
    private PropertyValueJson() {}

    static final class Writer extends StdSerializer<PropertyValue> {
        Writer() {
            super(PropertyValue.class);
        }

        @Override
        public void serialize(PropertyValue value, JsonGenerator json, SerializationContext context) {
            switch (value) {
                case PropertyValue.Text text -> json.writeString(text.value());
                case PropertyValue.Whole whole -> json.writeNumber(whole.value());
                case PropertyValue.Decimal decimal -> json.writeNumber(decimal.value());
                case PropertyValue.Flag flag -> json.writeBoolean(flag.value());
                case PropertyValue.Items items -> {
                    json.writeStartArray();
                    items.values().forEach(item -> serialize(item, json, context));
                    json.writeEndArray();
                }
                case PropertyValue.Fields fields -> {
                    json.writeStartObject();
                    fields.values().forEach((name, field) -> {
                        json.writeName(name);
                        serialize(field, json, context);
                    });
                    json.writeEndObject();
                }
            }
        }
    }

    static final class Reader extends StdDeserializer<PropertyValue> {
        Reader() {
            super(PropertyValue.class);
        }

        @Override
        public PropertyValue deserialize(JsonParser json, DeserializationContext context) {
            JsonNode node = context.readTree(json);
            try {
                return ofNode(node, 0);
            } catch (IllegalArgumentException refused) {
                return context.reportInputMismatch(this, "%s", String.valueOf(refused.getMessage()));
            }
        }
    }

    /** @throws IllegalArgumentException for what is no property value */
    static PropertyValue ofNode(JsonNode node, int depth) {
        if (depth > Limits.VALUE_DEPTH_MAX)
            throw new IllegalArgumentException(
                    "a property is nested at most " + Limits.VALUE_DEPTH_MAX + " deep");
        return switch (node.getNodeType()) {
            case STRING -> new PropertyValue.Text(node.stringValue());
            case BOOLEAN -> new PropertyValue.Flag(node.booleanValue());
            case NUMBER -> node.isIntegralNumber() && node.canConvertToLong()
                    ? new PropertyValue.Whole(node.longValue())
                    : new PropertyValue.Decimal(node.doubleValue());
            case ARRAY -> items(node, depth);
            case OBJECT -> fields(node, depth);
            case NULL, MISSING, BINARY, POJO -> throw new IllegalArgumentException(
                    "a property is a string, a number, true, false, a list or an object");
        };
    }

    private static PropertyValue items(JsonNode node, int depth) {
        List<PropertyValue> items = new ArrayList<>();
        for (JsonNode item : node)
            items.add(ofNode(item, depth + 1));
        return new PropertyValue.Items(items);
    }

    private static PropertyValue fields(JsonNode node, int depth) {
        Map<String, PropertyValue> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), ofNode(field.getValue(), depth + 1)));
        return new PropertyValue.Fields(fields);
    }
}
