/** Copying, and saying for a moment that it was done. */

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
