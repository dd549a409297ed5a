import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { Refused } from "../../server/api/static/api.js";
import { extract } from "../../server/api/static/extraction.js";

const ORDER = { image_url: "http://images.test/a.png", language: "en" };
const TAKEN = { unit: "trial", amount: 1, state: "settled" };
const FREE = { unit: "none", amount: 0, state: "released" };
const FINISHED_AT = "2026-01-01T00:00:00Z";
const DONE = { id: "j1", state: "succeeded", finished_at: FINISHED_AT, charge: TAKEN };
const QUEUED = { ...DONE, state: "queued", finished_at: null };

/** @typedef {{path: string, headers: Headers, body: any}} Call */
/** @type {Call[]} */
let calls = [];
const realFetch = globalThis.fetch;

afterEach(() => {
  mock.timers.reset();
  globalThis.fetch = realFetch;
  calls = [];
});

/**
 * A service that answers each call with the next of its script for that path.
 * @param {Record<string, (() => Response)[]>} script
 */
function service(script) {
  globalThis.fetch = async (path, init) => {
    const body = typeof init?.body === "string" ? JSON.parse(init.body) : null;
    calls.push({ path: String(path), headers: new Headers(init?.headers), body });
    const answer = script[String(path)]?.shift();
    assert.ok(answer, `nobody foresaw ${String(path)}`);
    return answer();
  };
}

/** @param {object} body */
function json(body, status = 200) {
  return () => Response.json(body, { status });
}

/** @param {string} text */
function stream(text) {
  return () => new Response(text, { headers: { "Content-Type": "text/event-stream" } });
}

function refusal(status = 401, code = "token_expired", retryable = false) {
  return json({ title: "No.", next_step: "Wait.", status, code, retryable }, status);
}

const MINTED = json({ token: "t1", allowance: { limit: 3, remaining: 3 } }, 201);
const PROVED = json({ proof: "p1", id: "j1", allowance: { limit: 3, remaining: 2 } }, 201);
const EVENTS = "/v1/extractions/j1/events";

async function told() {
  const moments = [];
  for await (const moment of extract(ORDER, new AbortController().signal)) moments.push(moment);
  return moments;
}

test("a stream that breaks off is taken up after the last event heard", async () => {
  service({
    "/v1/trial": [MINTED],
    "/v1/proofs": [PROVED],
    "/v1/extractions": [json(QUEUED, 202)],
    "/v1/extractions/j1": [json(QUEUED)],
    [EVENTS]: [
      stream('id: 4-0\nevent: partial\ndata: {"text":"a hill"}\n\nid: 5-0\nevent: partial\ndata: {"te'),
      stream(`id: 5-0\nevent: partial\ndata: {"text":" at dusk"}\n\nid: 6-0\nevent: result\ndata: ${JSON.stringify(DONE)}\n\n`),
    ],
  });
  const moments = await told();
  assert.deepEqual(moments.map(({ kind }) => kind), ["allowance", "partial", "partial", "ended", "allowance"]);
  const followed = calls.filter(({ path }) => path === EVENTS);
  assert.deepEqual(followed.map(({ headers }) => headers.get("Last-Event-ID")), [null, "4-0"]);
  assert.deepEqual(followed.map(({ headers }) => headers.get("Authorization")), ["Bearer t1", "Bearer t1"]);
});

test("where the stream has nothing more to tell, the job is read", async () => {
  service({
    "/v1/trial": [MINTED],
    "/v1/proofs": [PROVED],
    "/v1/extractions": [json(DONE)],
    "/v1/extractions/j1": [json(DONE)],
    [EVENTS]: [() => new Response(null, { status: 204 })],
  });
  assert.deepEqual((await told()).at(-2), { kind: "ended", job: DONE });
});

for (const [charge, remaining] of /** @type {const} */ ([[TAKEN, 1], [FREE, 2]])) {
  test(`after a charge of ${charge.amount} the count of uses left says so`, async () => {
    service({
      "/v1/trial": [MINTED],
      "/v1/proofs": [PROVED],
      "/v1/extractions": [json(QUEUED, 202)],
      "/v1/extractions/j1": [json({ ...DONE, charge })],
      [EVENTS]: [() => new Response(null, { status: 204 })],
    });
    const allowance = { limit: 3, remaining };
    assert.deepEqual((await told()).at(-1), { kind: "allowance", allowance });
  });
}

