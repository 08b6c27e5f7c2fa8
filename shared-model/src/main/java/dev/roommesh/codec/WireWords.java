package dev.roommesh.codec;

import dev.roommesh.model.Bytes;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.Condition;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.JobId;
import dev.roommesh.model.JobOutcome;
import dev.roommesh.model.JsonText;
import dev.roommesh.model.Limits;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerStatus;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** How the model's small types are written: ids and enums as words, property values as plain JSON, bytes as bytes. */
final class WireWords {
    private WireWords() {}

    static SimpleModule module() {
        var module = new SimpleModule("roommesh");
        word(module, PeerId.class, PeerId::value, PeerId::new);
        word(module, RoomId.class, RoomId::value, RoomId::new);
        word(module, RequestId.class, RequestId::value, RequestId::new);
        word(module, ReservationId.class, ReservationId::value, ReservationId::new);
        word(module, ReservationOutcome.class, outcome -> lower(outcome), lowerCased(ReservationOutcome.values()));
        word(module, JobId.class, JobId::value, JobId::new);
        word(module, JobOutcome.class, outcome -> lower(outcome), lowerCased(JobOutcome.values()));
        word(module, ChannelOutcome.class, outcome -> lower(outcome), lowerCased(ChannelOutcome.values()));
        word(module, ForgetOutcome.class, outcome -> lower(outcome), lowerCased(ForgetOutcome.values()));
        word(module, Role.class, role -> lower(role), lowerCased(Role.values()));
        word(module, WorkerStatus.class, WorkerStatus::word, lowerCased(WorkerStatus.values()));
        word(module, DepartureReason.class, reason -> lower(reason), lowerCased(DepartureReason.values()));
        word(module, Source.class, Source::word, lowerCased(Source.values()));
        word(module, Mode.class, Mode::word, oneOf(Mode.values(), Mode::word));
        word(module, MeshLink.State.class, state -> lower(state), lowerCased(MeshLink.State.values()));
        word(module, ErrorCode.class, ErrorCode::name, WireWords::errorCode);
        module.addKeyDeserializer(PeerId.class, new PeerIdKey());
        module.addSerializer(Bytes.class, new BytesWriter());
        module.addDeserializer(Bytes.class, new BytesReader());
        module.addSerializer(JsonText.class, new JsonTextWriter());
        module.addDeserializer(JsonText.class, new JsonTextReader());
        module.addSerializer(PropertyValue.class, new PropertyValueJson.Writer());
        module.addDeserializer(PropertyValue.class, new PropertyValueJson.Reader());
        module.addSerializer(Condition.class, new ConditionJson.Writer());
        module.addDeserializer(Condition.class, new ConditionJson.Reader());
        return module;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> Function<String, E> lowerCased(E[] constants) {
        return oneOf(constants, WireWords::lower);
    }

    private static <E extends Enum<E>> Function<String, E> oneOf(E[] constants, Function<E, String> spelling) {
        Map<String, E> byWord = new HashMap<>();
        for (E constant : constants)
            byWord.put(spelling.apply(constant), constant);
        return word -> {
            E constant = byWord.get(word);
            if (constant == null) throw new IllegalArgumentException("expected one of " + byWord.keySet());
            return constant;
        };
    }

    /** A newer server may refuse for reasons that are not known here. */
    private static ErrorCode errorCode(String word) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(word)) return code;
        }
        return ErrorCode.OTHER;
    }

    private static <T> void word(SimpleModule module, Class<T> type, Function<T, String> write,
            Function<String, T> read) {
        module.addSerializer(type, new WordWriter<>(type, write));
        module.addDeserializer(type, new WordReader<>(type, read));
    }

    private static final class WordWriter<T> extends StdSerializer<T> {
        private final Function<T, String> write;

        WordWriter(Class<T> type, Function<T, String> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializationContext context) {
            json.writeString(write.apply(value));
        }
    }

    private static final class WordReader<T> extends StdDeserializer<T> {
        private final Function<String, T> read;

        WordReader(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) {
            String word = json.getValueAsString();
            if (word == null) return context.reportInputMismatch(this, "expected a string");
            try {
                return read.apply(word);
            } catch (IllegalArgumentException refused) {
                return context.reportInputMismatch(this, "%s", String.valueOf(refused.getMessage()));
            }
        }
    }

    private static final class PeerIdKey extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            try {
                return new PeerId(key);
            } catch (IllegalArgumentException refused) {
                return context.reportInputMismatch(PeerId.class, "%s", String.valueOf(refused.getMessage()));
            }
        }
    }

    private static final class JsonTextWriter extends StdSerializer<JsonText> {
        JsonTextWriter() {
            super(JsonText.class);
        }

        @Override
        public void serialize(JsonText value, JsonGenerator json, SerializationContext context) {
            json.writeRawValue(value.text());
        }
    }

    private static final class JsonTextReader extends StdDeserializer<JsonText> {
        private static final JsonText NULL = new JsonText("null");

        JsonTextReader() {
            super(JsonText.class);
        }

        /** Also a null is passed on. */
        @Override
        public Object getNullValue(DeserializationContext context) {
            return NULL;
        }

        @Override
        public JsonText deserialize(JsonParser json, DeserializationContext context) {
            String text = context.readTree(json).toString();
            try {
                return new JsonText(text);
            } catch (IllegalArgumentException refused) {
                return context.reportInputMismatch(this, "%s", String.valueOf(refused.getMessage()));
            }
        }
    }

    private static final class BytesWriter extends StdSerializer<Bytes> {
        BytesWriter() {
            super(Bytes.class);
        }

        @Override
        public void serialize(Bytes value, JsonGenerator json, SerializationContext context) {
            json.writeBinary(value.toArray());
        }
    }

    /** CBOR may refer to a text or bytes that came before: what a frame means may be a thousand times its size. */
    private static final class BytesReader extends StdDeserializer<Bytes> {
        private static final Object TOTAL = new Object();

        BytesReader() {
            super(Bytes.class);
        }

        @Override
        public Bytes deserialize(JsonParser json, DeserializationContext context) {
            byte[] value = json.getBinaryValue();
            int total = value.length + (context.getAttribute(TOTAL) instanceof Integer before ? before : 0);
            if (total > Limits.MESH_FRAME_BYTES_MAX)
                throw new IllegalArgumentException(
                        "a frame stands for at most " + Limits.MESH_FRAME_BYTES_MAX + " bytes");
            context.setAttribute(TOTAL, total);
            return Bytes.copyOf(value);
        }
    }
}
