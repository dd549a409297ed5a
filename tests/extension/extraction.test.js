import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { until } from "./support/life.js";
import { IMAGE, OTHER, Scene } from "./support/scene.js";
import { refuse } from "./support/wire.js";

/** @type {Scene} */
let scene;

beforeEach(async () => {
  scene = await new Scene().begin();
});

test("a click becomes a result, and the growing prompt was seen on the way", async () => {
  /** @type {string[]} */
  const grown = [];
  scene.service.beforeEvent = async () => {
    const progress = scene.progress;
    grown.push(progress?.partial ?? "");
  };
  scene.click(IMAGE);
  await scene.reaches("done");
  assert.equal(scene.latest.result.title, "Harbour");
  assert.equal(scene.latest.jobId, "job-0");
  await until(() => grown.includes("a quiet "), "a restart throws the text away");
  assert.ok(grown.includes("a lou"));
  const told = scene.progress;
  assert.equal(told.partial, "a quiet harbour");
  assert.deepEqual(
    scene.service.heard.map(({ path }) => path),
    ["/v1/trial", "/v1/proofs", "/v1/extractions", "/v1/extractions/job-0/events"],
  );
});

test("a token that is refused is replaced once, and the work goes on", async () => {
  scene.browser.local.kept.set("token", { token: "from long ago", expiresAt: "" });
  scene.click(IMAGE);
  await scene.reaches("done");
  assert.equal(scene.service.calls("/v1/trial").length, 1);
  assert.equal(scene.service.jobs.size, 1);
});

test("a service that refuses every token is asked for one new token only", async () => {
  scene.service.before = async ({ path }) =>
    path === "/v1/proofs" ? refuse(401, "token_expired") : undefined;
  scene.click(IMAGE);
  await scene.reaches("failed");
  assert.equal(scene.service.calls("/v1/trial").length, 2);
  assert.equal(scene.latest.problem.code, "token_expired");
  assert.equal(scene.latest.problem.free, true);
});

test("a proof that lapsed before it was redeemed is asked for again", async () => {
  let refused = 0;
  scene.service.before = async ({ path }) =>
    path === "/v1/extractions" && refused++ === 0 ? refuse(410, "proof_gone") : undefined;
  scene.click(IMAGE);
  await scene.reaches("done");
  assert.equal(scene.service.calls("/v1/proofs").length, 2);
  assert.equal(scene.service.jobs.size, 1);
});

test("an answer lost on the way back is asked for with the same proof", async () => {
  let lost = 0;
  scene.service.after = async ({ path }) => {
    if (path === "/v1/extractions" && lost++ < 2) throw new TypeError("network");
  };
  scene.click(IMAGE);
  await scene.reaches("done");
  const proofs = new Set(scene.service.calls("/v1/extractions").map(({ body }) => body.proof));
  assert.equal(scene.service.calls("/v1/extractions").length, 3);
  assert.equal(proofs.size, 1);
  assert.equal(scene.service.jobs.size, 1);
});

test("a stream that breaks off is taken up where it ended, and no text comes twice", async () => {
  let events = 0;
  scene.service.beforeEvent = async () => {
    events += 1;
    if (events === 6) throw new TypeError("network");
  };
  scene.click(IMAGE);
  await scene.reaches("done");
  const streams = scene.service.calls("/v1/extractions/job-0/events");
  assert.deepEqual(
    streams.map(({ headers }) => headers.get("Last-Event-ID")),
    [null, "5"],
  );
  const progress = scene.progress;
  assert.equal(progress.partial, "a quiet harbour");
});

test("a job that ended while nobody listened is read, not followed", async () => {
  scene.service.before = async ({ path }) => {
    if (!path.endsWith("/events")) return undefined;
    for (const job of scene.service.jobs.values()) scene.service.end(job);
    return new Response(null, { status: 204 });
  };
  scene.click(IMAGE);
  await scene.reaches("done");
});

