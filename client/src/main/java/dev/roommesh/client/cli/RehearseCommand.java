package dev.roommesh.client.cli;

import dev.roommesh.client.RoomClient;
import dev.roommesh.client.RoomClientException;
import dev.roommesh.client.Way;
import dev.roommesh.codec.DiscoveryJson;
import dev.roommesh.codec.SignalCodec;
import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.Source;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Loads the classes that {@code workers} needs; the launcher runs it once, to make the command's AOT cache. */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec == null) throw new IllegalStateException("picocli injects the specification");
        var out = spec.commandLine().getOut();
        var profile = new Profile(List.of("t"), Map.of(Profile.GPU_MEMORY_MB, PropertyValue.of(1)));
        var answer = new WorkerAnswer(List.of(WorkerEntry.of(new PeerId("w"), profile)), 1, new PeerId("w"), 1,
                Instant.EPOCH, false, Source.ADMIN, Mode.NORMAL);
        var codec = new SignalCodec();
        String text = codec.encode((FromServer) new FromServer.WorkerList(new RequestId("q"), answer));
        out.println(codec.decodeFromServer(text));
        out.println(new DiscoveryJson().encode(answer));
        new WorkerTable(answer, new Way.Relay(), Instant.EPOCH).lines().forEach(out::println);
        // Port 1 is nobody's: this goes as far as the refused connection.
        try (var client = RoomClient.connect(ConnectionFacts.of("http://127.0.0.1:1", "r", "t"),
                Duration.ofSeconds(1))) {
            out.println(client.peerId());
        } catch (RoomClientException refused) {
            out.println(refused.getMessage());
        }
    }
}
