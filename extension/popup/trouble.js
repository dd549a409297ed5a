/**
 * The reason, what was charged, and one way on.
 *
 * @typedef {import("../lib/account.js").Account} Account
 * @typedef {import("../lib/machine.js").Latest} Latest
 * @typedef {import("../lib/problems.js").Problem} Problem
 */

import { standing } from "../lib/account.js";
import { isOnline, openOptions, ourLanguage, text } from "../lib/chrome.js";
import { say } from "../lib/messages.js";
import { sentenceKey, wayOn } from "../lib/problems.js";
import { part, write } from "./dom.js";
import { frameKey, waitInWords } from "./view.js";

const press = part("way-on", HTMLButtonElement);
const link = part("way-out", HTMLAnchorElement);
const back = part("back", HTMLButtonElement);

/** @type {import("../lib/messages.js").Message} */
let asked = { type: "again" };
let clock = 0;
/** Nobody answered; somebody may when the network is back. */
let silent = false;
let leadsToSettings = false;

/** @type {Record<string, import("../lib/messages.js").Message>} what a press of each says */
const ASKS = { connect: { type: "connect", reopen: true }, dismiss: { type: "dismissed" } };

/** Listen once; what the press means is decided by what is shown. */
export function label() {
  press.addEventListener("click", () => void (leadsToSettings ? openOptions() : say(asked)));
  window.addEventListener("online", () => {
    if (silent) void say(asked);
  });
  write(back, text("back"));
  back.addEventListener("click", () => void say({ type: "back" }));
}

/** All is well. */
export function drawNoTrouble() {
  silent = false;
}

/**
 * @param {Latest} latest
 * @param {Problem} problem
 * @param {Account} account
 */
export function drawTrouble(latest, problem, account) {
  const at = standing(account);
  const member = at === "connected" || at === "leaving";
  const sentence = text(sentenceKey(problem.code));
  const frame = frameKey(latest, member || at === "ended");
  write(part("reason", HTMLElement), text(frame, sentence));
  const { action, href } = wayOn(problem, latest.imageUrl, member);
  const failed = action === "connect" ? account.trouble : null;
  const why = failed ? text("trouble_plain", text(sentenceKey(failed.code))) : "";
  silent = problem.code === "service_unreachable";
  write(part("note", HTMLElement), silent && !isOnline() ? text("trouble_offline") : why);
  leadsToSettings = action === "settings";
  asked = ASKS[action] ?? { type: "again" };
  back.hidden = !latest.before;
  press.hidden = href !== null;
  link.hidden = href === null;
  if (href !== null) {
    link.href = href;
    write(link, text(`action_${action}`));
  } else {
    drawPress(action, problem.retryAt ?? 0);
  }
  if (action === "connect" && at === "connecting") {
    press.disabled = true;
    write(press, text("account_connecting"));
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
