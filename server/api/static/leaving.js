/**
 * What leaves the page: into the clipboard, or as a file.
 *
 * @typedef {import("./shapes.js").Result} Result
 * @typedef {{result: Result | null, mode: string, length: string, prompt: string}} Shown
 */

import { part } from "./page.js";
import { say } from "./words.js";

const SAID_MS = 1500;

/**
 * Make a button copy.
 * @param {HTMLElement} button its words say for a moment that it was done
 * @param {() => string} what
 */
export function copies(button, what) {
  button.addEventListener("click", async () => {
    const before = (button.dataset["says"] ??= button.textContent ?? "");
    const done = await navigator.clipboard.writeText(what()).then(() => true, () => false);
    button.textContent = say(done ? "copied" : "copy_failed");
    setTimeout(() => (button.textContent = before), SAID_MS);
  });
}

/**
 * Make a chip copy; it keeps its words, so that nothing moves.
 * @param {HTMLElement} chip
 * @param {string} what
 */
export function copiesAsItIs(chip, what) {
  chip.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(what).then(() => true, () => false);
    chip.classList.toggle("copied", done);
    part("announce").textContent = say(done ? "copied" : "copy_failed");
    setTimeout(() => {
      chip.classList.remove("copied");
      part("announce").textContent = "";
    }, SAID_MS);
  });
}

/**
 * Make a button save what is shown.
 * @param {HTMLElement} button
 * @param {() => Shown} what
 * @param {"txt" | "json"} kind
 */
export function saves(button, what, kind) {
  button.addEventListener("click", () => {
    const shown = what();
    const type = kind === "json" ? "application/json" : "text/plain";
    const href = URL.createObjectURL(new Blob([kind === "json" ? asJson(shown) : asText(shown)], { type }));
    const link = document.createElement("a");
    Object.assign(link, { href, download: fileName(shown, kind) }).click();
    setTimeout(() => URL.revokeObjectURL(href), SAID_MS);
  });
}

/** @param {Shown} shown */
function asText({ result, mode, prompt }) {
  const negative = result?.prompts[mode]?.negative;
  return negative ? `${prompt}\nNegative prompt: ${negative}\n` : `${prompt}\n`;
}

/** @param {Shown} shown */
function asJson({ result, ...chosen }) {
  return `${JSON.stringify({ chosen, ...result }, null, 2)}\n`;
}

/** @param {Shown} shown @param {string} kind */
function fileName({ result, mode }, kind) {
  const plain = (result?.title ?? "").replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60).replace(/^-|-$/g, "");
  return `${plain || "prompt"}.${mode}.${kind}`;
}
