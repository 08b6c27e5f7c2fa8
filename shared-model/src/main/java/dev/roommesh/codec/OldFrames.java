package dev.roommesh.codec;

import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What old peers write in another way, put as the records have it before they are made of it. */
final class OldFrames {
    /** What a {@code register} that shows an account in the place of a room's token is read as. */
    static final String REGISTER_ACCOUNT = "register_account";
    private static final String TYPE = "type";
    private static final String REGISTER = "register";

    private OldFrames() {}

    /** What a message says that it is; empty where it says nothing. */
    static String type(JsonNode frame) {
        return frame.path(TYPE).asString("");
    }

    static void adapt(JsonNode message, boolean speaksOldWords) {
        if (!(message instanceof ObjectNode frame)) return;
        boolean registers = type(frame).equals(REGISTER);
        boolean old = speaksOldWords
                || (registers && (frame.has("id_token") || frame.has("is_admin") || showsAccount(frame)));
        if (!old) return;
        if (registers && showsAccount(frame)) frame.put(TYPE, REGISTER_ACCOUNT);
        if (type(frame).equals("ice_candidate")) completeCandidate(frame);
        // They say of what a machine does not have that it is null.
        if (frame.path("metadata").path("properties") instanceof ObjectNode properties)
            properties.removeIf(JsonNode::isNull);
    }

    /** Their candidates, if ever there are any, belong to the one section that a connection for data has. */
    private static void completeCandidate(ObjectNode frame) {
        if (!(frame.path("candidate") instanceof ObjectNode candidate)) return;
        if (!candidate.hasNonNull("sdpMid")) candidate.put("sdpMid", "0");
        if (!candidate.hasNonNull("sdpMLineIndex")) candidate.put("sdpMLineIndex", 0);
    }

    private static boolean showsAccount(ObjectNode frame) {
        Predicate<String> shown = field -> !frame.path(field).isMissingNode() && !frame.path(field).isNull();
        return (shown.test("api_key") || shown.test("jwt")) && !shown.test("id_token");
    }
}
