import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { begin, until } from "./support/life.js";
import { IMAGE, OTHER, Scene } from "./support/scene.js";
import { EMAIL } from "./support/service.js";
import { refuse } from "./support/wire.js";

/** @type {Scene} */
let scene;
let session = "";

beforeEach(async () => {
  scene = await new Scene().begin();
  await scene.connects();
  await until(() => scene.allowance?.remaining === 12, "the balance");
  session = scene.token.token;
});

const quiet = () => new Promise((resolve) => setTimeout(resolve, 30));

test("a paid extraction: one credit, and the balance is one lower", async () => {
  scene.click(IMAGE);
  await scene.reaches("done");
  assert.deepEqual(scene.latest.charge, { unit: "credit", amount: 1, state: "settled" });
  await until(() => scene.allowance.remaining === 11, "the balance");
  assert.equal(scene.service.credits, 11);
});

test("a failed extraction: nothing charged, and the balance is as before", async () => {
  scene.service.problem = { code: "provider_timeout", status: 504, retryable: true };
  scene.click(IMAGE);
  await scene.reaches("failed");
  assert.equal(scene.latest.problem.free, true);
  assert.equal(scene.latest.charge.unit, "credit");
  await quiet();
  assert.equal(scene.allowance.remaining, 12);
});

test("no credits: the way on leads to where there are more", async () => {
  scene.service.credits = 0;
  scene.click(IMAGE);
  await scene.reaches("failed");
  assert.equal(scene.latest.problem.code, "credits_used_up");
  assert.equal(scene.latest.problem.creditsUrl, "https://imgpilot.example/credits");
  await until(() => scene.allowance.remaining === 0, "the balance");
});

test("the balance that is shown while an extraction runs is the one before it", async () => {
  scene.service.beforeEvent = () => new Promise(() => {});
  scene.click(IMAGE);
  await scene.reaches("working");
  scene.say("ask");
  await until(() => scene.service.calls("/v1/account").length === 2, "asked");
  await quiet();
  assert.deepEqual([scene.service.credits, scene.service.held], [11, 1]);
  assert.equal(scene.allowance.remaining, 12);
});

test("after the browser was closed nothing is asked until a press or a new image", async () => {
  await scene.browser.session.clear();
  await begin(scene.browser, scene.service);
  const before = scene.service.heard.length;
  scene.say("opened");
  scene.say("waiting");
  await quiet();
  assert.equal(scene.service.heard.length, before);
  assert.equal(scene.token.kind, "session");
  scene.click(IMAGE);
  await scene.reaches("done");
  await until(() => scene.allowance?.remaining === 11, "the proof brought the balance");
  assert.equal(scene.account?.email ?? null, null);
  scene.say("ask");
  await until(() => scene.account?.email === EMAIL, "the email");
});

test("a revoked session is said, never replaced by a trial, however often it is tried", async () => {
  scene.service.endSession(session);
  scene.click(IMAGE);
  await scene.reaches("failed");
  assert.equal(scene.latest.problem.code, "account_ended");
  assert.deepEqual(scene.token, { kind: "ended", token: "", expiresAt: "" });
  assert.equal(scene.allowance, undefined);
  const asked = scene.service.heard.length;
  scene.click(OTHER);
  await until(() => scene.latest.imageUrl === OTHER && scene.latest.state === "failed", "the other");
  assert.equal(scene.latest.problem.code, "account_ended");
  assert.equal(scene.service.heard.length, asked, "what is known to be over is not asked again");
  assert.equal(scene.service.calls("/v1/trial").length, 0);
  await scene.connects();
  await scene.reaches("done");
  assert.equal(scene.latest.imageUrl, OTHER);
});

test("who goes on without an account gets a trial", async () => {
  scene.service.endSession(session);
  scene.say("ask");
  await until(() => scene.token.kind === "ended", "no longer connected");
  scene.say("forget");
  await until(() => scene.token === undefined, "forgotten");
  scene.click(IMAGE);
  await scene.reaches("done");
  assert.equal(scene.token.kind, "trial");
});

test("a session that is revoked in the middle: after connecting anew it is the same job", async () => {
  scene.service.beforeEvent = async () => {
    throw new TypeError("network");
  };
  scene.click(IMAGE);
  await scene.reaches("working");
  const { jobId } = scene.latest;
  scene.service.endSession(session);
  await scene.reaches("failed");
  assert.equal(scene.latest.problem.code, "account_ended");
  assert.equal(scene.latest.problem.free, false, "what became of it is not known");
  scene.service.beforeEvent = null;
  const made = scene.service.proofs.get(jobId);
  const grant = scene.service.grant;
  scene.service.grant = (form) => {
    const answer = grant.call(scene.service, form);
    if (made) made.by = made.token = [...scene.service.sessions].at(-1) ?? "";
    return answer;
  };
  await scene.connects();
  await scene.reaches("done");
  assert.equal(scene.latest.jobId, jobId);
  assert.equal(scene.service.jobs.size, 1);
});

test("PL-15: disconnecting revokes at the service first, and only then forgets", async () => {
  let keptMeanwhile = "";
  scene.service.before = async ({ path }) => {
    if (path === "/v1/oauth/revoke") keptMeanwhile = scene.token?.token;
  };
  scene.say("disconnect");
  await until(() => scene.token === undefined, "disconnected");
  const [revoked] = scene.service.calls("/v1/oauth/revoke");
  assert.deepEqual(revoked?.body, { token: session });
  assert.equal(revoked?.headers.get("Authorization"), null);
  assert.equal(keptMeanwhile, session);
  assert.equal(scene.service.sessions.size, 0);
  assert.equal(scene.account.email, null);
  assert.equal(scene.allowance, undefined);
});

for (const [what, instead] of /** @type {[string, () => Promise<Response>][]} */ ([
  ["nobody answers", () => Promise.reject(new TypeError("network"))],
  ["the service cannot", async () => refuse(503, "service_unavailable")],
])) {
  test(`disconnecting where ${what}: still connected, and it can be tried again`, async () => {
    scene.service.before = async ({ path }) =>
      path === "/v1/oauth/revoke" ? instead() : undefined;
    scene.say("disconnect");
    await until(() => scene.account.trouble?.task === "leaving", "the reason");
    assert.equal(scene.token.token, session);
    assert.equal(scene.account.email, EMAIL);
    scene.service.before = async () => {};
    scene.say("disconnect");
    await until(() => scene.token === undefined, "disconnected");
    assert.equal(scene.service.sessions.size, 0);
  });
}

test("or the account is forgotten here, and the service is told when it can be", async () => {
  scene.service.before = async ({ path }) => {
    if (path === "/v1/oauth/revoke") throw new TypeError("network");
  };
  scene.say("disconnect");
  await until(() => scene.account.trouble?.task === "leaving", "the reason");
  scene.say("forget");
  await until(() => scene.token === undefined, "forgotten");
  await until(() => scene.service.calls("/v1/oauth/revoke").length === 2, "one more try");
});

test("disconnecting in the middle does not go on with a trial", async () => {
  scene.service.beforeEvent = async () => {
    throw new TypeError("network");
  };
  scene.click(IMAGE);
  await scene.reaches("working");
  scene.say("disconnect");
  await scene.reaches("failed");
  assert.equal(scene.latest.problem.code, "account_ended");
  assert.equal(scene.service.calls("/v1/trial").length, 0);
});

test("PL-11: clearing everything ends the session too", async () => {
  scene.say("clear");
  await until(() => scene.service.sessions.size === 0, "ended");
  assert.equal(scene.browser.local.kept.size, 0);
  assert.equal(scene.browser.session.kept.size, 0);
});
