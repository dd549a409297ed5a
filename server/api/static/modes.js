/**
 * The prompts by target, as tabs: arrows move, Home and End jump, one tab is in the page's order.
 *
 * @typedef {import("./shapes.js").Prompt} Prompt
 */

import { labelled, make, part } from "./page.js";
import { say, sayIfKnown } from "./words.js";

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
const COPIED_MS = 1500;
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

/** @param {Record<string, Prompt>} prompts */
export function showModes(prompts) {
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
    const prompt = prompts[chosen];
    if (prompt) showPrompt(prompt);
    part("panel").setAttribute("aria-labelledby", `tab-${chosen}`);
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

/** @param {Prompt} prompt */
function showPrompt({ prompt, negative, parameters, notes }) {
  part("panel").replaceChildren(make("p", { class: "prompt" }, prompt));
  const settings = Object.entries(parameters).map(([key, value]) => `${key} ${value}`).join("  ");
  part("aside").replaceChildren(
    ...(negative ? [labelled(say("negative"), negative)] : []),
    ...(settings ? [labelled(say("parameters"), settings)] : []),
    ...(notes.length ? [labelled(say("notes"), notes.join(" "))] : []),
  );
  part("copy").textContent = say("copy");
}

/** Make the button copy what the panel shows. */
export function armCopy() {
  const button = part("copy");
  button.addEventListener("click", async () => {
    const text = part("panel").textContent ?? "";
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    button.textContent = say(done ? "copied" : "copy_failed");
    setTimeout(() => (button.textContent = say("copy")), COPIED_MS);
  });
}
