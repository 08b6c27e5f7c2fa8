package dev.roommesh.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.JobMessage;
import dev.roommesh.model.LinkSignal;
import dev.roommesh.model.MeshMessage;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerAnswer;
import java.util.List;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/** The one configuration behind both codecs: snake_case, unknown fields ignored, missing and null ones refused. */
final class WireMapper {
    static final int NESTING_MAX = 16;
    static final int NAME_CHARS_MAX = 256;

    /** Every message, by its word on the wire; docs/PROTOCOL.md has a row for each. */
    static final List<NamedType> TYPES = List.of(
            new NamedType(FromPeer.Register.class, "register"),
            new NamedType(FromPeer.RegisterAccount.class, OldFrames.REGISTER_ACCOUNT),
            new NamedType(FromPeer.UpdateMetadata.class, "update_metadata"),
            new NamedType(FromPeer.MeshConnect.class, "mesh_connect"),
            new NamedType(FromPeer.MeshAnswer.class, "mesh_answer"),
            new NamedType(FromPeer.Candidate.class, "ice_candidate"),
            new NamedType(FromPeer.DialMe.class, "dial_me"),
            new NamedType(FromPeer.QueryWorkers.class, "query_workers"),
            new NamedType(FromPeer.DiscoverPeers.class, "discover_peers"),
            new NamedType(FromPeer.WorkerList.class, "worker_list"),
            new NamedType(FromPeer.WatchWorkers.class, "watch_workers"),
            new NamedType(FromPeer.UnwatchWorkers.class, "unwatch_workers"),
            new NamedType(FromPeer.WatchUpdated.class, "watch_update"),
            new NamedType(FromPeer.ReserveWorker.class, "reserve_worker"),
            new NamedType(FromPeer.ReleaseWorker.class, "release_worker"),
            new NamedType(FromPeer.Reservation.class, "reservation"),
            new NamedType(FromPeer.OpenChannel.class, "open_channel"),
            new NamedType(FromPeer.ChannelAnswer.class, "channel_answer"),
            new NamedType(FromPeer.ForgetWorker.class, "forget_worker"),
            new NamedType(FromPeer.WorkerForgotten.class, "worker_forgotten"),
            new NamedType(FromPeer.PeerOffer.class, "offer"),
            new NamedType(FromPeer.PeerAnswer.class, "answer"),
            new NamedType(FromPeer.PeerCandidate.class, "candidate"),
            new NamedType(FromPeer.PeerMessage.class, "peer_message"),
            new NamedType(FromPeer.PeerError.class, "error"),
            new NamedType(FromPeer.AdminElected.class, "admin_elected"),
            new NamedType(FromPeer.Leave.class, "leave"),
            new NamedType(FromServer.Registered.class, "registered_auth"),
            new NamedType(FromServer.AdminConflict.class, "admin_conflict"),
            new NamedType(FromServer.PeerJoined.class, "peer_joined"),
            new NamedType(FromServer.PeerLeft.class, "peer_left"),
            new NamedType(FromServer.FeaturesChanged.class, "features_changed"),
            new NamedType(FromServer.AdminChanged.class, "admin_changed"),
            new NamedType(FromServer.MeshOffer.class, "mesh_offer"),
            new NamedType(FromServer.MeshAnswer.class, "mesh_answer"),
            new NamedType(FromServer.Candidate.class, "ice_candidate"),
            new NamedType(FromServer.DialMe.class, "dial_me"),
            new NamedType(FromServer.QueryWorkers.class, "query_workers"),
            new NamedType(FromServer.WorkerList.class, "worker_list"),
            new NamedType(FromServer.WatchWorkers.class, "watch_workers"),
            new NamedType(FromServer.UnwatchWorkers.class, "unwatch_workers"),
            new NamedType(FromServer.WatchUpdated.class, "watch_update"),
            new NamedType(FromServer.ReserveWorker.class, "reserve_worker"),
            new NamedType(FromServer.ReleaseWorker.class, "release_worker"),
            new NamedType(FromServer.Reservation.class, "reservation"),
            new NamedType(FromServer.OpenChannel.class, "open_channel"),
            new NamedType(FromServer.ChannelAnswer.class, "channel_answer"),
            new NamedType(FromServer.ForgetWorker.class, "forget_worker"),
            new NamedType(FromServer.WorkerForgotten.class, "worker_forgotten"),
            new NamedType(FromServer.PeerOffer.class, "offer"),
            new NamedType(FromServer.PeerAnswer.class, "answer"),
            new NamedType(FromServer.PeerCandidate.class, "candidate"),
            new NamedType(FromServer.PeerMessage.class, "peer_message"),
            new NamedType(FromServer.PeerList.class, "peer_list"),
            new NamedType(FromServer.Ping.class, "ping"),
            new NamedType(FromServer.MetadataUpdated.class, "metadata_updated"),
            new NamedType(FromServer.Refused.class, "error"),
            new NamedType(MeshMessage.Heartbeat.class, "heartbeat"),
            new NamedType(MeshMessage.BeatEcho.class, "beat_echo"),
            new NamedType(MeshMessage.Vouch.class, "vouch"),
            new NamedType(MeshMessage.Probe.class, "probe"),
            new NamedType(MeshMessage.ProbeReply.class, "probe_reply"),
            new NamedType(MeshMessage.Prepare.class, "prepare"),
            new NamedType(MeshMessage.Promise.class, "promise"),
            new NamedType(MeshMessage.Propose.class, "propose"),
            new NamedType(MeshMessage.Accepted.class, "accepted"),
            new NamedType(MeshMessage.Outvoted.class, "outvoted"),
            new NamedType(MeshMessage.AdmitMe.class, "admit_me"),
            new NamedType(MeshMessage.RosterUpdate.class, "roster"),
            new NamedType(MeshMessage.Claim.class, "claim"),
            new NamedType(MeshMessage.HandOver.class, "hand_over"),
            new NamedType(MeshMessage.Changes.class, "changes"),
            new NamedType(MeshMessage.Wanted.class, "wanted"),
            new NamedType(MeshMessage.Base.class, "base"),
            new NamedType(MeshMessage.Forwarded.class, "forwarded"),
            new NamedType(MeshMessage.Relayed.class, "relayed"),
            new NamedType(MeshMessage.Reserve.class, "reserve"),
            new NamedType(MeshMessage.Reserved.class, "reserved"),
            new NamedType(MeshMessage.Release.class, "release"),
            new NamedType(MeshMessage.Leaving.class, "leaving"),
            new NamedType(LinkSignal.Offer.class, "offer"),
            new NamedType(LinkSignal.Answer.class, "answer"),
            new NamedType(LinkSignal.Candidate.class, "candidate"),
            new NamedType(LinkSignal.DialMe.class, "dial_me"),
            new NamedType(JobMessage.Submit.class, "submit"),
            new NamedType(JobMessage.Cancel.class, "cancel"),
            new NamedType(JobMessage.Collected.class, "collected"),
            new NamedType(JobMessage.Rejected.class, "rejected"),
            new NamedType(JobMessage.Accepted.class, "accepted"),
            new NamedType(JobMessage.Started.class, "started"),
            new NamedType(JobMessage.Progress.class, "progress"),
            new NamedType(JobMessage.Result.class, "result"),
            new NamedType(JobMessage.Ended.class, "ended"),
            new NamedType(JobMessage.Over.class, "over"),
            new NamedType(JobMessage.Alive.class, "alive"),
            new NamedType(JobMessage.Want.class, "want"),
            new NamedType(JobMessage.Chunk.class, "chunk"),
            new NamedType(JobMessage.Got.class, "got"));

