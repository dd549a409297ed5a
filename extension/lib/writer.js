/**
 * The one writer of what is kept; only the worker imports it. Each change reads and writes
 * in its turn, so that two of them cannot lose each other's.
 *
 * @typedef {import("./account.js").Event} AccountEvent
 * @typedef {import("./machine.js").Event} Event
 * @typedef {import("./shapes.js").Allowance} Allowance
 * @typedef {import("./store.js").Progress} Progress
 * @typedef {import("./store.js").Settings} Settings
 */

import { next as nextAccount } from "./account.js";
import { clearStorage, write } from "./chrome.js";
import { next } from "./machine.js";
import { readAccount, readLatest, readProgress, readSettings, readToken } from "./store.js";

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
 * Let an event happen to the account. What was left to use goes with the token it was of;
 * the token is written first, because it alone says where a stopped worker comes to rest.
 * @param {AccountEvent} event
 * @returns {Promise<boolean>} whether it meant anything
 */
export function applyToAccount(event) {
  return inTurn(async () => {
    const before = await readAccount();
    const after = nextAccount(before, event);
    if (after === before) return false;
    const { token, ...known } = after;
    if (token !== before.token) {
      await write("local", "token", token);
      await write("session", "allowance", undefined);
    }
    await write("session", "account", known);
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

/**
 * @param {Allowance} allowance
 * @param {string} token whose it is; nothing is kept of one that is no longer ours
 * @returns {Promise<void>}
 */
export function keepAllowance(allowance, token) {
  return inTurn(async () => {
    if ((await readToken())?.token === token) await write("session", "allowance", allowance);
  });
}

/** Forget everything, the person's choices too. */
export function forgetAll() {
  return inTurn(clearStorage);
}
