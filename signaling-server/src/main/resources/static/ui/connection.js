// One room's watch over the server's WebSocket, made anew when it ends. A client of docs/PROTOCOL.md like any other.

import { Replica } from './replica.js';

/** After so long without an update, what is known is stale (WATCH_CUT_AFTER). */
const CUT_AFTER_MS = 1_600;
/** After so long without anything of the watch, another connection is made. */
const SILENT_AFTER_MS = 5_000;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 8_000;
/** What trying again does not mend. */
const FINAL = new Set(['UNAUTHORIZED', 'TOKEN_REVOKED', 'ROOM_NOT_FOUND', 'INVALID_MESSAGE', 'UNKNOWN_MESSAGE_TYPE']);

export class Connection {
    #room;
    #token;
    #listener;
    // Another one for each page, lest two tabs take each other's place.
    #peer = 'page-' + Array.from(crypto.getRandomValues(new Uint8Array(6)), byte => byte.toString(16).padStart(2, '0')).join('');
    #ticket;
    #socket = null;
    #replica = null;
    #watch = 0;
    #failures = 0;
    #refusal = null;
    #timers = {};

    /** @param listener told(picture), cut(), lost(sentence, final), connected() */
    constructor(room, token, listener) {
        this.#room = room;
        this.#token = token;
        this.#listener = listener;
        this.#open();
    }

    close() {
        this.#drop();
        clearTimeout(this.#timers.retry);
    }

    #open() {
        this.#refusal = null;
        const address = new URL('../ws', location.href);
        address.protocol = location.protocol.replace('http', 'ws');
        address.hash = '';
        const socket = new WebSocket(address);
        this.#socket = socket;
        this.#expectSilence();
        socket.onopen = () => this.#send({ type: 'register', peer_id: this.#peer, room_id: this.#room, token: this.#token, role: 'peer', ticket: this.#ticket });
        socket.onmessage = message => this.#heard(message.data);
        socket.onclose = () => this.#lost();
    }

    #send(message) {
        if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
    }

    #heard(text) {
        let message;
        try {
            message = JSON.parse(text);
        } catch {
            return;
        }
        switch (message?.type) {
        case 'registered_auth':
            this.#ticket = message.ticket;
            this.#beginWatch();
            this.#listener.connected();
            break;
        case 'watch_update':
            if (message.request_id !== this.#watchId()) break;
            this.#expectSilence();
            this.#updated(message);
            break;
        case 'error':
            this.#refusal = { code: message.code, sentence: String(message.message ?? message.code), wait: message.retry_after_ms };
            // The connection stands, and only the watch was refused.
            if (message.request_id === this.#watchId())
                this.#timers.again = setTimeout(() => this.#beginWatch(), this.#pause(message.retry_after_ms));
            break;
        }
    }

    #watchId() {
        return 'watch-' + this.#watch;
    }

    #beginWatch() {
        clearTimeout(this.#timers.again);
        this.#expectSilence();
        this.#watch++;
        this.#replica = new Replica();
        this.#send({ type: 'watch_workers', request_id: this.#watchId() });
        this.#expectUpdate();
    }

    #updated(part) {
        let picture;
        try {
            picture = this.#replica.take(part);
        } catch {
            this.#beginWatch();
            return;
        }
        if (picture === null) return;
        this.#failures = 0;
        this.#refusal = null;
        this.#expectUpdate();
        this.#listener.told(picture);
    }

    #expectUpdate() {
        clearTimeout(this.#timers.cut);
        this.#timers.cut = setTimeout(() => this.#listener.cut(), CUT_AFTER_MS);
    }

    #expectSilence() {
        clearTimeout(this.#timers.silence);
        this.#timers.silence = setTimeout(() => this.#lost(), SILENT_AFTER_MS);
    }

    /** Does not wait for a goodbye: the other end may be gone. */
    #drop() {
        clearTimeout(this.#timers.cut);
        clearTimeout(this.#timers.silence);
        clearTimeout(this.#timers.again);
        const socket = this.#socket;
        this.#socket = null;
        if (socket === null) return;
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
    }

    #lost() {
        this.#drop();
        const refusal = this.#refusal;
        const final = refusal !== null && FINAL.has(refusal.code);
        this.#listener.lost(refusal === null ? 'The server does not answer.' : refusal.sentence, final);
        if (final) return;
        this.#timers.retry = setTimeout(() => this.#open(), this.#pause(refusal?.wait));
    }

    /** What was asked for, and full jitter, as workers do it: all come back at once after a restart. */
    #pause(asked) {
        const longest = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** Math.min(this.#failures++, 10));
        return Math.min(Number(asked) || 0, 60_000) + Math.random() * longest;
    }
}
