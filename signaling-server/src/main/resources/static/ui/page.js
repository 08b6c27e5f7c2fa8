// The page: the rooms of this tab, one of which is shown.

import { byId, el, said } from './dom.js';
import { Room } from './room.js';
import { isUsable, remember, remembered, ROOMS_MAX, takeFragment } from './session.js';
import { RoomView } from './view.js';

const rooms = new Map();
const view = new RoomView();
let shown = null;
let isEntering = false;
let isDue = false;

/** Many changes are drawn once. A page that nobody sees is drawn when it is seen again. */
function draw() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
        isDue = false;
        byId('entry').hidden = !isEntering && shown !== null;
        byId('entry-cancel').hidden = shown === null;
        byId('add').hidden = isEntering || shown === null || rooms.size >= ROOMS_MAX;
        view.show(isEntering ? null : shown);
        listRooms();
        document.title = shown === null ? 'Roommesh' : `${shown.id} · ${shown.state} · Roommesh`;
    });
}

const buttons = new Map();

function listRooms() {
    for (const [id, button] of buttons) {
        if (rooms.has(id)) continue;
        button.parentElement.remove();
        buttons.delete(id);
    }
    for (const room of rooms.values()) {
        const button = buttons.get(room.id) ?? begin(room);
        button.setAttribute('aria-current', room === shown && !isEntering ? 'true' : 'false');
        button.dataset.state = room.state;
        const word = room.state === 'live' ? room.picture.mode : room.state;
        if (button.lastElementChild.textContent !== word) button.lastElementChild.textContent = word;
    }
}

function begin(room) {
    const button = el('button', { type: 'button' }, said(room.id), ' ', el('small'));
    button.addEventListener('click', () => {
        shown = rooms.get(room.id) ?? shown;
        isEntering = false;
        draw();
    });
    buttons.set(room.id, button);
    byId('rooms').append(el('li', {}, button));
    return button;
}

let tokens = [];

/** Another token for a room that is open takes the place of the one before. */
function open(entry) {
    rooms.get(entry.room)?.close();
    if (!rooms.has(entry.room) && rooms.size >= ROOMS_MAX) return;
    tokens = [...tokens.filter(kept => kept.room !== entry.room), entry];
    remember(tokens);
    shown = new Room(entry.room, entry.token, draw);
    rooms.set(entry.room, shown);
    isEntering = false;
    draw();
}

function close(room) {
    room.close();
    rooms.delete(room.id);
    tokens = tokens.filter(kept => kept.room !== room.id);
    remember(tokens);
    shown = rooms.values().next().value ?? null;
    draw();
}

byId('add').addEventListener('click', () => {
    isEntering = true;
    draw();
    requestAnimationFrame(() => byId('entry-room').focus());
});
byId('entry-cancel').addEventListener('click', () => {
    isEntering = false;
    draw();
});
byId('entry').addEventListener('submit', event => {
    event.preventDefault();
    const entry = { room: byId('entry-room').value.trim(), token: byId('entry-token').value.trim() };
    if (!isUsable(entry)) return;
    byId('entry').reset();
    open(entry);
});
byId('close').addEventListener('click', () => shown !== null && close(shown));
addEventListener('hashchange', () => {
    const entry = takeFragment();
    if (entry !== null) open(entry);
});

const named = takeFragment();
for (const entry of remembered()) {
    if (entry.room !== named?.room) open(entry);
}
if (named !== null) open(named);
draw();
