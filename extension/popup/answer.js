/**
 * The prompt: as it grows, and in each mode when it is there.
 *
 * @typedef {import("../lib/machine.js").Latest} Latest
 * @typedef {import("../lib/shapes.js").Result} Result
 * @typedef {import("../lib/store.js").Progress} Progress
 * @typedef {import("../lib/store.js").Settings} Settings
 */

import { text } from "../lib/chrome.js";
import { say } from "../lib/messages.js";
import { copyFromButton } from "./copying.js";
import { button, part, write } from "./dom.js";
import { arrange, nameKey } from "./view.js";
import * as wording from "./wording.js";

const panel = part("prompt", HTMLElement);
const words = part("words", HTMLElement);
const skeleton = part("skeleton", HTMLElement);
const negative = part("negative", HTMLElement);
const modes = part("modes", HTMLElement);
const more = part("more", HTMLButtonElement);
const menu = part("menu", HTMLElement);
const copy = part("copy", HTMLButtonElement);
const copyNegative = part("copy-negative", HTMLButtonElement);

/** @type {import("../lib/saving.js").Chosen | null} */
let shown = null;

/**
 * Put the words on what never changes.
 * @param {() => void} changed the person changed the words
 */
export function label(changed) {
  wording.label(changed);
  write(copy, text("copy"));
  write(copyNegative, text("copy"));
  copyNegative.ariaLabel = text("copy_negative");
  write(part("negative-label", HTMLElement), text("negative_label"));
  write(more, text("more"));
  modes.ariaLabel = text("modes_label");
  panel.ariaLabel = text("prompt_label");
  copy.addEventListener("click", () => void copyFromButton(copy, shown?.prompt ?? ""));
  copyNegative.addEventListener(
    "click",
    () => void copyFromButton(copyNegative, shown?.negative ?? ""),
  );
  modes.addEventListener("keydown", moveAlong);
}

/**
 * Nothing can be copied yet; what a model has written so far is shown as it comes.
 * @param {Progress | null} progress
 */
export function drawGrowing(progress) {
  const partial = progress?.partial ?? "";
  shown = null;
  skeleton.hidden = partial !== "";
  negative.hidden = true;
  delete words.dataset["mode"];
  write(words, partial);
  panel.ariaBusy = "true";
  panel.scrollTop = panel.scrollHeight;
  modes.replaceChildren();
  more.hidden = true;
  wording.drawNoWording();
}

/**
 * @param {Latest & {result: Result}} latest
 * @param {Settings} settings
 * @returns {import("../lib/saving.js").Chosen} what is shown
 */
export function drawAnswer(latest, { mode: chosen, length = "normal" }) {
  const { prompts } = latest.result;
  const { mode, tabs, more: others } = arrange(prompts, chosen);
  const before = shown;
  const prompt = wording.drawWording(latest, mode, length);
  shown = { mode, length, prompt, negative: prompts[mode]?.negative ?? null };
  skeleton.hidden = true;
  panel.ariaBusy = "false";
  words.dataset["mode"] = mode;
  write(words, prompt);
  negative.hidden = !shown.negative;
  write(part("negative-words", HTMLElement), shown.negative ?? "");
  if (before?.prompt !== prompt) panel.scrollTop = 0;
  drawTabs(tabs, mode);
  drawMenu(others);
  return shown;
}

/**
 * @param {string[]} tabs
 * @param {string} mode
 */
function drawTabs(tabs, mode) {
  const hadFocus = modes.contains(document.activeElement);
  modes.replaceChildren(
    ...tabs.map((each) => {
      const tab = button("tab", nameOf(each), () => void say({ type: "mode", mode: each }));
      tab.role = "tab";
      tab.dataset["mode"] = each;
      tab.ariaSelected = String(each === mode);
      tab.tabIndex = each === mode ? 0 : -1;
      tab.setAttribute("aria-controls", panel.id);
      return tab;
    }),
  );
  if (hadFocus) focusTab(tabs.indexOf(mode));
}

/** @param {string[]} others */
function drawMenu(others) {
  more.hidden = others.length === 0;
  menu.replaceChildren(
    ...others.map((each) =>
      button("", nameOf(each), () => {
        menu.hidePopover();
        void say({ type: "mode", mode: each });
      }),
    ),
  );
}

/**
 * A mode that a later service adds is shown by its own name.
 * @param {string} mode
 */
function nameOf(mode) {
  return text(nameKey("mode", mode)) || mode;
}

/**
 * One stop for the tab key; the arrows move along, in the direction of reading.
 * @param {KeyboardEvent} event
 */
function moveAlong(event) {
  const forward = getComputedStyle(modes).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const tabs = [...modes.children];
  const at = tabs.indexOf(/** @type {Element} */ (document.activeElement));
  const last = tabs.length - 1;
  /** @type {Record<string, number>} */
  const targets = { Home: 0, End: last, ArrowLeft: at - 1, ArrowRight: at - 1 };
  targets[forward] = at + 1;
  const target = targets[event.key];
  if (target === undefined || at < 0) return;
  event.preventDefault();
  const index = (target + tabs.length) % tabs.length;
  focusTab(index);
  const mode = /** @type {HTMLElement} */ (tabs[index]).dataset["mode"];
  if (mode) void say({ type: "mode", mode });
}

/** @param {number} index */
function focusTab(index) {
  const tab = modes.children[index];
  if (tab instanceof HTMLElement) tab.focus();
}

/** Copying is what people came for. */
export function focusCopy() {
  copy.focus({ preventScroll: true });
}
