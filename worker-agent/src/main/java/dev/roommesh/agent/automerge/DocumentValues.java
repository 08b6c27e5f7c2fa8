package dev.roommesh.agent.automerge;

import dev.roommesh.model.Limits;
import dev.roommesh.model.PropertyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.automerge.AmValue;
import org.automerge.Document;
import org.automerge.MapEntry;
import org.automerge.ObjectId;
import org.automerge.ObjectType;
import org.automerge.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Property values as automerge holds them, so that what is read equals what was written. A whole number beyond 32 bits
 * is a timestamp, the only plain 64-bit value that the binding does not make a floating-point number or cut.
 */
@SuppressWarnings("JavaUtilDate") // The binding takes and gives no other type.
final class DocumentValues {
    /** An admin's record has its roster's workers one level deeper than a profile may go. */
    static final int DEPTH_MAX = Limits.VALUE_DEPTH_MAX + 1;

    private DocumentValues() {}

    /** The same text with what has no UTF-8 form replaced, as it comes back from the document. */
    static String wellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static PropertyValue wellFormed(PropertyValue value) {
        return switch (value) {
            case PropertyValue.Text text -> new PropertyValue.Text(wellFormed(text.value()));
            case PropertyValue.Whole _,PropertyValue.Decimal _,PropertyValue.Flag _ -> value;
            case PropertyValue.Items items -> new PropertyValue.Items(
                    items.values().stream().map(DocumentValues::wellFormed).toList());
            case PropertyValue.Fields fields -> {
                Map<String, PropertyValue> same = new LinkedHashMap<>();
                fields.values().forEach((name, field) -> same.put(name, wellFormed(field)));
                yield new PropertyValue.Fields(same);
            }
        };
    }

    static void put(Transaction transaction, ObjectId map, String key, PropertyValue value) {
        switch (value) {
            case PropertyValue.Text text -> transaction.set(map, key, text.value());
            case PropertyValue.Flag flag -> transaction.set(map, key, flag.value());
            case PropertyValue.Decimal decimal -> transaction.set(map, key, decimal.value());
            case PropertyValue.Whole whole when fitsInt(whole) -> transaction.set(map, key, (int) whole.value());
            case PropertyValue.Whole whole -> transaction.set(map, key, new Date(whole.value()));
            case PropertyValue.Items items -> append(transaction, transaction.set(map, key, ObjectType.LIST), items);
            case PropertyValue.Fields fields -> {
                ObjectId object = transaction.set(map, key, ObjectType.MAP);
                fields.values().forEach((name, field) -> put(transaction, object, name, field));
            }
        }
    }

    private static void append(Transaction transaction, ObjectId list, PropertyValue.Items items) {
        long index = 0;
        for (PropertyValue value : items.values()) {
            insert(transaction, list, index++, value);
        }
    }

    private static void insert(Transaction transaction, ObjectId list, long index, PropertyValue value) {
        switch (value) {
            case PropertyValue.Text text -> transaction.insert(list, index, text.value());
            case PropertyValue.Flag flag -> transaction.insert(list, index, flag.value());
            case PropertyValue.Decimal decimal -> transaction.insert(list, index, decimal.value());
            case PropertyValue.Whole whole when fitsInt(whole) ->
                transaction.insert(list, index, (int) whole.value());
            case PropertyValue.Whole whole -> transaction.insert(list, index, new Date(whole.value()));
            case PropertyValue.Items items ->
                append(transaction, transaction.insert(list, index, ObjectType.LIST), items);
            case PropertyValue.Fields fields -> {
                ObjectId object = transaction.insert(list, index, ObjectType.MAP);
                fields.values().forEach((name, field) -> put(transaction, object, name, field));
            }
        }
    }

    private static boolean fitsInt(PropertyValue.Whole whole) {
        return whole.value() == (int) whole.value();
    }

    /**
     * Nothing for what is no property's value: null, bytes, rich text, or nesting beyond {@link #DEPTH_MAX}.
     *
     * @throws IllegalArgumentException for a value that breaks a limit
     */
    static @Nullable PropertyValue read(Document document, AmValue value, int depth) {
        return switch (value) {
            case AmValue.Str text -> new PropertyValue.Text(text.getValue());
            case AmValue.Int whole -> new PropertyValue.Whole(whole.getValue());
            case AmValue.UInt whole -> new PropertyValue.Whole(whole.getValue());
            case AmValue.Timestamp whole -> new PropertyValue.Whole(whole.getValue().getTime());
            case AmValue.F64 decimal -> new PropertyValue.Decimal(decimal.getValue());
            case AmValue.Bool flag -> new PropertyValue.Flag(flag.getValue());
            case AmValue.List list when depth < DEPTH_MAX -> {
                List<PropertyValue> items = new ArrayList<>();
                for (AmValue item : document.listItems(list.getId()).orElseGet(() -> new AmValue[0])) {
                    PropertyValue read = read(document, item, depth + 1);
                    if (read != null) items.add(read);
                }
                yield new PropertyValue.Items(items);
            }
            case AmValue.Map map when depth < DEPTH_MAX ->
                new PropertyValue.Fields(fields(document, map.getId(), depth + 1));
            default -> null;
        };
    }

    private static Map<String, PropertyValue> fields(Document document, ObjectId map, int depth) {
        Map<String, PropertyValue> fields = new LinkedHashMap<>();
        for (MapEntry field : entries(document, map)) {
            PropertyValue read = read(document, field.getValue(), depth);
            if (read != null) fields.put(field.getKey(), read);
        }
        return fields;
    }

    static MapEntry[] entries(Document document, ObjectId map) {
        return document.mapEntries(map).orElseGet(() -> new MapEntry[0]);
    }
}
