// What a worker's entry says, in words. Entries come from peers: any field may be missing, or of another type.

const STATUSES = ['available', 'busy', 'reserved', 'maintenance'];
export const JOB_CHARS_MAX = 300;

const properties = entry => entry.metadata?.properties ?? {};

/** An unknown or missing word counts as available, as everywhere (docs/PROTOCOL.md). */
export function status(entry) {
    const word = properties(entry).status;
    return STATUSES.includes(word) ? word : 'available';
}

export function gpuModel(entry) {
    return text(properties(entry).gpu_model);
}

/** In MiB on the wire. */
export function gpuMemory(entry) {
    const mebibytes = properties(entry).gpu_memory_mb;
    if (typeof mebibytes !== 'number' || !(mebibytes > 0)) return '';
    if (mebibytes < 1024) return `${mebibytes} MiB`;
    const gibibytes = mebibytes / 1024;
    return `${Number.isInteger(gibibytes) ? gibibytes : gibibytes.toFixed(1)} GiB`;
}

export function reservedBy(entry) {
    return status(entry) === 'reserved' ? text(properties(entry).reserved_by) : '';
}

export function job(entry) {
    const whole = text(properties(entry).current_job);
    return whole.length > JOB_CHARS_MAX ? whole.slice(0, JOB_CHARS_MAX) + '…' : whole;
}

export function tags(entry) {
    return Array.isArray(entry.metadata?.tags) ? entry.metadata.tags.map(text) : [];
}

/** Marks that turn text around, hide or break lines: a name could look like another one. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A text with its unseen marks shown; what holds others, as a list of them. */
function text(value) {
    if (value === null || value === undefined) return '';
    if (Array.isArray(value)) return value.map(text).join(', ');
    if (typeof value === 'object')
        return Object.entries(value).map(([name, inner]) => `${text(name)}: ${text(inner)}`).join(', ');
    return String(value).replace(UNSEEN, '\ufffd');
}