    private WireMapper() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface Typed {}

    /** The library reads it. */
    @SuppressWarnings("UnusedMethod")
    private interface FlatAnswer {
        @JsonUnwrapped
        WorkerAnswer answer();
    }

    /** The library reads it. */
    @SuppressWarnings("UnusedMethod")
    private interface FlatUpdate {
        @JsonUnwrapped
        WatchUpdate update();
    }

    /** The library reads it. */
    @SuppressWarnings("UnusedMethod")
    private interface WithToken {
        @JsonInclude(JsonInclude.Include.NON_NULL)
        String token();
    }

    @JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
    private interface CamelCase {}

    static JsonMapper json() {
        return configured(JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints()).build()))
                .build();
    }

    static CBORMapper cbor() {
        return configured(CBORMapper.builder(CBORFactory.builder().streamReadConstraints(constraints()).build()))
                .build();
    }

    private static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).maxNameLength(NAME_CHARS_MAX).build();
    }

    private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B configured(
            B builder) {
        JacksonModule words = WireWords.module();
        builder.annotationIntrospector(new Nullability()).addModule(words)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Only components are written, not what a record concludes from them.
                .changeDefaultVisibility(usual -> usual.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
                .changeDefaultPropertyInclusion(usual -> usual.withValueInclusion(JsonInclude.Include.NON_NULL));
        for (Class<?> family : new Class<?>[]{FromPeer.class, FromServer.class, MeshMessage.class, LinkSignal.class,
                JobMessage.class}) {
            builder.addMixIn(family, Typed.class);
        }
        builder.addMixIn(FromPeer.WorkerList.class, FlatAnswer.class)
                .addMixIn(FromServer.WorkerList.class, FlatAnswer.class)
                .addMixIn(FromPeer.WatchUpdated.class, FlatUpdate.class)
                .addMixIn(FromServer.WatchUpdated.class, FlatUpdate.class)
                .addMixIn(FromServer.Registered.class, WithToken.class)
                .addMixIn(IceCandidate.class, CamelCase.class);
        for (Class<?> shown : new Class<?>[]{FromServer.Registered.class, WorkerAnswer.class}) {
            builder.withConfigOverride(shown, usual -> usual.setInclude(JsonInclude.Value.ALL_ALWAYS));
        }
        TYPES.forEach(builder::registerSubtypes);
        return builder;
    }
}
