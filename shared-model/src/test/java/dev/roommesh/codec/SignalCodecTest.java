package dev.roommesh.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.codec.Decoded.Accepted;
import dev.roommesh.codec.Decoded.Cause;
import dev.roommesh.codec.Decoded.Rejected;
import dev.roommesh.codec.SignalCodec.Claimed;
import dev.roommesh.model.ChannelOutcome;
import dev.roommesh.model.Condition;
import dev.roommesh.model.DepartureReason;
import dev.roommesh.model.ErrorCode;
import dev.roommesh.model.Features;
import dev.roommesh.model.Filters;
import dev.roommesh.model.ForgetOutcome;
import dev.roommesh.model.FoundPeer;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.IceCandidate;
import dev.roommesh.model.IceServer;
import dev.roommesh.model.JsonText;
import dev.roommesh.model.Limits;
import dev.roommesh.model.LinkAttempt;
import dev.roommesh.model.ListedPeer;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.Mode;
import dev.roommesh.model.PeerFilters;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.RequestId;
import dev.roommesh.model.ReservationId;
import dev.roommesh.model.ReservationOutcome;
import dev.roommesh.model.Role;
import dev.roommesh.model.RoomId;
import dev.roommesh.model.Sdp;
import dev.roommesh.model.Source;
import dev.roommesh.model.WatchUpdate;
import dev.roommesh.model.WorkerAnswer;
import dev.roommesh.model.WorkerEntry;
import dev.roommesh.model.WorkerStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalCodecTest {
    private static final PeerId ANA = new PeerId("ana");
    private static final Profile PROFILE = new Profile(List.of("sleap-rtc"),
            Map.of("gpu_memory_mb", PropertyValue.of(24_000), "status", PropertyValue.of("busy"), "models",
                    new PropertyValue.Items(List.of(PropertyValue.of("base"), new PropertyValue.Decimal(0.5))),
                    "io_paths", new PropertyValue.Fields(Map.of("input", PropertyValue.of("/in")))));
    private static final LinkAttempt ATTEMPT = new LinkAttempt(7, 3);
    private static final WorkerAnswer ANSWER = new WorkerAnswer(List.of(WorkerEntry.of(ANA, PROFILE)), 1, ANA, 5,
            Instant.parse("2026-01-02T03:04:05.678Z"), false, Source.ADMIN, Mode.NORMAL);

    private static final WatchUpdate UPDATE = new WatchUpdate(3, true, false, List.of(WorkerEntry.of(ANA, PROFILE)),
            List.of(new PeerId("ben")), null, 0, Instant.parse("2026-01-02T03:04:05.678Z"), true, Source.MEMBER,
            Mode.READ_ONLY, List.of(new MeshLink(ANA, new PeerId("ben"), MeshLink.State.OFFERING)));

    private static final ReservationId RESERVATION = new ReservationId("0123456789abcdef");

    private final SignalCodec codec = new SignalCodec();

    static Stream<FromPeer> fromPeer() {
        return Stream.of(
                new FromPeer.Register(ANA, new RoomId("r1"), "t", Role.WORKER, PROFILE, 9L, "ticket", ANA, 4L, false),
                new FromPeer.Register(ANA, new RoomId("r1"), "t", null, null, null, null, null, null, null),
                new FromPeer.Register(ANA, new RoomId("r1"), "t", null, null, null, null, null, null, null, "id", true),
                new FromPeer.RegisterAccount("slp_1", null),
                new FromPeer.PeerOffer(ANA, "v=0", Map.of()),
                new FromPeer.PeerAnswer(ANA, "v=0", Map.of("key", new JsonText("{\"a\":[1,null]}"))),
                new FromPeer.PeerCandidate(ANA, new JsonText("{\"candidate\":\"c\",\"sdpMid\":null}"), Map.of()),
                new FromPeer.PeerMessage(ANA, new JsonText("{\"job_id\":\"j\"}")),
                new FromPeer.PeerError(ANA, "worker_busy", null, Map.of("n", new JsonText("1"))),
                new FromPeer.UpdateMetadata(PROFILE), new FromPeer.MeshConnect(ANA, new Sdp("offer", "v=0"), ATTEMPT),
                new FromPeer.MeshAnswer(ANA, new Sdp("answer", "v=0"), null),
                new FromPeer.Candidate(ANA, new IceCandidate("candidate:1", "0", 0), ATTEMPT),
                new FromPeer.DialMe(ANA),
                new FromPeer.QueryWorkers(new RequestId("q"), new Filters(WorkerStatus.AVAILABLE, 8_000L, List.of("x"),
                        Map.of("a", new Condition.Equal(PropertyValue.of("b")), "n",
                                new Condition.Range(PropertyValue.of(1), null, PropertyValue.of(2)))),
                        3),
                new FromPeer.DiscoverPeers(new PeerFilters("worker", List.of("x"),
                        Map.of("status", new Condition.Equal(PropertyValue.of("available"))))),
                new FromPeer.DiscoverPeers(null), new FromPeer.WorkerList(new RequestId("q"), ANSWER),
                new FromPeer.WatchWorkers(new RequestId("w")), new FromPeer.UnwatchWorkers(new RequestId("w")),
                new FromPeer.WatchUpdated(new RequestId("w"), UPDATE),
                new FromPeer.ReserveWorker(new RequestId("r"), RESERVATION, Filters.NONE, 1_000, null),
                new FromPeer.ReserveWorker(new RequestId("r"), RESERVATION, null, 3_600_000, ANA),
                new FromPeer.ReleaseWorker(new RequestId("r"), RESERVATION, ANA),
                new FromPeer.Reservation(new RequestId("r"), ReservationOutcome.NONE_FREE, null, 0),
                new FromPeer.OpenChannel(new RequestId("r"), ANA, RESERVATION, new Sdp("offer", "v=0")),
                new FromPeer.OpenChannel(new RequestId("r"), ANA, null, new Sdp("offer", "v=0")),
                new FromPeer.ChannelAnswer(new RequestId("r"), ChannelOutcome.ACCEPTED, new Sdp("answer", "v=0")),
                new FromPeer.ChannelAnswer(new RequestId("r"), ChannelOutcome.NOT_RESERVED, null),
                new FromPeer.ForgetWorker(new RequestId("f"), ANA),
                new FromPeer.WorkerForgotten(new RequestId("f"), ForgetOutcome.NOT_NOW),
                new FromPeer.AdminElected(ANA, 5),
                new FromPeer.Leave());
    }

    static Stream<FromServer> fromServer() {
        var listed = new ListedPeer(ANA, Role.WORKER, PROFILE, true, 2);
        var ice = List.of(new IceServer(List.of("turn:here"), "u", "c"), new IceServer(List.of("stun:x"), null, null));
        return Stream.of(
                new FromServer.Registered(new RoomId("r"), ANA, List.of(listed), null, 0, Features.of(true), ice, 45,
                        "ticket", List.of(ANA), Map.of(ANA, PROFILE), ice),
                new FromServer.Registered(new RoomId("r"), ANA, List.of(), ANA, 3, Features.of(false), ice, 45,
                        "ticket", List.of(), Map.of(), ice, "token"),
                new FromServer.AdminConflict(new RoomId("r"), ANA),
                new FromServer.PeerOffer(ANA, new PeerId("ben"), "v=0", Map.of("n", new JsonText("null"))),
                new FromServer.PeerAnswer(ANA, new PeerId("ben"), "v=0", Map.of()),
                new FromServer.PeerCandidate(ANA, new PeerId("ben"), new JsonText("\"candidate:1\""), Map.of()),
                new FromServer.PeerMessage(ANA, new PeerId("ben"), new JsonText("[]")),
                new FromServer.Refused(ErrorCode.OTHER, "worker_busy", "Busy.", null, null,
                        Map.of("target", JsonText.of(ANA))),
                new FromServer.PeerJoined(listed), new FromServer.PeerLeft(ANA, DepartureReason.LEASE_EXPIRED),
                new FromServer.FeaturesChanged(Features.of(false)), new FromServer.AdminChanged(ANA, 8),
                new FromServer.MeshOffer(ANA, new Sdp("offer", "v=0"), ATTEMPT, PROFILE),
                new FromServer.MeshAnswer(ANA, new Sdp("answer", "v=0"), ATTEMPT),
                new FromServer.Candidate(ANA, new IceCandidate("candidate:1", "0", 0), null),
                new FromServer.DialMe(ANA), new FromServer.QueryWorkers(new RequestId("q"), Filters.NONE, 5),
                new FromServer.WorkerList(new RequestId("q"), ANSWER), new FromServer.Ping(),
                new FromServer.WatchWorkers(new RequestId("w")), new FromServer.UnwatchWorkers(new RequestId("w")),
                new FromServer.WatchUpdated(new RequestId("w"), UPDATE),
                new FromServer.ReserveWorker(new RequestId("r"), ANA, RESERVATION, Filters.NONE, 5_000, null),
                new FromServer.ReleaseWorker(new RequestId("r"), RESERVATION, ANA),
                new FromServer.Reservation(new RequestId("r"), ReservationOutcome.GRANTED,
                        WorkerEntry.of(ANA, PROFILE, 17), 4_999),
                new FromServer.OpenChannel(new RequestId("r"), ANA, RESERVATION, new Sdp("offer", "v=0")),
                new FromServer.OpenChannel(new RequestId("r"), ANA, null, new Sdp("offer", "v=0")),
                new FromServer.ChannelAnswer(new RequestId("r"), ChannelOutcome.ACCEPTED, new Sdp("answer", "v=0")),
                new FromServer.ChannelAnswer(new RequestId("r"), ChannelOutcome.NO_JOBS, null),
                new FromServer.ForgetWorker(new RequestId("f"), ANA),
                new FromServer.WorkerForgotten(new RequestId("f"), ForgetOutcome.REMOVED),
                new FromServer.PeerList(ANA, List.of(new FoundPeer(ANA, Role.WORKER, PROFILE, 1_795_342_494.589)), 1),
                new FromServer.MetadataUpdated(ANA, PROFILE),
                FromServer.Refused.of(ErrorCode.ROOM_FULL, "The room is full."));
    }

    @ParameterizedTest
    @MethodSource("fromPeer")
    void whatAPeerSaysComesBackAsItWas(FromPeer message) {
        assertThat(codec.decodeFromPeer(codec.encode(message))).isInstanceOfSatisfying(Accepted.class,
                accepted -> assertThat(((SignalCodec.Claimed) accepted.message()).message()).isEqualTo(message));
    }

    @ParameterizedTest
    @MethodSource("fromServer")
    void whatTheServerSaysComesBackAsItWas(FromServer message) {
        assertThat(codec.decodeFromServer(codec.encode(message))).isEqualTo(new Accepted<>(message));
    }

    @Test
    void everyMessageOfBothFamiliesIsTried() {
        assertThat(fromPeer().map(Object::getClass).distinct()).hasSize(FromPeer.class.getPermittedSubclasses().length);
        assertThat(fromServer().map(Object::getClass).distinct())
                .hasSize(FromServer.class.getPermittedSubclasses().length);
    }

    @Test
    void theAnswerIsFlatAndInTheWordsOfTheProtocol() {
        assertThat(codec.encode(new FromServer.WorkerList(new RequestId("q"), ANSWER)))
                .contains("\"type\":\"worker_list\"", "\"request_id\":\"q\"", "\"workers\":[{\"peer_id\":\"ana\"",
                        "\"role\":\"worker\"", "\"metadata\":{\"tags\":[\"sleap-rtc\"]", "\"total_count\":1",
                        "\"admin_peer_id\":\"ana\"", "\"admin_term\":5", "\"as_of\":\"2026-01-02T03:04:05.678Z\"",
                        "\"stale\":false", "\"source\":\"admin\"", "\"mode\":\"normal\"")
                .doesNotContain("\"answer\"");
    }

    @Test
    void anAdminThatIsNotKnownIsWrittenAsNull() {
        var registered = fromServer().findFirst().orElseThrow();
        assertThat(codec.encode(registered)).contains("\"admin_peer_id\":null");
    }

    @Test
    void anOldPeersCandidateIsRead() {
        var text = "{\"type\":\"ice_candidate\",\"from_peer_id\":\"eve\",\"target_peer_id\":\"ana\","
                + "\"candidate\":{\"candidate\":\"c\",\"sdpMLineIndex\":0,\"sdpMid\":\"0\"}}";
        assertThat(codec.decodeFromPeer(text)).isEqualTo(new Accepted<>(new SignalCodec.Claimed(
                new FromPeer.Candidate(ANA, new IceCandidate("c", "0", 0), null), Optional.of("eve"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "{", "[1,2", "{\"type\":\"leave\"} trailing", "{\"type\":\"leave\"}{}",
            "{\"type\":\"leave\",\"type\":\"leave\"}"})
    void whatIsNoJsonIsMalformed(String text) {
        assertThat(cause(text)).isIn(Cause.MALFORMED, Cause.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"no_such\"}", "{}", "{\"type\":7}", "{\"kind\":\"leave\"}", "7"})
    void anUnknownTypeIsSaidToBeUnknown(String text) {
        assertThat(cause(text)).isEqualTo(Cause.UNKNOWN_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{\"type\":\"dial_me\"}",
            "{\"type\":\"dial_me\",\"target_peer_id\":null}",
            "{\"type\":\"dial_me\",\"target_peer_id\":\"a b\"}", "{\"type\":\"dial_me\",\"target_peer_id\":{}}",
            "{\"type\":\"admin_elected\",\"admin_peer_id\":\"a\",\"term\":-1}",
            "{\"type\":\"admin_elected\",\"admin_peer_id\":\"a\"}",
            "{\"type\":\"query_workers\",\"request_id\":\"q\",\"limit\":0}",
            "{\"type\":\"query_workers\",\"request_id\":\"q\",\"filters\":{\"status\":\"asleep\"}}",
            "{\"type\":\"query_workers\",\"request_id\":\"q\",\"filters\":{\"properties\":{\"a\":{\"$ne\":1}}}}",
            "{\"type\":\"update_metadata\",\"metadata\":{\"tags\":[],\"properties\":{\"a\":null}}}",
            "{\"type\":\"update_metadata\",\"metadata\":{\"tags\":[],\"properties\":{\"a\":[[[[[1]]]]]}}}"})
    void aFieldThatIsMissingOrBadIsInvalid(String text) {
        assertThat(cause(text)).isEqualTo(Cause.INVALID);
    }

    @Test
    void filtersSayOnlyWhatTheyAskFor() {
        var text = "{\"type\":\"query_workers\",\"request_id\":\"q\",\"filters\":{\"min_gpu_memory_mb\":1}}";
        assertThat(codec.decodeFromPeer(text)).isEqualTo(new Accepted<>(new SignalCodec.Claimed(
                new FromPeer.QueryWorkers(new RequestId("q"), new Filters(null, 1L, List.of(), Map.of()), null),
                Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"query_workers\",\"request_id\":\"q\",\"limit\":\"x\"}",
            "{\"type\":\"query_workers\",\"request_id\":\"q\",\"limit\":99999999999}",
            "{\"type\":\"update_metadata\",\"metadata\":[1]}", "{\"type\":\"dial_me\"}",
            "{\"type\":\"update_metadata\",\"metadata\":{\"properties\":{\"gpu_memory_mb\":null}}}"})
    void aPeerIsToldWhatIsWrongInItsOwnTerms(String text) {
        assertThat(codec.decodeFromPeer(text)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.cause()).isEqualTo(Cause.INVALID);
            assertThat(rejected.why()).isNotBlank().doesNotContain("java", "dev.", "Json", "creator", "null");
        });
    }

    @Test
    void deepNestingIsRefusedBeforeItIsRead() {
        assertThat(cause("[".repeat(50) + "]".repeat(50))).isEqualTo(Cause.MALFORMED);
    }

    @Test
    void aMessageOverTheLimitIsRefusedUnread() {
        assertThat(cause(" ".repeat(Limits.SIGNAL_FRAME_BYTES_MAX + 1))).isEqualTo(Cause.TOO_LARGE);
        assertThat(cause("{\"type\":\"leave\"}" + " ".repeat(Limits.SIGNAL_FRAME_BYTES_MAX - 16))).isNull();
    }

    @Test
    void fieldsOfALaterVersionAreIgnored() {
        assertThat(codec.decodeFromPeer("{\"type\":\"leave\",\"farewell\":{\"a\":[1]}}"))
                .isEqualTo(new Accepted<>(new SignalCodec.Claimed(new FromPeer.Leave(), Optional.empty())));
    }

    private @Nullable Cause cause(String text) {
        return codec.decodeFromPeer(text) instanceof Rejected<SignalCodec.Claimed> rejected ? rejected.cause() : null;
    }

    /** As the programs of 2025 wrote it. */
    @Test
    void anOldPeersMessageIsPassedOnWithAllItsFields() {
        assertThat(
                heard("""
                        {"type":"offer","sender":"c","target":"ana","sdp":"v=0","role":"client","n":1.5,"deep":{"a":[null,"é"]}}"""))
                .isEqualTo(new FromPeer.PeerOffer(ANA, "v=0", Map.of("sender", new JsonText("\"c\""), "role",
                        new JsonText("\"client\""), "n", new JsonText("1.5"), "deep",
                        new JsonText("{\"a\":[null,\"é\"]}"))));
        assertThat(codec.encode(new FromServer.PeerOffer(new PeerId("c"), ANA, "v=0",
                Map.of("deep", new JsonText("{\"a\":1}")))))
                .isEqualTo("""
                        {"type":"offer","sender":"c","target":"ana","sdp":"v=0","deep":{"a":1}}""");
    }

    @Test
    void ofAnOldPeersProfileWhatIsNullIsLeftOut() {
        assertThat(heard("""
                {"type":"register","peer_id":"ana","room_id":"r","token":"t","id_token":"i","is_admin":false,
                "metadata":{"tags":["a"],"properties":{"cuda_version":null,"gpu_memory_mb":1}}}"""))
                .isInstanceOfSatisfying(FromPeer.Register.class, register -> {
                    assertThat(register.metadata())
                            .isEqualTo(new Profile(List.of("a"), Map.of("gpu_memory_mb", PropertyValue.of(1))));
                    assertThat(register.isAdmin()).isFalse();
                    assertThat(register.toString()).doesNotContain("id_token");
                });
        assertThat(codec.decodeFromPeer("""
                {"type":"register","peer_id":"ana","room_id":"r","token":"t","metadata":{"properties":{"a":null}}}"""))
                .as("ours know better").isInstanceOf(Rejected.class);
    }

    @Test
    void aRegistrationThatShowsAnAccountIsReadAsSuchWhateverIsMissingInIt() {
        assertThat(heard("""
                {"type":"register","api_key":"slp_x","role":"worker"}""")).isInstanceOf(FromPeer.RegisterAccount.class);
        assertThat(heard("""
                {"type":"register","jwt":"x","room_id":"r"}""")).isInstanceOf(FromPeer.RegisterAccount.class);
        assertThat(heard("""
                {"type":"register","peer_id":"ana","room_id":"r","token":"t","id_token":"i","jwt":null}"""))
                .isInstanceOf(FromPeer.Register.class);
    }

    @Test
    void whatAnOldPeerDoesNotSpeakIsUnknownWhateverIsInIt() {
        Set<String> words = Set.of("offer");
        for (String text : List.of("{\"type\":\"query_workers\"}", "{\"type\":\"dial_me\",\"target_peer_id\":\"ana\"}",
                "{\"type\":\"\\u0000nonsense\"}"))
            assertThat(codec.decodeFromOldPeer(text, words)).isInstanceOfSatisfying(Rejected.class,
                    rejected -> assertThat(rejected.cause()).isEqualTo(Decoded.Cause.UNKNOWN_TYPE));
        assertThat(codec.decodeFromOldPeer("{\"type\":\"offer\",\"target\":\"ana\",\"sdp\":\"\"}", words))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void whatIsPassedOnHasALimit() {
        String fields = IntStream.range(0, Limits.PASSED_ON_FIELDS_MAX).mapToObj(i -> ",\"f" + i + "\":" + i)
                .collect(Collectors.joining());
        String offer = "{\"type\":\"offer\",\"target\":\"ana\",\"sdp\":\"\"" + fields;
        assertThat(codec.decodeFromPeer(offer + "}")).isInstanceOf(Accepted.class);
        assertThat(codec.decodeFromPeer(offer + ",\"one\":\"more\"}")).isInstanceOf(Rejected.class);
        String most = "x".repeat(Limits.PASSED_ON_CHARS_MAX - 2);
        String message = "{\"type\":\"peer_message\",\"to_peer_id\":\"ana\",\"payload\":\"";
        assertThat(codec.decodeFromPeer(message + most + "\"}")).isInstanceOf(Accepted.class);
        assertThat(codec.decodeFromPeer(message + most + "x\"}")).isInstanceOf(Rejected.class);
        String field = "{\"type\":\"offer\",\"target\":\"ana\",\"sdp\":\"\",\"f\":\"";
        assertThat(codec.decodeFromPeer(field + most.substring(1) + "\"}")).isInstanceOf(Accepted.class);
        assertThat(codec.decodeFromPeer(field + most + "\"}")).isInstanceOf(Rejected.class);
    }

    private FromPeer heard(String text) {
        if (codec.decodeFromPeer(text) instanceof Accepted<Claimed>(Claimed claimed)) return claimed.message();
        throw new AssertionError(codec.decodeFromPeer(text));
    }
}
