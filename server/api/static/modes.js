/**
 * The prompts by target, as tabs: arrows move, Home and End jump, one tab is in the page's order.
 *
 * @typedef {import("./shapes.js").Prompt} Prompt
 */

import { make, part } from "./page.js";
import { sayIfKnown } from "./words.js";

/** In the order people look for them. Names of products are the same in every language. */
const NAMES = {
  general: "General",
  midjourney: "Midjourney",
  "stable-diffusion": "Stable Diffusion",
  flux: "FLUX",
  "gpt-image": "GPT Image",
  "nano-banana": "Nano Banana",
  "anime-tags": "Anime tags",
  json: "JSON",
};
const ORDER = Object.keys(NAMES);
let chosen = "general";

/** @param {string} mode */
function name(mode) {
  const known = Object.entries(NAMES).find(([id]) => id === mode)?.[1];
  return sayIfKnown(`mode_${mode}`, known ?? mode);
}

/**
 * The modes as they are shown; one we do not know of comes last.
 * @param {string[]} modes
 */
export function inOrder(modes) {
  const place = (/** @type {string} */ mode) => (ORDER.indexOf(mode) + 1 || ORDER.length + 1);
  return [...modes].sort((a, b) => place(a) - place(b));
}

/**
 * Which tab a key leads to, or null where it is not a key of tabs.
 * @param {string} key
 * @param {number} from
 * @param {number} count
 */
export function step(key, from, count) {
  const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : (to + count) % count;
}

/**
 * @param {Record<string, Prompt>} prompts
 * @param {(mode: string) => void} show called with the mode that is to be shown
 */
export function showModes(prompts, show) {
  const modes = inOrder(Object.keys(prompts));
  if (!modes.includes(chosen)) chosen = modes[0] ?? "";
  const tabs = modes.map((mode) =>
    make("button", { type: "button", role: "tab", id: `tab-${mode}`, "aria-controls": "panel" }, name(mode)),
  );
  const choose = (/** @type {number} */ place) => {
    chosen = modes[place] ?? chosen;
    tabs.forEach((tab, number) => {
      tab.setAttribute("aria-selected", String(number === place));
      tab.tabIndex = number === place ? 0 : -1;
    });
    part("panel").setAttribute("aria-labelledby", `tab-${chosen}`);
    show(chosen);
  };
  tabs.forEach((tab, place) => {
    tab.addEventListener("click", () => choose(place));
    tab.addEventListener("keydown", (event) => {
      const to = step(event.key, place, tabs.length);
      if (to === null) return;
      event.preventDefault();
      choose(to);
      tabs[to]?.focus();
    });
  });
  part("modes").replaceChildren(...tabs);
  choose(modes.indexOf(chosen));
}
