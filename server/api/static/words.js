/**
 * The words of the pages, of which only the language that is spoken is loaded.
 *
 * @typedef {import("./shapes.js").Problem} Problem
 * @typedef {keyof typeof import("./words-en.js").EN} Key
 */

/** Which of ours is nearest to what the browser speaks. */
export const SPOKEN = /^zh\b/i.test(globalThis.navigator?.language ?? "") ? "zh" : "en";
/** @type {Record<Key, string>} */
const WORDS = SPOKEN === "zh" ? (await import("./words-zh.js")).ZH : (await import("./words-en.js")).EN;
/** The same as the service wants to hear it. */
export const PROMPT_LANGUAGE = SPOKEN === "zh" ? "zh-CN" : "en";

/**
 * A sentence with its blanks filled.
 * @param {Key} key
 * @param {...(string | number)} blanks
 */
export function say(key, ...blanks) {
  return WORDS[key].replace(/\{(\d)\}/g, (_, place) => String(blanks[place]));
}

/**
 * Sentences one after the other; Chinese puts no space between them.
 * @param {...string} sentences
 */
export function inARow(...sentences) {
  return sentences.join(SPOKEN === "zh" ? "" : " ");
}

/**
 * A sentence by a key that came from the service, or what to say where there is none.
 * @param {string} key
 * @param {string} otherwise
 */
export function sayIfKnown(key, otherwise) {
  return Object.hasOwn(WORDS, key) ? say(/** @type {Key} */ (key)) : otherwise;
}

/**
 * A problem's two sentences: what happened, and what to do. The service says them in English;
 * ours in Chinese are fetched when the first is needed.
 * @param {Problem} problem
 * @returns {Promise<[string, string]>}
 */
export async function sayProblem({ code, title, next_step }) {
  if (code === "service_unreachable") return [say("unreachable"), say("unreachable_next")];
  const known = SPOKEN === "zh" ? await import("./problems-zh.js").catch(() => null) : null;
  return known?.PROBLEMS_ZH[code] ?? [title, next_step];
}

/**
 * Give a page its words: text, labels and descriptions of pictures.
 * @param {Document} page
 */
export function speak(page) {
  page.documentElement.lang = PROMPT_LANGUAGE;
  for (const [mark, put] of /** @type {const} */ ([
    ["data-say", (/** @type {Element} */ e, /** @type {string} */ s) => (e.textContent = s)],
    ["data-label", (/** @type {Element} */ e, /** @type {string} */ s) => e.setAttribute("aria-label", s)],
    ["data-alt", (/** @type {Element} */ e, /** @type {string} */ s) => e.setAttribute("alt", s)],
  ])) {
    for (const element of page.querySelectorAll(`[${mark}]`)) {
      const known = sayIfKnown(element.getAttribute(mark) ?? "", "");
      if (known) put(element, known);
    }
  }
}
