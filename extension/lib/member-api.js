/**
 * The calls of the settings page: who is connected, a provider's key of one's own, and what is
 * held at the service. They are sent by `api.js`.
 *
 * @typedef {import("./shapes.js").Provider} Provider
 * @typedef {import("./shapes.js").Session} Session
 */

import { answered, json } from "./api.js";

/**
 * The connected browsers, the last used first.
 * @param {string} token
 * @returns {Promise<Session[]>}
 */
export async function readSessions(token) {
  return (await json("GET", "/v1/account/sessions", { token })).sessions;
}

/**
 * @param {string} id
 * @param {string} token
 */
export async function endOneSession(id, token) {
  await answered("DELETE", `/v1/account/sessions/${encodeURIComponent(id)}`, { token });
}

/**
 * Bring a key. Nobody can read it back, not even with this token.
 * @param {Provider} provider
 * @param {{key: string, model?: string}} body
 * @param {string} token
 */
export async function putKey(provider, body, token) {
  await answered("PUT", `/v1/account/keys/${provider}`, { token, body });
}

/**
 * @param {Provider} provider
 * @param {string} token
 */
export async function deleteKey(provider, token) {
  await answered("DELETE", `/v1/account/keys/${provider}`, { token });
}

/**
 * Everything that is held on a token.
 * @param {string} token
 * @returns {Promise<object>}
 */
export function exportAll(token) {
  return json("GET", "/v1/me/export", { token });
}

/**
 * Erase it; the token is refused from then on.
 * @param {string} token
 */
export async function eraseAll(token) {
  await answered("DELETE", "/v1/me", { token });
}
