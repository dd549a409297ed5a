/**
 * Connects an account and ends the connection, by the rules of `account.js`. It runs in the
 * worker: the popup closes when the sign-in's window takes the focus.
 *
 * @typedef {import("./account.js").Flow} Flow
 * @typedef {import("./account.js").Task} Task
 * @typedef {import("./account.js").Token} Token
 * @typedef {import("./shapes.js").Grant} Grant
 */

import { askAccount, exchangeCode, Refused, revokeToken, tokenRefused } from "./api.js";
import { openSignIn, redirectUri } from "./chrome.js";
import { unfinished } from "./machine.js";
import { beginning, CLIENT_ID, ending, newFlow } from "./sign-in.js";
import { readLatest, readToken } from "./store.js";
import { applyToAccount, keepAllowance } from "./writer.js";

/** What this life of the worker is doing; what another began is done by nobody. */
let underway = 0;

/** @type {Promise<unknown>} */
let exchange = Promise.resolve();

/** Wait for a session on its way: the trial that it ends is refused before it is here. */
export async function exchangeOver() {
  await exchange.catch(() => undefined);
}

/** End what nobody does any more. */
export function takeStock() {
  return applyToAccount({ type: "awake", here: underway > 0 });
}

/**
 * Let the person sign in.
 * @returns {Promise<"connected" | "failed" | "closed">} closed where nothing came of it by
 *   the person's own choice
 */
export function connect() {
  return whileHere(async () => {
    const flow = newFlow();
    const { state } = flow;
    if (!(await applyToAccount({ type: "connect", flow }))) return "closed";
    try {
      const code = await signedIn(flow);
      if (code === null) {
        await applyToAccount({ type: "gave_up", state });
        return "closed";
      }
      exchange = joined(code, flow);
      return (await exchange) ? "connected" : "closed";
    } catch (error) {
      await applyToAccount({ type: "failed", task: "connecting", code: codeOf(error), state });
      return "failed";
    }
  });
}

/**
 * @param {Flow} flow
 * @returns {Promise<string | null>} the code, or null where the person closed the window
 */
async function signedIn(flow) {
  const address = await openSignIn(await beginning(flow, redirectUri()));
  if (address === null) return null;
  const end = ending(address, flow);
  if ("code" in end) return end.code;
  if (end.problem === null) return null;
  throw new NotConnected(end.problem);
}

/**
 * @param {string} code
 * @param {Flow} flow
 * @returns {Promise<boolean>}
 */
async function joined(code, flow) {
  const token = await exchanged(code, flow);
  if (await applyToAccount({ type: "granted", state: flow.state, token })) return true;
  // Everything was cleared meanwhile: a session that nobody wanted is ended at once.
  await endSession(token);
  return false;
}

/**
 * A code is good for one call, so this one is not taken twice.
 * @param {string} code
 * @param {Flow} flow
 * @returns {Promise<Token>}
 */
async function exchanged(code, { verifier }) {
  const kept = await readToken();
  /** @type {Record<string, string>} */
  const form = {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri(),
    client_id: CLIENT_ID,
    code_verifier: verifier,
  };
  if (kept?.token) form["trial_token"] = kept.token;
  const { access_token: token, expires_in } = await exchangeCode(form);
  const expiresAt = new Date(Date.now() + expires_in * 1000).toISOString();
  return { kind: "session", token, expiresAt };
}

/** Ask who the account is and what it has left. */
export function ask() {
  return whileHere(async () => {
    const kept = await readToken();
    if (!kept || !(await applyToAccount({ type: "ask" }))) return;
    const { token } = kept;
    try {
      const { email, credits } = await askAccount(token);
      await applyToAccount({ type: "told", token, email });
      // What our own running extraction holds is taken off when it is settled.
      const held = unfinished(await readLatest()) ? credits.held : 0;
      const remaining = credits.available + held;
      await keepAllowance({ unit: "credit", limit: null, remaining }, token);
    } catch (error) {
      if (tokenRefused(error)) await applyToAccount({ type: "ended", token });
      else await applyToAccount({ type: "failed", task: "asking", code: codeOf(error) });
    }
  });
}

/**
 * End the connection at the service, and only then here: a token thrown away before would
 * leave a session behind that is called disconnected and still opens the account. Where
 * nobody answers, that is said, and the person may try again or `forget` it.
 */
export function disconnect() {
  return whileHere(async () => {
    const kept = await readToken();
    if (!kept || !(await applyToAccount({ type: "leave" }))) return;
    const { token } = kept;
    try {
      await revokeToken(token);
      await applyToAccount({ type: "left", token });
    } catch (error) {
      await applyToAccount({ type: "failed", task: "leaving", code: codeOf(error) });
    }
  });
}

/**
 * End a session whose token is no longer kept here. It is tried once: what is left of it ends
 * by itself when it was not used for its time.
 * @param {Token | undefined} token
 */
export async function endSession(token) {
  if (token?.kind === "session") await revokeToken(token.token).catch(() => undefined);
}

class NotConnected extends Error {}

/** @param {unknown} error */
function codeOf(error) {
  if (error instanceof NotConnected) return error.message;
  return error instanceof Refused ? error.problem.code : "service_unreachable";
}

/**
 * @template T
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
async function whileHere(task) {
  underway += 1;
  try {
    return await task();
  } finally {
    underway -= 1;
  }
}
