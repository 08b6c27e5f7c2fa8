// A room that this tab has open: what is seen of it, how fresh that is, and what has happened in it.

import { Connection } from './connection.js';
import { difference, withNews } from './events.js';

export class Room {
    picture = null;
    /** Newest first. */
    events = [];
    connected = false;
    /** Why there is no connection; null where there is one, or none was tried yet. */
    trouble = null;
    /** No other try follows. */
    ended = false;
    #cut = false;
    #heardAt = null;
    #wasStale = false;
    #connection;
    #changed;

    /** @param changed called with this room after each change */
    constructor(id, token, changed) {
        this.id = id;
        this.#changed = changed;
        this.#connection = new Connection(id, token, {
            connected: () => this.#note(() => {
                this.connected = true;
                this.trouble = null;
            }),
            told: picture => this.#note(() => this.#told(picture)),
            cut: () => this.#note(() => (this.#cut = true)),
            lost: (sentence, final) => this.#note(() => {
                this.connected = false;
                // Until something is told again, whatever connects first.
                this.#cut = true;
                this.trouble = sentence;
                this.ended = final;
            }),
        });
    }

    /** Whether what is seen may be out of date. */
    get stale() {
        return this.picture !== null && (this.picture.stale || this.#cut || !this.connected);
    }

    /** Since when; by the clock of whoever tells, where that one says so. */
    get staleSince() {
        return this.picture.stale ? this.picture.asOf : this.#heardAt;
    }

    /** A word for the state of the whole. */
    get state() {
        if (this.ended) return 'refused';
        if (!this.connected) return this.picture === null && this.trouble === null ? 'connecting' : 'not connected';
        if (this.picture === null) return 'connecting';
        return this.stale ? 'stale' : 'live';
    }

    close() {
        this.#connection.close();
    }

    #told(picture) {
        this.#add(difference(this.picture, picture));
        this.picture = picture;
        this.#cut = false;
        this.#heardAt = new Date();
    }

    #note(change) {
        change();
        if (this.stale !== this.#wasStale) {
            this.#wasStale = this.stale;
            this.#add([{ kind: this.stale ? 'stale' : 'live', peer: null, text: this.stale ? `stale: ${this.#reason()}` : 'live again' }]);
        }
        this.#changed(this);
    }

    #reason() {
        if (!this.connected) return 'not connected to the server';
        return this.picture.stale ? 'nobody who tells of the room sees an acting admin' : 'nothing is heard of the room';
    }

    #add(events) {
        if (events.length > 0) this.events = withNews(this.events, events, new Date());
    }
}
