/**
 * What is kept, and where. These are all the keys there are.
 *
 * For as long as the extension is installed (local): the latest image and what came of it,
 * the token of the trial or of the connected account, and what the person chose. Until the
 * browser is closed (session): the proof of the running request, how far it is, how much is
 * left to use, and of the account its email and the sign-in that is under way.
 *
 * This file only reads; `writer.js` is the one that writes.
 *
 * @typedef {import("./account.js").Account} Account
 * @typedef {import("./account.js").Token} Token
 * @typedef {import("./machine.js").Latest} Latest
 * @typedef {import("./shapes.js").Allowance} Allowance
 * @typedef {import("./shapes.js").Stage} Stage
 * @typedef {import("./wording.js").Length} Length
 * @typedef {{consented?: boolean, language?: string, mode?: string, length?: Length}} Settings
 * @typedef {{proof: string, id: string, language: string}} HeldProof
 * @typedef {{
 *   click: string,
 *   proof: HeldProof | null,
 *   stage: Stage | null,
 *   partial: string,
 *   lastEventId: string,
 * }} Progress
 */

import { APART } from "./account.js";
import { ourLanguage, read } from "./chrome.js";

export const LANGUAGES = ["en", "zh-CN", "ja", "de", "es", "fr"];

/** @returns {Promise<Latest | undefined>} */
export async function readLatest() {
  return /** @type {Latest | undefined} */ (await read("local", "latest"));
}

/** @returns {Promise<Token | undefined>} */
export async function readToken() {
  return /** @type {Token | undefined} */ (await read("local", "token"));
}

/**
 * The account: its token, and what is known of it until the browser is closed.
 * @returns {Promise<Account>}
 */
export async function readAccount() {
  const [token, known] = await Promise.all([readToken(), read("session", "account")]);
  return { ...APART, .../** @type {Omit<Account, "token"> | undefined} */ (known), token };
}

/** @returns {Promise<Settings>} */
export async function readSettings() {
  return /** @type {Settings | undefined} */ (await read("local", "settings")) ?? {};
}

/** @returns {Promise<Allowance | undefined>} */
export async function readAllowance() {
  return /** @type {Allowance | undefined} */ (await read("session", "allowance"));
}

/**
 * How far a click's run is; a fresh start where nothing is known of it.
 * @param {string} click
 * @returns {Promise<Progress>}
 */
export async function readProgress(click) {
  const kept = /** @type {Progress | undefined} */ (await read("session", "progress"));
  if (kept?.click === click) return kept;
  return { click, proof: null, stage: null, partial: "", lastEventId: "" };
}

/**
 * The language prompts are written in: the chosen one, else the one our sentences are in.
 * @param {Settings} settings
 */
export function promptLanguage(settings) {
  if (settings.language && LANGUAGES.includes(settings.language)) return settings.language;
  return ourLanguage();
}
