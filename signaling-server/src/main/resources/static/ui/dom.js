// Elements out of words. Text comes in as text alone: nothing a peer says is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

/** @param children elements, or text */
export function el(name, attributes = {}, ...children) {
    return filled(document.createElement(name), attributes, children);
}

/** The same, for drawings. */
export function svg(name, attributes = {}, ...children) {
    return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
}

/** What a peer says, kept apart from the text around it, in whatever direction it is written. */
export function said(text, attributes = {}) {
    return el('bdi', { class: 'said', ...attributes }, text);
}

export const byId = id => document.getElementById(id);

/** Changes the text only where it is another, so that a selection stays and nothing is read out twice. */
export function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
}
