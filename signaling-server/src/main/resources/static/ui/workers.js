// The table of workers: cards where the page is narrow. A row stays the same element as long as its worker is there.

import { el, said, setText, svg } from './dom.js';
import { sign } from './graph.js';
import { gpuMemory, gpuModel, job, reservedBy, status, tags } from './profile.js';

const COLUMNS = ['Worker', 'Status', 'GPU', 'Memory', 'Links', 'Reserved by', 'Job', 'Tags'];

export class WorkerTable {
    #body;
    #rows = new Map();

    constructor(table) {
        table.tHead.rows[0].replaceChildren(...COLUMNS.map(name => el('th', { scope: 'col', role: 'columnheader' }, name)));
        this.#body = table.tBodies[0];
    }

    show(picture) {
        for (const [peer, row] of this.#rows) {
            if (picture.workers.has(peer)) continue;
            row.element.remove();
            this.#rows.delete(peer);
        }
        let previous = null;
        for (const [peer, entry] of inRank(picture)) {
            const row = this.#rows.get(peer) ?? this.#begin(peer);
            fill(row, picture, peer, entry);
            const following = previous === null ? this.#body.firstElementChild : previous.nextElementSibling;
            if (following !== row.element) this.#body.insertBefore(row.element, following);
            previous = row.element;
        }
    }

    #begin(peer) {
        const values = COLUMNS.map(() => el('div'));
        const cells = values.map((value, column) => el('td', { role: 'cell', 'data-label': COLUMNS[column] }, value));
        const row = { element: el('tr', { role: 'row', 'data-peer': peer }, ...cells), values, shown: COLUMNS.map(() => null) };
        this.#rows.set(peer, row);
        return row;
    }
}

/** Best candidate first, as discovery has it: most memory, then lowest id. */
function inRank(picture) {
    const memory = entry => Number(entry.metadata?.properties?.gpu_memory_mb) || 0;
    return [...picture.workers].sort(([a, one], [b, other]) => memory(other) - memory(one) || (a < b ? -1 : 1));
}

function fill(row, picture, peer, entry) {
    const isAdmin = peer === picture.admin;
    row.element.classList.toggle('admin', isAdmin);
    row.element.setAttribute('data-status', status(entry));
    const words = [peer + (isAdmin ? ' admin' : ''), status(entry), gpuModel(entry), gpuMemory(entry), links(picture, peer), reservedBy(entry), job(entry), tags(entry).join('\n')];
    words.forEach((word, column) => {
        if (row.shown[column] === word) return;
        row.shown[column] = word;
        const cell = row.values[column];
        cell.parentElement.classList.toggle('empty', word === '');
        if (column === 0) cell.replaceChildren(...name(peer, isAdmin));
        else if (column === 1) cell.replaceChildren(svg('svg', { class: 'sign', viewBox: '-12 -12 24 24', 'aria-hidden': 'true' }, sign(word)), ' ', word);
        else if (column === 7) cell.replaceChildren(...tags(entry).flatMap(tag => [said(tag, { class: 'said tag' }), ' ']));
        else if (column === 3 || column === 4) setText(cell, word);
        else cell.replaceChildren(...(word === '' ? [] : [said(word, { title: word })]));
    });
}

function name(peer, isAdmin) {
    const words = [said(peer)];
    if (isAdmin) words.push(' ', el('span', { class: 'crowned' }, svg('svg', { class: 'sign', viewBox: '-12 -12 24 24', 'aria-hidden': 'true' }, sign('admin')), 'admin'));
    return words;
}

/** Of a worker that takes no part in the mesh there is nothing to tell. */
function links(picture, peer) {
    const own = picture.links.filter(link => link.a === peer || link.b === peer);
    return own.length === 0 ? '' : `${own.filter(link => link.state === 'open').length} of ${own.length}`;
}
