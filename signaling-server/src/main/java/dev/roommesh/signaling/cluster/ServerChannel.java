package dev.roommesh.signaling.cluster;

import dev.roommesh.codec.Decoded;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.codec.SignalCodec.Claimed;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.RoomId;
import dev.roommesh.signaling.relay.OtherServers;
import dev.roommesh.signaling.relay.Sender;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other servers tell this one, and what workers here answer to the others' questions. */
final class ServerChannel implements OtherServers {
    private static final Logger LOG = LoggerFactory.getLogger(ServerChannel.class);
    /** As {@link ClusterConfiguration} makes them; a worker could say anything. */
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{12}");

    private final Engine engine;
    private final LocalSockets sockets;
    private final Replicas replicas;
    private final SignalCodec codec;
    /** Who answered was checked where its socket is. */
    private final RemoteConnection elsewhere;

    ServerChannel(Engine engine, LocalSockets sockets, Replicas replicas, SignalCodec codec) {
        this.engine = engine;
        this.sockets = sockets;
        this.replicas = replicas;
        this.codec = codec;
        this.elsewhere = new RemoteConnection(new Owner("-", "-"), engine, codec);
    }

    @Override
    public String here() {
        return engine.server();
    }

    @Override
    public void answered(String server, Sender worker, FromPeer answer) {
        if (NAME.matcher(server).matches())
            engine.publish(server, new ServerMessage.Answer(worker.room(), worker.peer(), codec.encode(answer)));
    }

    /** One message, in the order in which they were sent; returns at once. What cannot be read is passed over. */
    void received(String text, Cluster.Parts parts) {
        Optional<ServerMessage> message = ServerMessage.of(text);
        if (message.isEmpty()) {
            LOG.debug("unreadable message of {} characters from another server", text.length());
            return;
        }
        switch (message.get()) {
            case ServerMessage.Say(String socket, String said) ->
                told(said, heard -> to(socket, place -> place.connection().send(heard)));
            case ServerMessage.EndWith(String socket, String said) -> told(said, heard -> {
                if (heard instanceof FromServer.Refused refused)
                    to(socket, place -> {
                        place.connection().endWith(refused);
                        if (refused.code() == ErrorCode.REPLACED) replicas.forget(place);
                    });
            });
            case ServerMessage.End(String socket, String reason) -> to(socket, place -> place.connection().end(reason));
            case ServerMessage.Changed(RoomId room, String change) -> replicas.changedElsewhere(room, change);
            case ServerMessage.Answer(RoomId room, PeerId worker, String said) -> {
                if (!(codec.decodeFromPeer(said) instanceof Decoded.Accepted<Claimed>(Claimed(var heard, _)))) return;
                var sender = new Sender(room, worker, elsewhere);
                if (heard instanceof FromPeer.WorkerList answer) parts.queries().answer(sender, answer);
                if (heard instanceof FromPeer.Reservation answer) parts.reservations().answer(sender, answer);
                if (heard instanceof FromPeer.ChannelAnswer answer) parts.channels().answer(sender, answer);
                if (heard instanceof FromPeer.WorkerForgotten answer) parts.forgetting().answer(sender, answer);
                if (heard instanceof FromPeer.WatchUpdated told) parts.watches().told(sender, told);
            }
        }
    }

    private void told(String said, Consumer<FromServer> then) {
        if (codec.decodeFromServer(said) instanceof Decoded.Accepted<FromServer>(FromServer heard)) then.accept(heard);
    }

    private void to(String socket, Consumer<LocalSockets.Place> then) {
        sockets.of(socket).ifPresent(then);
    }
}
