// Shows one room. Only what is another than before is drawn anew.

import { byId, el, said, setText } from './dom.js';
import { draw, listNotOpen, sign } from './graph.js';
import { WorkerTable } from './workers.js';

const ROOM_WORKERS_MAX = 10;
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SOURCES = { admin: 'the admin', member: 'another worker', registrations: 'registrations at the server' };

export const time = date => clock.format(date);

export class RoomView {
    #room = byId('room');
    #table = new WorkerTable(byId('workers'));
    #events = byId('events');
    #drawn = null;
    #narrow = matchMedia('(max-width: 45rem)');
    #newest = null;
    #shown = null;

    constructor() {
        for (const slot of document.querySelectorAll('[data-sign]')) slot.append(sign(slot.dataset.sign));
        this.#narrow.addEventListener('change', () => this.show(this.#shown));
    }

    /** @param room null for none */
    show(room) {
        const isAnother = this.#shown !== room;
        this.#shown = room;
        this.#room.hidden = room === null;
        if (room === null) return;
        this.#head(room);
        this.#listEvents(room, isAnother);
        if (room.picture === null && !isAnother) return;
        const picture = room.picture ?? { workers: new Map(), links: [], admin: null };
        const looks = JSON.stringify([[...picture.workers], picture.links, picture.admin, this.#narrow.matches]);
        if (looks === this.#drawn) return;
        this.#drawn = looks;
        draw(byId('mesh'), picture, this.#narrow.matches);
        listNotOpen(byId('not-open'), picture);
        this.#table.show(picture);
        byId('workers').hidden = picture.workers.size === 0;
        byId('no-workers').hidden = picture.workers.size > 0;
    }

    #head(room) {
        const picture = room.picture;
        setText(byId('room-name'), room.id);
        this.#room.dataset.state = room.state;
        // What is not heard any more may be otherwise by now.
        const isHeard = room.state === 'live' || room.state === 'stale';
        badge(byId('mode'), picture?.mode ?? '', isHeard ? picture?.mode : `was ${picture?.mode}`);
        byId('mode').classList.toggle('past', !isHeard);
        badge(byId('freshness'), room.state, freshness(room));
        const notice = byId('notice');
        notice.hidden = room.trouble === null;
        setText(notice, room.trouble === null ? '' : room.trouble + (room.ended ? ' Close this room and open it with another token.' : ' Trying again.'));
        setFacts(byId('facts'), picture === null ? [] : facts(picture));
    }

    #listEvents(room, isAnother) {
        const known = isAnother ? -1 : room.events.indexOf(this.#newest);
        this.#newest = room.events[0] ?? null;
        const items = (known < 0 ? room.events : room.events.slice(0, known)).map(item);
        if (known < 0) this.#events.replaceChildren(...items);
        else this.#events.prepend(...items);
        while (this.#events.childElementCount > room.events.length) this.#events.lastElementChild.remove();
    }
}

function freshness(room) {
    if (!room.stale) return room.state;
    const since = `stale since ${time(room.staleSince)}`;
    return room.state === 'stale' ? since : `${room.state} · ${since}`;
}

function item(event) {
    const words = event.peer === null ? [said(event.text)] : [said(event.peer, { class: 'said who' }), ' ', said(event.text)];
    return el('li', { 'data-kind': event.kind }, el('time', { datetime: event.at.toISOString() }, time(event.at)), ' ', el('span', {}, ...words));
}

function badge(element, word, text = word) {
    element.hidden = word === '';
    element.dataset.word = word;
    setText(element, text);
}

function facts(picture) {
    const open = picture.links.filter(link => link.state === 'open').length;
    const areKnown = picture.links.length > 0 || picture.workers.size < 2;
    return [
        ['Admin', picture.admin ?? 'nobody'],
        ['Term', picture.admin === null ? '–' : String(picture.term)],
        ['Workers', `${picture.workers.size} of ${ROOM_WORKERS_MAX}`],
        ['Links open', areKnown ? `${open} of ${picture.links.length}` : 'not told'],
        ['Told by', SOURCES[picture.source] ?? picture.source],
    ];
}

function setFacts(list, pairs) {
    if (list.childElementCount !== pairs.length) list.replaceChildren(...pairs.map(([name]) => el('div', { 'data-fact': name }, el('dt', {}, name), el('dd'))));
    pairs.forEach(([, value], index) => setText(list.children[index].lastElementChild, value));
}
