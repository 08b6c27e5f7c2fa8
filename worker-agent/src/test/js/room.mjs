import { createHash } from "node:crypto";
import * as Automerge from "@automerge/automerge";

const ROOM = "lab";
/** The last two are processes of one worker. */
const PEERS = ["ana", "ben", "cleo", "ben"];
const NAMES = ["status", "gpu_memory_mb", "gpu_model", "hostname", "current_job", "a.b:c-d_e"];
const TEXTS = ["available", "busy", "", "\u0000", "\u{1f600}", "x\u00e9".repeat(100)];
const DEPTH = 3;

const text = (value) => new Automerge.ImmutableString(value);
const owner = (peer) => createHash("sha256").update(`${ROOM}|${peer}`).digest("hex").slice(0, 32);

/** Replicas that write whatever the room's document can say, at times without each other. */
export class Room {
  constructor(random, base) {
    this.random = random;
    this.replicas = PEERS.map((peer) => {
      const empty = Automerge.init({ actor: owner(peer) + random.hex(16) });
      return { peer, document: Automerge.applyChanges(empty, [base])[0] };
    });
  }

  step() {
    const replica = this.random.pick(this.replicas);
    const what = this.random.below(8);
    if (what < 4) this.change(replica, (root) => this.writeOwn(root, replica.peer));
    else if (what === 4) this.change(replica, (root) => this.writeAdmin(root, replica.peer));
    else this.sync(replica, this.random.pick(this.replicas));
  }

  change(replica, write) {
    replica.document = Automerge.change(replica.document, { time: 0 }, write);
  }

  sync(from, to) {
    if (from === to) return;
    to.document = Automerge.applyChanges(to.document, Automerge.getChanges(to.document, from.document))[0];
  }

  /** What all of them hold together: changes in dependency order. */
  merged() {
    const [first, ...others] = this.replicas;
    others.forEach((other) => this.sync(other, first));
    return first.document;
  }

  writeOwn(root, peer) {
    const { random } = this;
    if (!root.workers[peer]) {
      root.workers[peer] = {
        peer_id: text(peer),
        role: text("worker"),
        metadata: { tags: this.tags(), properties: {} },
      };
    }
    const metadata = root.workers[peer].metadata;
    if (random.below(5) === 0) metadata.tags = this.tags();
    for (let i = random.below(10) === 0 ? 6 : 1 + random.below(2); i > 0; i--) {
      const name = random.pick(NAMES);
      if (random.below(4) === 0) delete metadata.properties[name];
      else metadata.properties[name] = this.value(DEPTH);
    }
  }

  writeAdmin(root, peer) {
    const { random } = this;
    const term = random.below(2 ** 33);
    const peers = Array.from({ length: random.below(10) }, (_, i) => ({
      peer_id: text(`w${i}`),
      gpu_memory_mb: random.below(100000),
    }));
    const version = random.below(10);
    root.admins[peer] = {
      room_id: text(ROOM),
      admin_peer_id: text(peer),
      admin_term: term,
      version,
      roster: { term, version, peers },
    };
  }

  /** Only where it is assigned by itself can a number be said to be a double though it is whole. */
  decimal(itself) {
    const fraction = this.random.next() - 0.5;
    if (!itself) return fraction * 1000;
    return new Automerge.Float64(this.random.below(9) === 0 ? -0 : fraction * 10 ** this.random.below(300));
  }

  tags() {
    return Array.from({ length: this.random.below(4) }, () => text(`tag${this.random.below(20)}\u00e9\u{1f600}`));
  }

  value(depth) {
    const { random } = this;
    switch (random.below(depth === 0 ? 6 : 8)) {
      case 0:
        return random.below(1000) - 500;
      case 1:
        return Math.floor((random.next() - 0.5) * 2 ** random.below(54));
      case 2:
        return this.decimal(depth === DEPTH);
      case 3:
        return random.below(2) === 0;
      case 4:
        return new Date(Math.floor((random.next() - 0.5) * 2 ** random.below(52)));
      case 5:
        return text(random.pick(TEXTS));
      case 6:
        return Array.from({ length: random.below(4) }, () => this.value(depth - 1));
      default:
        return Object.fromEntries(
          Array.from({ length: random.below(4) }, () => [`f${random.below(5)}`, this.value(depth - 1)]),
        );
    }
  }
}
