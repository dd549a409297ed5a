/**
 * The two ends of a sign-in (RFC 6749, with PKCE of RFC 7636 and the issuer of RFC 9207):
 * the address it begins at, and what is believed of the address it comes back with.
 *
 * @typedef {import("./account.js").Flow} Flow
 */

import { API_BASE } from "./config.js";

export const CLIENT_ID = "prompt-lens-extension";

/** Its errors that are not about this request: it may go better in a while. */
const PASSING = new Set(["temporarily_unavailable", "server_error"]);

/** @returns {Flow} */
export function newFlow() {
  return { state: unguessable(), verifier: unguessable() };
}

/**
 * @param {Flow} flow
 * @param {string} redirectUri
 */
export async function beginning({ state, verifier }, redirectUri) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: CLIENT_ID,
    redirect_uri: redirectUri,
    code_challenge: inBase64Url(new Uint8Array(digest)),
    code_challenge_method: "S256",
    state,
  });
  return `${API_BASE}/v1/connect/authorize?${asked}`;
}

/**
 * Only an answer to our own question, from our own service, is read at all.
 * @param {string} address
 * @param {Flow} flow
 * @returns {{code: string} | {problem: string | null}} null where the person said no
 */
export function ending(address, { state }) {
  const said = new URL(address).searchParams;
  const ours = said.get("state") === state && said.get("iss") === API_BASE;
  if (!ours) return { problem: "connect_refused" };
  const error = said.get("error");
  if (error === "access_denied") return { problem: null };
  if (error !== null) return { problem: PASSING.has(error) ? "img_pilot_unavailable" : "connect_refused" };
  const code = said.get("code");
  return code ? { code } : { problem: "connect_refused" };
}

function unguessable() {
  return inBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {Uint8Array} bytes */
function inBase64Url(bytes) {
  const plain = btoa(String.fromCharCode(...bytes));
  return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
