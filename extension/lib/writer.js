/**
 * The one writer of what is kept; only the worker imports it. Each change reads and writes
 * in its turn, so that two of them cannot lose each other's.
 *
 * @typedef {import("./machine.js").Event} Event
 * @typedef {import("./shapes.js").Allowance} Allowance
 * @typedef {import("./store.js").Progress} Progress
 * @typedef {import("./store.js").Settings} Settings
 * @typedef {import("./store.js").Token} Token
 */

import { clearStorage, write } from "./chrome.js";
import { next } from "./machine.js";
import { readLatest, readProgress, readSettings } from "./store.js";

/** @type {Promise<unknown>} */
let queue = Promise.resolve();

/**
 * @template T
 * @param {() => Promise<T>} change
 * @returns {Promise<T>}
 */
function inTurn(change) {
  const turn = queue.then(change);
  queue = turn.catch(() => undefined);
  return turn;
}

/**
 * Let an event happen to the latest image.
 * @param {Event} event
 * @returns {Promise<boolean>} whether it meant anything
 */
export function apply(event) {
  return inTurn(async () => {
    const before = await readLatest();
    const after = next(before, event);
    if (after === before) return false;
    await write("local", "latest", after);
    return true;
  });
}

/**
 * Note how far a click's run is; a click that is no longer the latest leaves no trace.
 * @param {string} click
 * @param {Partial<Omit<Progress, "click">>} changes
 * @returns {Promise<void>}
 */
export function note(click, changes) {
  return inTurn(async () => {
    if ((await readLatest())?.click !== click) return;
    await write("session", "progress", { ...(await readProgress(click)), ...changes });
  });
}

/** @param {Settings} changes */
export function choose(changes) {
  return inTurn(async () => write("local", "settings", { ...(await readSettings()), ...changes }));
}

/** @param {Token | undefined} token */
export function keepToken(token) {
  return inTurn(() => write("local", "token", token));
}

/** @param {Allowance} allowance */
export function keepAllowance(allowance) {
  return inTurn(() => write("session", "allowance", allowance));
}

/** Forget everything, the person's choices too. */
export function forgetAll() {
  return inTurn(clearStorage);
}
