/**
 * The reason, what was charged, and one way on.
 *
 * @typedef {import("../lib/machine.js").Latest} Latest
 * @typedef {import("../lib/problems.js").Problem} Problem
 */

import { ourLanguage, text } from "../lib/chrome.js";
import { say } from "../lib/messages.js";
import { sentenceKey, wayOn } from "../lib/problems.js";
import { part, write } from "./dom.js";
import { waitInWords } from "./view.js";

const press = part("way-on", HTMLButtonElement);
const link = part("way-out", HTMLAnchorElement);

/** @type {"again" | "dismissed"} */
let asked = "again";
let clock = 0;

/** Listen once; what the press means is decided by what is shown. */
export function label() {
  press.addEventListener("click", () => void say({ type: asked }));
}

/**
 * @param {string} imageUrl
 * @param {Problem} problem
 */
export function drawTrouble(imageUrl, problem) {
  const frame = problem.free ? "trouble_free" : "trouble_plain";
  write(part("reason", HTMLElement), text(frame, text(sentenceKey(problem.code))));
  const { action, href } = wayOn(problem, imageUrl);
  asked = action === "dismiss" ? "dismissed" : "again";
  press.hidden = href !== null;
  link.hidden = href === null;
  if (href !== null) {
    link.href = href;
    write(link, text(`action_${action}`));
  } else {
    drawPress(action, problem.retryAt ?? 0);
  }
}

/**
 * The service said when to come back: until then the button counts down and is not pressed.
 * @param {string} action
 * @param {number} retryAt
 */
function drawPress(action, retryAt) {
  clearTimeout(clock);
  const rest = action === "again" ? retryAt - Date.now() : 0;
  press.disabled = rest > 0;
  if (rest <= 0) return write(press, text(`action_${action}`));
  write(press, text("action_again_in", waitInWords(rest, ourLanguage())));
  clock = window.setTimeout(() => drawPress(action, retryAt), 1000);
}
