package dev.roommesh.model;

/** Why the signaling server refused something. The names are the words on the wire. */
public enum ErrorCode {
    /** The room has its ten workers. */
    ROOM_FULL,
    /** The server cannot check this now; try again after {@code retry_after_ms}. */
    RETRY_LATER,
    /** Too much was sent; for a while nothing more is taken. */
    RATE_LIMITED,
    /** The token is wrong, expired, or for another room or role. */
    UNAUTHORIZED,
    /** The token was revoked: it will not be valid again. */
    TOKEN_REVOKED, ROOM_NOT_FOUND,
    /** Something was sent before {@code register}. */
    NOT_IN_ROOM, PEER_NOT_FOUND,
    /** To old peers: whom a message is for is not in the sender's room. */
    PEER_NOT_IN_ROOM,
    /** A frame claims another sender than the one registered on its socket. */
    SENDER_MISMATCH,
    /** The same peer registered on a newer socket. */
    REPLACED,
    /** Nobody in the room can answer now. */
    NO_ANSWER, INVALID_JSON, INVALID_MESSAGE, UNKNOWN_MESSAGE_TYPE, FRAME_TOO_LARGE, DELIVERY_FAILED,
    /** The server had a fault of its own. */
    INTERNAL,
    /** A code that this version does not know. */
    OTHER
}