test("of two images in quick succession the newer is shown, whatever comes late", async () => {
  /** @type {(() => void)[]} */
  const held = [];
  scene.service.beforeEvent = () => new Promise((resolve) => held.push(() => resolve()));
  scene.click(IMAGE);
  await scene.reaches("working");
  const first = scene.latest.click;
  scene.click(OTHER);
  await until(() => scene.latest.click !== first && scene.latest.state === "working", "the newer one");
  await until(() => held.length === 2, "both streams are open");
  assert.deepEqual(scene.service.streams.map((signal) => signal?.aborted), [true, false]);
  scene.service.beforeEvent = null;
  for (const release of held) release();
  await scene.reaches("done");
  assert.equal(scene.latest.imageUrl, OTHER);
  assert.equal(scene.latest.jobId, "job-1");
});

test("a failed job keeps its image, its code and that nothing was charged", async () => {
  scene.service.problem = { code: "image_forbidden", status: 422, retryable: false };
  scene.click(IMAGE);
  await scene.reaches("failed");
  assert.equal(scene.latest.imageUrl, IMAGE);
  assert.equal(scene.latest.problem.code, "image_forbidden");
  assert.equal(scene.latest.problem.free, true);
  scene.service.problem = null;
  scene.say("again");
  await scene.reaches("done");
  assert.equal(scene.service.jobs.size, 2);
});

test("the service says when to come back, and the uses left are known to be none", async () => {
  scene.service.before = async ({ path }) =>
    path === "/v1/proofs" ? refuse(429, "rate_limited", { "Retry-After": "60" }) : undefined;
  scene.click(IMAGE);
  await scene.reaches("failed");
  assert.ok(scene.latest.problem.retryAt > Date.now() + 50_000);
  scene.service.before = async () => {};
  scene.service.remaining = 0;
  scene.say("again");
  await until(() => scene.latest.problem?.code === "allowance_used_up", "the end of the trial");
  await until(() => scene.allowance?.remaining === 0, "none left");
  assert.equal(scene.allowance.unit, "trial");
});

test("when the service refuses for a moment, trying again goes on with the same job", async () => {
  let [lost, down] = [false, true];
  scene.service.before = async ({ path }) =>
    down && lost && path === "/v1/extractions" ? refuse(503, "service_unavailable") : undefined;
  scene.service.after = async ({ path }) => {
    if (lost || path !== "/v1/extractions") return;
    lost = true;
    throw new TypeError("network");
  };
  scene.click(IMAGE);
  await scene.reaches("failed");
  assert.equal(scene.latest.problem.free, false);
  down = false;
  scene.say("again");
  await scene.reaches("done");
  assert.equal(scene.service.jobs.size, 1);
});

test("the dot shows what ended behind a closed popup, until it is opened", async () => {
  scene.browser.canOpenPopup = false;
  scene.click(IMAGE);
  await scene.reaches("done");
  await until(() => scene.browser.dot !== "", "the dot");
  scene.browser.popupOpen = true;
  scene.say("opened");
  await until(() => scene.browser.dot === "", "no dot");
  scene.browser.canOpenPopup = true;
  scene.click(OTHER);
  await until(() => scene.latest.imageUrl === OTHER, "the other image");
  await scene.reaches("done");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(scene.browser.dot, "");
});

test("a question that no popup could ask is marked by the dot", async () => {
  scene.browser.local.kept.clear();
  scene.browser.canOpenPopup = false;
  scene.click(IMAGE);
  await scene.reaches("consent");
  await until(() => scene.browser.dot !== "", "the dot");
});

test("the uses left count what was taken", async () => {
  scene.click(IMAGE);
  await scene.reaches("done");
  const left = () => scene.allowance.remaining;
  await until(() => left() === 2, "one use less");
});

test("the language is the browser's until another is chosen", async () => {
  scene.browser.language = "zh-CN";
  scene.click(IMAGE);
  await scene.reaches("done");
  assert.equal(scene.service.calls("/v1/proofs")[0]?.body.language, "zh-CN");
});

test("looking anew says so to the service, in both requests, and only then", async () => {
  scene.click(IMAGE);
  await scene.reaches("done");
  scene.say({ type: "language", language: "fr" });
  scene.say({ type: "again", fresh: true });
  await until(() => scene.service.jobs.size === 2, "the second job");
  await scene.reaches("done");
  const asked = [...scene.service.calls("/v1/proofs"), ...scene.service.calls("/v1/extractions")];
  assert.deepEqual(asked.map(({ body }) => body.fresh), [undefined, true, undefined, true]);
  assert.deepEqual(asked.map(({ body }) => body.language), ["en", "fr", "en", "fr"]);
});
