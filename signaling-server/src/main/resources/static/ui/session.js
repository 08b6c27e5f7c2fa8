// The rooms of this tab. Tokens are in the tab's own storage alone, which ends with it.

const KEY = 'roommesh.rooms';
export const ROOMS_MAX = 16;
const ROOM = /^[A-Za-z0-9._-]{1,64}$/;
const TOKEN_CHARS_MAX = 4096;

/** [{room, token}], in the order in which they were opened. */
export function remembered() {
    try {
        const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
        return Array.isArray(kept) ? kept.filter(isUsable).slice(0, ROOMS_MAX) : [];
    } catch {
        return [];
    }
}

export function remember(rooms) {
    sessionStorage.setItem(KEY, JSON.stringify(rooms));
}

export function isUsable(entry) {
    return ROOM.test(entry?.room) && typeof entry.token === 'string' && entry.token.length > 0 && entry.token.length <= TOKEN_CHARS_MAX;
}

/** The room of the address's fragment, which no server is sent; it is taken out of the address at once. */
export function takeFragment() {
    if (location.hash === '') return null;
    const parts = new URLSearchParams(location.hash.slice(1));
    history.replaceState(null, '', location.pathname + location.search);
    const entry = { room: parts.get('room') ?? '', token: parts.get('token') ?? '' };
    return isUsable(entry) ? entry : null;
}
