package dev.roommesh.codec;

import dev.roommesh.model.WorkerAnswer;
import tools.jackson.databind.json.JsonMapper;

/** The answer to a query as HTTP and the command line show it. Safe for use by many threads. */
public final class DiscoveryJson {
    private final JsonMapper mapper = WireMapper.json();

    public String encode(WorkerAnswer answer) {
        return mapper.writeValueAsString(answer);
    }

    /** Reads any of the model's records that JSON can hold; for state files and HTTP bodies. */
    public <T> Decoded<T> decode(String text, Class<T> type) {
        return Reading.of("JSON", () -> mapper.readValue(text, type));
    }

    public String encodeAny(Object value) {
        return mapper.writeValueAsString(value);
    }
}
