package dev.roommesh.channel;

/**
 * Learns what happens to a data channel. Called from threads of the library and of the channels, one at a time; must
 * return at once and throw nothing.
 */
interface ChannelListener {
    /** Frames can be sent from now on. Said once. */
    void opened();

    /** One whole frame of bytes, which belongs to the listener. */
    void received(byte[] frame);

    /**
     * One whole text, as UTF-8, which belongs to the listener.
     *
     * @return false where there are no texts on such a channel, which ends it
     */
    boolean receivedText(byte[] text);

    /**
     * It is over, and all that it held is freed. Said once; not of a channel that its owner closed.
     *
     * @param why a sentence for people
     */
    void closed(String why);
}
