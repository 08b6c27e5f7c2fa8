// The listening end of a watch: a snapshot, then differences (docs/PROTOCOL.md, Watching). No page, no network, no clock.

export const WORKERS_MAX = 20;
export const LINKS_MAX = 45;

export class Replica {
    #sequence = 0;
    #workers = null;
    #staged = null;
    #links = [];

    /**
     * Takes in a part of an update, which counts once the last part is there.
     *
     * @returns the picture of the room; null where more parts follow
     * @throws Error where something was lost, or the other end breaks the rules: only another watch helps
     */
    take(part) {
        if (part.sequence !== this.#sequence + 1) throw new Error('a part was lost');
        this.#sequence++;
        if (this.#staged === null) {
            if (this.#workers === null && !part.snapshot) throw new Error('there was no snapshot');
            this.#staged = new Map(part.snapshot ? [] : this.#workers);
            if (part.snapshot) this.#links = [];
        }
        for (const peer of part.gone ?? []) this.#staged.delete(peer);
        for (const entry of part.workers ?? []) this.#staged.set(entry.peer_id, entry);
        if (part.links) this.#links = part.links;
        if (this.#staged.size > WORKERS_MAX || this.#links.length > LINKS_MAX) throw new Error('too much is told');
        if (part.more) return null;
        this.#workers = this.#staged;
        this.#staged = null;
        return {
            workers: this.#workers,
            // They are told less often than who is there.
            links: this.#links.filter(link => this.#workers.has(link.a) && this.#workers.has(link.b)),
            admin: part.admin_peer_id ?? null,
            term: part.admin_term,
            asOf: new Date(part.as_of),
            stale: part.stale,
            source: part.source,
            mode: part.mode,
        };
    }
}
