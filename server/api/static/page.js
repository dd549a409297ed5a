/** The little that drawing needs. What comes from elsewhere enters as text, never as markup. */

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} attributes
 * @param {...(string | Node)} inside
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

/**
 * Show these and hide the rest.
 * @param {string[]} all
 * @param {string[]} shown
 */
export function showOnly(all, shown) {
  for (const id of all) part(id).hidden = !shown.includes(id);
}

/**
 * A label above its text.
 * @param {string} label
 * @param {string} text
 */
export function labelled(label, text) {
  return make("div", {}, make("p", { class: "label" }, label), make("p", { class: "prompt" }, text));
}
