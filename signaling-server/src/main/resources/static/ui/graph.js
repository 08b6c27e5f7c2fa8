// The mesh: workers on a circle, links between them. Shape and text say what colour says.

import { el, said, svg } from './dom.js';
import { count } from './events.js';
import { gpuMemory, status } from './profile.js';

/** Two drawings, for a page that is wide and one that is narrow: the same size of letters in each. */
const WIDE = { width: 680, height: 410, x: 190, y: 140, labelChars: 15 };
const NARROW = { width: 370, height: 410, x: 82, y: 140, labelChars: 10 };
const NODE = 17;
const inOrder = new Intl.Collator('en', { numeric: true });

const SHAPES = {
    available: ['circle', { r: 10 }],
    busy: ['rect', { x: -9, y: -9, width: 18, height: 18, rx: 2 }],
    reserved: ['path', { d: 'M0-11.5 11.5 0 0 11.5-11.5 0z' }],
    maintenance: ['path', { d: 'M0-11 11 8.5H-11z' }],
};
const CROWN = 'M-9 5-10.5-5-4.5-1 0-8 4.5-1 10.5-5 9 5z';

const WORDS = { open: 'open', offering: 'connecting', waiting: 'waiting for the next attempt', missing: 'missing' };

/** One sign of the legend. */
export function sign(word) {
    if (word in SHAPES) return shape(word);
    if (word === 'admin') return svg('path', { d: CROWN, class: 'crown' });
    return svg('line', { x1: 1, y1: 4, x2: 33, y2: 4, class: `link ${word}` });
}

function shape(word) {
    const [name, attributes] = SHAPES[word];
    return svg(name, { ...attributes, class: `shape ${word}` });
}

/** Draws the picture into an SVG element. */
export function draw(canvas, picture, isNarrow) {
    const size = isNarrow ? NARROW : WIDE;
    canvas.setAttribute('viewBox', `0 0 ${size.width} ${size.height}`);
    const peers = [...picture.workers.keys()].sort(inOrder.compare);
    const places = new Map(peers.map((peer, index) => [peer, place(index, peers.length, size)]));
    canvas.setAttribute('aria-label', description(picture));
    canvas.replaceChildren(
        svg('g', {}, ...picture.links.map(link => edge(link, places))),
        svg('g', {}, ...peers.map(peer => node(picture, peer, places.get(peer), size.labelChars))));
}

/** What is not open, in words: nobody has to point at a line. */
export function listNotOpen(list, picture) {
    const notOpen = picture.links.filter(link => link.state !== 'open');
    list.hidden = notOpen.length === 0;
    list.replaceChildren(...notOpen.map(link => el('li', {}, said(link.a), ' – ', said(link.b), `: ${WORDS[link.state] ?? link.state}`)));
}

function place(index, count, size) {
    const angle = -Math.PI / 2 + (2 * Math.PI * index) / count;
    const radius = count === 1 ? 0 : 1;
    const cos = radius * Math.cos(angle);
    const sin = radius * Math.sin(angle);
    return { x: size.width / 2 + size.x * cos, y: size.height / 2 + 10 + size.y * sin, cos, sin };
}

function edge(link, places) {
    const a = places.get(link.a);
    const b = places.get(link.b);
    const word = WORDS[link.state] ?? String(link.state);
    const ends = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
    return svg('g', { class: 'edge', 'data-a': link.a, 'data-b': link.b, 'data-state': link.state },
        svg('title', {}, `${link.a} – ${link.b}: ${word}`),
        svg('line', { ...ends, class: 'reach' }),
        svg('line', { ...ends, class: `link ${link.state in WORDS ? link.state : 'missing'}` }));
}

function node(picture, peer, at, labelChars) {
    const entry = picture.workers.get(peer);
    const isAdmin = peer === picture.admin;
    const memory = gpuMemory(entry);
    const label = labelAt(at, isAdmin);
    const drawn = svg('g', { class: isAdmin ? 'node admin' : 'node', transform: `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`, 'data-peer': peer, 'data-status': status(entry) },
        svg('title', {}, `${peer}: ${status(entry)}${memory === '' ? '' : ', ' + memory}${isAdmin ? ', admin' : ''}`),
        svg('circle', { r: NODE, class: 'ring' }),
        shape(status(entry)),
        svg('text', { x: label.x, y: label.y, 'text-anchor': label.anchor, class: 'name' }, short(peer, labelChars)),
        svg('text', { x: label.x, y: label.y + 14, 'text-anchor': label.anchor, class: 'status' }, status(entry)));
    if (isAdmin) drawn.append(svg('path', { d: CROWN, class: 'crown', transform: 'translate(0 -26)' }));
    return drawn;
}

/** Outside of the circle, where no link is; above the crown. */
function labelAt(at, isAdmin) {
    if (Math.abs(at.cos) < 0.3)
        return { x: 0, y: at.sin < 0 ? -NODE - (isAdmin ? 38 : 20) : NODE + 15, anchor: 'middle' };
    return at.cos > 0 ? { x: NODE + 7, y: -1, anchor: 'start' } : { x: -NODE - 7, y: -1, anchor: 'end' };
}

function short(peer, chars) {
    return peer.length > chars ? peer.slice(0, chars - 1) + '…' : peer;
}

function description(picture) {
    const open = picture.links.filter(link => link.state === 'open').length;
    const admin = picture.admin === null ? 'nobody is admin' : `${picture.admin} is admin`;
    return `${count(picture.workers.size, 'worker')}, ${admin}, ${open} of ${count(picture.links.length, 'link')} open`;
}
