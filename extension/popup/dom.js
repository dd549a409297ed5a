/** The little that every part of the popup needs to draw. Data enters as text, never as markup. */

/**
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function part(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`no ${id}`);
  return found;
}

/**
 * Set the text only where it differs: a live region would speak again, a selection be lost.
 * @param {Element} element
 * @param {string} words
 */
export function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @param {...(string | Node)} inside
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...inside);
  return element;
}

/**
 * @param {string} className
 * @param {string} words
 * @param {() => void} pressed
 */
export function button(className, words, pressed) {
  const element = make("button", className, words);
  element.type = "button";
  element.addEventListener("click", pressed);
  return element;
}
