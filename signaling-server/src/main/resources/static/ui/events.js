// What has happened between two pictures of a room. No page, no network, no clock.

import { job, reservedBy, status } from './profile.js';

/** Events of a room that are kept; older ones are forgotten. */
export const EVENTS_MAX = 200;

const pair = link => `${link.a} – ${link.b}`;

/**
 * The difference, in words.
 *
 * @param before null where nothing was seen yet
 * @param after the picture that has taken its place
 * @returns events {kind, peer, text}; `peer` is whom it is about, or null
 */
export function difference(before, after) {
    if (before === null) {
        const admin = after.admin === null ? 'nobody is admin' : `${after.admin} is admin in term ${after.term}`;
        return [{ kind: 'seen', peer: null, text: `${count(after.workers.size, 'worker')}, ${admin}, mode ${after.mode}` }];
    }
    return [...workers(before, after), ...office(before, after), ...links(before, after)];
}

function* workers(before, after) {
    for (const peer of before.workers.keys()) {
        if (!after.workers.has(peer)) yield { kind: 'left', peer, text: 'left' };
    }
    for (const [peer, entry] of after.workers) {
        const known = before.workers.get(peer);
        if (known === undefined) yield { kind: 'joined', peer, text: `joined, ${status(entry)}` };
        else yield* changes(peer, known, entry);
    }
}

function* changes(peer, known, entry) {
    if (status(known) !== status(entry) || reservedBy(known) !== reservedBy(entry)) {
        const by = reservedBy(entry) === '' ? '' : ` by ${reservedBy(entry)}`;
        yield { kind: 'status', peer, text: `${status(known)} → ${status(entry)}${by}` };
    }
    if (job(known) !== job(entry))
        yield { kind: 'job', peer, text: job(entry) === '' ? 'has ended its job' : `runs ${job(entry)}` };
}

function* office(before, after) {
    if (before.admin !== after.admin || (before.term !== after.term && after.admin !== null)) {
        yield after.admin === null
            ? { kind: 'admin', peer: null, text: 'nobody is admin' }
            : { kind: 'admin', peer: after.admin, text: `is admin in term ${after.term}` };
    }
    if (before.mode !== after.mode)
        yield { kind: 'mode', peer: null, text: `mode ${before.mode} → ${after.mode}` };
}

/** Of a worker that comes or goes, only that is told. */
function* links(before, after) {
    const known = new Map(before.links.map(link => [pair(link), link.state]));
    const lost = [];
    const up = [];
    for (const link of after.links) {
        const state = known.get(pair(link));
        if (state === undefined || state === link.state) continue;
        if (state === 'open') lost.push(`${pair(link)} (${link.state})`);
        else if (link.state === 'open') up.push(pair(link));
    }
    if (lost.length > 0) yield { kind: 'lost', peer: null, text: `${lost.length === 1 ? 'link' : 'links'} lost: ${lost.join(', ')}` };
    if (up.length > 0) yield { kind: 'up', peer: null, text: `${up.length === 1 ? 'link' : 'links'} up: ${up.join(', ')}` };
}

/** The events that are kept, newest first, once these have come. */
export function withNews(kept, events, at) {
    return [...events.map(event => ({ at, ...event })).reverse(), ...kept].slice(0, EVENTS_MAX);
}

export function count(number, noun) {
    return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
