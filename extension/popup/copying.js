/** What leaves the page: copied, and said for a moment that it was done, or saved as a file. */

import { text } from "../lib/chrome.js";
import { part, write } from "./dom.js";

const SAID_FOR_MS = 1500;

/**
 * @param {HTMLButtonElement} from where the press came from; its words change for a moment
 * @param {string} what
 */
export async function copyFromButton(from, what) {
  await navigator.clipboard.writeText(what);
  const before = from.dataset["says"] ?? from.textContent;
  from.dataset["says"] = before;
  write(from, text("copied"));
  announce(text("copied"));
  setTimeout(() => write(from, before), SAID_FOR_MS);
}

/**
 * @param {HTMLElement} from a chip; it keeps its words, so that nothing moves
 * @param {string} what
 */
export async function copyFromChip(from, what) {
  await navigator.clipboard.writeText(what);
  from.classList.add("copied");
  announce(text("copied"));
  setTimeout(() => from.classList.remove("copied"), SAID_FOR_MS);
}

/**
 * Say it to those who listen to the page.
 * @param {string} words
 */
function announce(words) {
  const place = part("announce", HTMLElement);
  write(place, words);
  setTimeout(() => write(place, ""), SAID_FOR_MS);
}

/**
 * Hand something over as a file.
 * @param {string} name
 * @param {string} content
 * @param {string} type
 */
export function saveFile(name, content, type) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  Object.assign(link, { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), SAID_FOR_MS);
}