test("a token just minted that is refused is not minted again", async () => {
  service({ "/v1/trial": [MINTED], "/v1/proofs": [refusal()] });
  await assert.rejects(told(), Refused);
  assert.deepEqual(calls.map(({ path }) => path), ["/v1/trial", "/v1/proofs"]);
});

test("a refusal reaches the page with its own words", async () => {
  service({ "/v1/trial": [MINTED], "/v1/proofs": [refusal(402, "allowance_used_up")] });
  await assert.rejects(told(), (error) => error instanceof Refused && error.problem.title === "No.");
});

test("an answer that is not the service's says that nobody answered", async () => {
  service({ "/v1/trial": [() => new Response("<h1>502</h1>", { status: 502 })] });
  await assert.rejects(
    told(),
    (error) => error instanceof Refused && error.problem.code === "service_unreachable",
  );
});

/** @returns {Response} */
function silence() {
  throw new TypeError("Failed to fetch");
}

/**
 * Let time pass until it is settled.
 * @param {Promise<unknown>} promise
 */
async function inNoTime(promise) {
  let isOver = false;
  const over = promise.then(() => {}, () => {}).then(() => (isOver = true));
  while (!isOver) {
    mock.timers.tick(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await over;
}

function proofsRedeemed() {
  return calls.filter(({ path }) => path === "/v1/extractions").map(({ body }) => body.proof);
}

test("a redemption that is not heard of is repeated with the same proof", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  service({
    "/v1/trial": [MINTED],
    "/v1/proofs": [PROVED],
    "/v1/extractions": [silence, () => new Response("<h1>502</h1>", { status: 502 }), json(DONE)],
    "/v1/extractions/j1": [json(DONE)],
    [EVENTS]: [() => new Response(null, { status: 204 })],
  });
  const telling = told();
  await inNoTime(telling);
  assert.equal((await telling).filter(({ kind }) => kind === "ended").length, 1);
  assert.deepEqual(proofsRedeemed(), ["p1", "p1", "p1"]);
});

test("what was not heard to end is asked for again, and is not begun anew", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const away = Array(5).fill(silence);
  service({
    "/v1/trial": [MINTED, MINTED],
    "/v1/proofs": [PROVED, PROVED],
    "/v1/extractions": [...away, json(DONE), json(DONE)],
    "/v1/extractions/j1": [json(DONE), json(DONE)],
    [EVENTS]: Array(2).fill(() => new Response(null, { status: 204 })),
  });
  const lost = told();
  await inNoTime(lost);
  await assert.rejects(lost, Refused);
  assert.deepEqual((await told()).at(-2), { kind: "ended", job: DONE });
  assert.equal(calls.filter(({ path }) => path === "/v1/proofs").length, 1);
  await told();
  assert.equal(calls.filter(({ path }) => path === "/v1/proofs").length, 2, "what has ended is over");
});

test("a service that cannot just now is asked with the same proof when the person asks again", async () => {
  service({
    "/v1/trial": [MINTED, MINTED],
    "/v1/proofs": [PROVED, PROVED],
    "/v1/extractions": [refusal(503, "service_unavailable", true), refusal(422, "proof_mismatch")],
  });
  await assert.rejects(told(), Refused);
  await assert.rejects(told(), Refused);
  assert.deepEqual(proofsRedeemed(), ["p1", "p1"]);
  assert.equal(calls.filter(({ path }) => path === "/v1/proofs").length, 1);
});

test("a proof that grew too old before it was heard of makes way for a new one", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const fresh = json({ proof: "p2", id: "j1", allowance: null }, 201);
  service({
    "/v1/trial": [MINTED, MINTED],
    "/v1/proofs": [PROVED, fresh],
    "/v1/extractions": [...Array(5).fill(silence), refusal(410, "proof_gone"), json(DONE)],
    "/v1/extractions/j1": [json(DONE)],
    [EVENTS]: [() => new Response(null, { status: 204 })],
  });
  const lost = told();
  await inNoTime(lost);
  await assert.rejects(lost, Refused);
  await told();
  assert.deepEqual([...new Set(proofsRedeemed())], ["p1", "p2"]);
});
