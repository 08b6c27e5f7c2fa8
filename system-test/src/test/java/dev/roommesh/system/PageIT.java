package dev.roommesh.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roommesh.model.ConnectionFacts;
import dev.roommesh.model.FromPeer;
import dev.roommesh.model.FromServer;
import dev.roommesh.model.MeshLink;
import dev.roommesh.model.PeerId;
import dev.roommesh.model.Profile;
import dev.roommesh.model.PropertyValue;
import dev.roommesh.model.Role;
import dev.roommesh.model.WorkerStatus;
import dev.roommesh.signaling.RawPeer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The server's page in a real browser, with a room of real workers; pictures are in {@code target/screenshots}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageIT {
    private static final int SIZE = 4;

    private final Browser browser = new Browser();
    private final Cluster cluster = Cluster.up(SIZE);
    private final Newcomers newcomers = new Newcomers(cluster);

    @AfterAll
    void end() {
        browser.close();
        newcomers.close();
        cluster.close();
    }

    @BeforeEach
    void lookAtItInTheSameWay() {
        browser.likeADesk();
        browser.prefer("light");
    }

    @Test
    @Order(1)
    void whoOpensTheAddressWithRoomAndTokenSeesTheRoom() {
        openPage();
        browser.awaitText("#mode", "normal");
        browser.awaitText("#freshness", "live");
        browser.awaitCount("#workers tbody tr", SIZE);
        browser.awaitText("[data-fact='Admin'] dd", cluster.worker(SIZE).name());
        browser.awaitText("[data-fact='Links open'] dd", "6 of 6");
        browser.awaitText("[data-fact='Told by'] dd", "the admin");
        assertThat(browser.text("[data-fact='Workers'] dd")).isEqualTo(SIZE + " of 10");
        assertThat(browser.text("[data-fact='Term'] dd")).isEqualTo(Long.toString(term()));
        assertThat(browser.text("#workers tr.admin")).contains(cluster.worker(SIZE).name(), "available", "GiB",
                "3 of 3");
        assertThat(browser.count("#mesh .edge[data-state='open']")).isEqualTo(6);
        assertThat(browser.count("#mesh .node.admin")).isEqualTo(1);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @Order(2)
    void theTokenIsNowhereButInTheStorageOfTheTab() {
        String token = cluster.facts().token();
        assertThat(browser.address()).endsWith("/ui/");
        assertThat(browser.run("return document.documentElement.outerHTML")).asString().doesNotContain(token);
        assertThat(browser.run("return JSON.stringify(localStorage) + document.cookie")).isEqualTo("{}");
        assertThat(browser.run("return JSON.stringify(sessionStorage)")).asString().contains(token);
        browser.run("location.reload()");
        browser.awaitText("#freshness", "live");
    }

    @Test
    @Order(2)
    void theReplicaNoticesWhatIsLostAndTakesInNoMoreThanARoomHas() {
        assertThat(browser.runAsync("""
                const { Replica } = await import('/ui/replica.js');
                const part = (sequence, fields) =>
                    ({ sequence, snapshot: sequence === 1, more: false, workers: [], gone: [], ...fields });
                const many = count => Array.from({ length: count }, (_, i) => ({ peer_id: 'w' + i }));
                const outcome = (...parts) => {
                    const replica = new Replica();
                    try {
                        const picture = parts.map(one => replica.take(one)).at(-1);
                        return picture === null ? 'waits' : [...picture.workers.keys(), picture.links.length].join(' ');
                    } catch (broken) {
                        return broken.message;
                    }
                };
                const whole = part(1, { workers: many(3), links: [{ a: 'w0', b: 'w1', state: 'open' }] });
                return [outcome(part(2)), outcome(part(1, { snapshot: false })), outcome(whole, part(3)),
                    outcome(part(1, { more: true })), outcome(whole), outcome(whole, part(2)),
                    outcome(whole, part(2, { gone: ['w0'] })), outcome(whole, part(2, { snapshot: true })),
                    outcome(part(1, { workers: many(21) })), outcome(part(1, { links: Array(46).fill({}) }))]"""))
                .isEqualTo(List.of("a part was lost", "there was no snapshot", "a part was lost", "waits", "w0 w1 w2 1",
                        "w0 w1 w2 1", "w1 w2 0", "0", "too much is told", "too much is told"));
    }

    @Test
    @Order(2)
    void theNewestEventsAreKeptAndNotMoreThanThat() {
        assertThat(browser.runAsync("""
                const { withNews, EVENTS_MAX } = await import('/ui/events.js');
                let kept = [];
                for (let i = 0; i < 300; i += 3) kept = withNews(kept, [{ i }, { i: i + 1 }, { i: i + 2 }], new Date());
                return [EVENTS_MAX, kept.length, kept[0].i, kept.at(-1).i].join(' ')""")).isEqualTo("200 200 299 100");
    }

    @Test
    @Order(3)
    void theRoomIsLegibleInBothSchemesAndOnAPhone() {
        browser.prefer("light");
        Object light = ground();
        browser.assertContrast();
        browser.screenshot("room-light");
        browser.prefer("dark");
        assertThat(ground()).isNotEqualTo(light);
        browser.assertContrast();
        browser.screenshot("room-dark");
        browser.likeAPhone();
        browser.assertNothingIsBesideTheScreen();
        browser.screenshot("room-phone-dark");
        browser.prefer("light");
        browser.screenshot("room-phone");
        browser.likeADesk();
    }

    private Object ground() {
        return String.valueOf(browser.run("return getComputedStyle(document.body).backgroundColor"));
    }

    @Test
    @Order(4)
    void aStatusThatChangesAndAWorkerThatJoinsAreShown() {
        cluster.worker(1).put("/status", "{\"status\":\"maintenance\"}");
        browser.awaitCount("#mesh .node[data-peer='worker-1'][data-status='maintenance']", 1);
        browser.awaitText("#workers tr[data-peer='worker-1']", "maintenance");
        browser.awaitText("#events", "worker-1 available → maintenance");

        newcomers.start("one-more", 2_048);
        browser.awaitText("#events", "one-more joined, available");
        browser.awaitText("[data-fact='Links open'] dd", "10 of 10");
        browser.awaitText("#workers tr[data-peer='one-more']", "2 GiB");
        browser.screenshot("joined");
    }

    @Test
    @Order(5)
    void aJobOfAClientsIsShownFromItsBeginningToItsEnd() {
        Shell.Outcome ran = cluster.shell().roommesh("run", "--min-gpu-memory-mb", "12000", "--", "demo", "seconds=3");
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        // Reserved first, for some milliseconds; that may have been told in one.
        browser.awaitText("#events", events -> events.contains("→ busy")
                && events.contains("worker-2 runs") && events.contains("demo"), "the job");
        browser.awaitText("#events", "worker-2 has ended its job");
        browser.awaitText("#workers tr[data-peer='worker-2']", row -> row.contains("available"), "free again");
    }

    /** A worker of the old kind only says that it has a job. */
    @Test
    @Order(5)
    void aJobThatRunsIsShown() {
        try (var old = new RawPeer(cluster.facts().webSocket())) {
            Profile free = Profile.EMPTY.with(Profile.GPU_MEMORY_MB, PropertyValue.of(40_960))
                    .with(Profile.GPU_MODEL, PropertyValue.of("NVIDIA A100"));
            old.send(register("old-style", free));
            old.await(FromServer.Registered.class);
            browser.awaitText("#events", "old-style joined, available");
            Profile busy = free.withStatus(WorkerStatus.BUSY).with("current_job",
                    new PropertyValue.Fields(Map.of("command", PropertyValue.of("train --epochs 40"))));
            old.send(new FromPeer.UpdateMetadata(busy));
            browser.awaitText("#workers tr[data-peer='old-style']",
                    row -> row.contains("busy") && row.contains("train --epochs 40"), "busy, with its job");
            browser.awaitText("#events", "old-style available → busy");
            browser.awaitText("#events", "old-style runs command: train --epochs 40");
            browser.screenshot("job");
            old.send(new FromPeer.UpdateMetadata(free));
            browser.awaitText("#events", "old-style has ended its job");
            old.hangUp();
            browser.awaitText("#events", "old-style left");
        }
    }

    @Test
    @Order(6)
    void whatAHostileWorkerSaysIsTextAndStaysInItsPlace() {
        String script = "<script>window.harmed = 1</script>";
        String image = "<img src=x onerror='window.harmed = 1'>";
        Profile hostile = Profile.EMPTY.with(Profile.GPU_MODEL, PropertyValue.of(script))
                .with("current_job", PropertyValue.of("W".repeat(1_024)))
                .with(Profile.RESERVED_BY, PropertyValue.of("\u202Egnorw\u2066" + image))
                .withStatus(WorkerStatus.RESERVED)
                .with(Profile.GPU_MEMORY_MB, PropertyValue.of(1))
                .withTags(List.of(image, "\u202Ekcah", "T".repeat(64)));
        String id = "w".repeat(64);
        try (var eve = new RawPeer(cluster.facts().webSocket())) {
            eve.send(register(id, hostile));
            browser.awaitText("#workers tr[data-peer='" + id + "']",
                    row -> row.contains(script) && row.contains(image), "what it says, as text");
            assertThat(browser.text("#workers tr[data-peer='" + id + "']")).as("marks that turn text around are shown")
                    .contains("\uFFFDkcah").doesNotContain("\u202E", "\u2066");
            assertThat(browser.run("return window.harmed ?? 'no harm'")).isEqualTo("no harm");
            assertThat(browser.count("main img, main script")).isZero();
            assertThat(browser.run("return getComputedStyle(document.querySelector('bdi.said')).unicodeBidi"))
                    .isEqualTo("isolate");
            browser.assertNothingIsBesideTheScreen();
            browser.screenshot("hostile");
            browser.likeAPhone();
            browser.assertNothingIsBesideTheScreen();
            browser.screenshot("hostile-phone");
            browser.likeADesk();
            assertThat(browser.complaints()).isEmpty();
        }
        browser.awaitCount("#workers tr[data-peer='" + id + "']", 0);
    }

    @Test
    @Order(7)
    void severalRoomsAreOpenAtATimeAndLinksAreShownInTheirStates() {
        List<MeshLink> links = TenWorkers.links();
        try (var room = new InventedRoom(cluster.facts().http(), TenWorkers.picture(links))) {
            browser.click("#add");
            browser.run("""
                    document.getElementById('entry-room').value = arguments[0];
                    document.getElementById('entry-token').value = arguments[1];
                    document.getElementById('entry').requestSubmit()""", room.facts().room().value(),
                    room.facts().token());
            room.tellOn();
            browser.awaitText("[data-fact='Links open'] dd", "41 of 45");
            browser.awaitCount("#mesh .edge[data-state='offering']", 2);
            assertThat(browser.text("#not-open")).contains("gpu-1 – gpu-2: connecting",
                    "gpu-4 – gpu-9: waiting for the next attempt", "gpu-7 – gpu-8: missing");
            assertThat(browser.count("#mesh .edge title")).isEqualTo(45);
            browser.awaitCount("#rooms button", 2);
            browser.assertContrast();
            browser.screenshot("ten-light");
            browser.prefer("dark");
            browser.assertContrast();
            browser.screenshot("ten-dark");
            browser.likeAPhone();
            browser.assertNothingIsBesideTheScreen();
            browser.screenshot("ten-phone");
            browser.likeADesk();
            browser.prefer("light");

            links.set(1, new MeshLink(links.get(1).a(), links.get(1).b(), MeshLink.State.MISSING));
            links.set(0, new MeshLink(links.get(0).a(), links.get(0).b(), MeshLink.State.OPEN));
            room.becomes(TenWorkers.picture(links));
            browser.awaitText("#events", "link lost: gpu-0 – gpu-2 (missing)");
            browser.awaitText("#events", "link up: gpu-0 – gpu-1");

            room.becomes(TenWorkers.readOnly(links));
            browser.awaitText("#mode", "read-only");
            browser.awaitText("#freshness", shown -> shown.startsWith("stale since"), "stale since");
            browser.awaitText("[data-fact='Admin'] dd", "nobody");
            browser.awaitText("#events", "mode normal → read-only");
            browser.awaitText("#events", "stale: nobody who tells of the room sees an acting admin");
            browser.assertContrast();
            browser.screenshot("read-only");
        }
        browser.awaitText("#freshness", "stale since");
        browser.click("#rooms button");
        browser.awaitText("#room-name", cluster.facts().room().value());
        browser.awaitText("#freshness", "live");
    }

    @Test
    @Order(8)
    void whenTheAdminIsKilledTheNextOneIsShown() {
        openPage();
        browser.awaitText("#freshness", "live");
        long before = term();
        cluster.worker(SIZE).signal("KILL");
        browser.awaitText("[data-fact='Admin'] dd", cluster.worker(SIZE - 1).name());
        browser.awaitText("[data-fact='Term'] dd", term -> Long.parseLong(term) > before, "a higher term");
        browser.awaitCount("#workers tr[data-peer='worker-4']", 0);
        browser.awaitText("#events", "worker-4 left");
        browser.awaitText("#events", "worker-3 is admin in term " + browser.text("[data-fact='Term'] dd"));
        browser.awaitText("#freshness", "live");
        browser.screenshot("next-admin");
    }

    @Test
    @Order(9)
    void withoutTheServerThePageSaysSoAndComesBackByItself() {
        openPage();
        browser.awaitText("#freshness", "live");
        List<String> command = Cluster.commandOf(cluster.serverPid());
        Signals.send(cluster.serverPid(), "KILL");
        browser.awaitText("#freshness", shown -> shown.startsWith("not connected · stale since"), "not connected");
        browser.awaitText("#notice", "The server does not answer. Trying again.");
        browser.awaitText("#events", "stale: not connected to the server");
        assertThat(browser.count("#workers tbody tr")).as("what was seen last").isEqualTo(SIZE);
        assertThat(browser.text("[data-fact='Links open'] dd")).as("of those that are there").isEqualTo("6 of 6");
        browser.assertContrast();
        browser.screenshot("stale");
        browser.prefer("dark");
        browser.assertContrast();
        browser.screenshot("stale-dark");
        browser.prefer("light");
        cluster.restartServer(command);
        browser.awaitText("#freshness", shown -> shown.equals("live"), "live");
        browser.awaitText("#events", "live again");
        assertThat(browser.text("#notice")).isEmpty();
    }

    @Test
    @Order(10)
    void aWrongTokenIsRefusedWithOneSentenceAndNotTriedAgain() {
        browser.click("#close");
        browser.open(address(ConnectionFacts.of(cluster.facts().server().toString(),
                cluster.facts().room().value(), "made-up")));
        browser.awaitText("#freshness", "refused");
        assertThat(browser.text("#notice")).contains("token", "Close this room").doesNotContain("Trying again");
        browser.click("#close");
        browser.click("#close");
        browser.awaitCount("#entry:not([hidden])", 1);
        browser.screenshot("entry");
        assertThat(browser.run("return sessionStorage.getItem('roommesh.rooms')")).isEqualTo("[]");
    }

    private void openPage() {
        browser.open(address(cluster.facts()));
    }

    private static URI address(ConnectionFacts facts) {
        return URI.create(facts.http() + "/ui/#room=" + facts.room() + "&token=" + facts.token());
    }

    private long term() {
        return cluster.worker(1).room().orElseThrow().adminTerm();
    }

    private FromPeer.Register register(String peer, Profile profile) {
        return new FromPeer.Register(new PeerId(peer), cluster.facts().room(), cluster.facts().token(), Role.WORKER,
                profile, null, null, null, null, false);
    }
}
