package dev.roommesh.signaling.cluster;

import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.FromServer;
import dev.roommesh.signaling.room.Connection;

/** The way to a peer whose socket another server has. Equal where it leads to the same socket. */
final class RemoteConnection implements Connection {
    private final Owner owner;
    private final Publisher publisher;
    private final SignalCodec codec;

    RemoteConnection(Owner owner, Publisher publisher, SignalCodec codec) {
        this.owner = owner;
        this.publisher = publisher;
        this.codec = codec;
    }

    Owner owner() {
        return owner;
    }

    @Override
    public void send(FromServer message) {
        publisher.publish(owner.server(), new ServerMessage.Say(owner.socket(), codec.encode(message)));
    }

    @Override
    public void endWith(FromServer.Refused last) {
        publisher.publish(owner.server(), new ServerMessage.EndWith(owner.socket(), codec.encode(last)));
    }

    @Override
    public void end(String reason) {
        publisher.publish(owner.server(), new ServerMessage.End(owner.socket(), reason));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RemoteConnection remote && remote.owner.equals(owner);
    }

    @Override
    public int hashCode() {
        return owner.hashCode();
    }
}
