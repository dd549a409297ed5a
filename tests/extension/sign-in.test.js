import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { API_BASE } from "../../extension/lib/config.js";
import { beginning, ending, newFlow } from "../../extension/lib/sign-in.js";
import { REDIRECT } from "./support/browser.js";

const FLOW = { state: "the-state", verifier: "the-verifier" };
const ISS = new URL(API_BASE).origin;

/** @param {Record<string, string>} said */
function back(said) {
  return ending(`${REDIRECT}?${new URLSearchParams(said)}`, FLOW);
}

test("a sign-in begins with exactly what the standards ask for", async () => {
  const url = new URL(await beginning(FLOW, REDIRECT));
  assert.equal(url.origin + url.pathname, `${API_BASE}/v1/connect/authorize`);
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    response_type: "code",
    client_id: "prompt-lens-extension",
    redirect_uri: REDIRECT,
    code_challenge: createHash("sha256").update(FLOW.verifier).digest("base64url"),
    code_challenge_method: "S256",
    state: FLOW.state,
  });
  assert.ok(!url.href.includes(FLOW.verifier), "the verifier stays here");
});

test("the example of RFC 7636, appendix B", async () => {
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const url = new URL(await beginning({ state: "", verifier }, REDIRECT));
  const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  assert.equal(url.searchParams.get("code_challenge"), challenge);
});

test("every sign-in has its own secrets, of the length and letters that RFC 7636 allows", () => {
  const flows = Array.from({ length: 100 }, newFlow);
  const secrets = new Set(flows.flatMap(({ state, verifier }) => [state, verifier]));
  assert.equal(secrets.size, 200);
  for (const secret of secrets) assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
});

const REFUSED = { problem: "connect_refused" };
const OURS = { state: FLOW.state, iss: ISS };
/** @type {[string, Record<string, string>, object][]} */
const ENDS = [
  ["a code", { ...OURS, code: "c" }, { code: "c" }],
  ["another state", { ...OURS, state: "other", code: "c" }, REFUSED],
  ["no state", { iss: ISS, code: "c" }, REFUSED],
  ["an empty state", { ...OURS, state: "", code: "c" }, REFUSED],
  ["another issuer", { ...OURS, iss: "https://evil.example", code: "c" }, REFUSED],
  ["an issuer that only begins like ours", { ...OURS, iss: `${ISS}.evil.example`, code: "c" }, REFUSED],
  ["no issuer", { state: FLOW.state, code: "c" }, REFUSED],
  ["neither code nor error", OURS, REFUSED],
  ["an empty code", { ...OURS, code: "" }, REFUSED],
  ["a code beside an error", { ...OURS, code: "c", error: "invalid_request" }, REFUSED],
  ["the person said no", { ...OURS, error: "access_denied" }, { problem: null }],
  ["a no of somebody else", { error: "access_denied", state: "other", iss: ISS }, REFUSED],
  ["an error of ours", { ...OURS, error: "invalid_scope" }, REFUSED],
  ["the sign-in is away", { ...OURS, error: "temporarily_unavailable" }, { problem: "img_pilot_unavailable" }],
  ["the sign-in failed", { ...OURS, error: "server_error" }, { problem: "img_pilot_unavailable" }],
];

for (const [what, said, end] of ENDS) {
  test(`what comes back: ${what}`, () => assert.deepEqual(back(said), end));
}

test("what stands behind the # is not read", () => {
  const fragment = new URLSearchParams({ ...OURS, code: "c" });
  assert.deepEqual(ending(`${REDIRECT}#${fragment}`, FLOW), REFUSED);
});
