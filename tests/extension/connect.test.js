import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { REDIRECT } from "./support/browser.js";
import { begin, until } from "./support/life.js";
import { IMAGE, OTHER, Scene } from "./support/scene.js";
import { EMAIL } from "./support/service.js";
import { refuse } from "./support/wire.js";

/** @type {Scene} */
let scene;

beforeEach(async () => {
  scene = await new Scene().begin();
});

const CONNECT = { type: "connect", reopen: true };
const paths = () => scene.service.heard.map(({ path }) => path);
/** Long enough for anything that is still on its way. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 30));

test("connecting: the secrets are kept before the window opens, and forgotten after", async () => {
  /** @type {any} */
  let during = null;
  scene.browser.signIn = async (url) => {
    during = structuredClone({ account: scene.account, local: [...scene.browser.local.kept.keys()] });
    assert.deepEqual(scene.service.heard, [], "nothing is sent but through the window");
    return scene.service.signIn(url);
  };
  scene.say(CONNECT);
  await until(() => scene.account?.email, "connected");
  const asked = scene.browser.windows[0]?.searchParams;
  assert.equal(during.account.busy, "connecting");
  assert.equal(during.account.flow.state, asked?.get("state"));
  assert.deepEqual(during.local, ["settings"]);
  const [exchange] = scene.service.calls("/v1/oauth/token");
  assert.deepEqual(exchange?.body, {
    grant_type: "authorization_code",
    code: "code-0",
    redirect_uri: REDIRECT,
    client_id: "prompt-lens-extension",
    code_verifier: during.account.flow.verifier,
  });
  assert.equal(exchange?.headers.get("Authorization"), null);
  assert.deepEqual(Object.keys(scene.token).sort(), ["expiresAt", "kind", "token"]);
  assert.equal(scene.token.kind, "session");
  assert.ok(Date.parse(scene.token.expiresAt) > Date.now() + 29 * 86_400_000);
  assert.equal(scene.account.email, EMAIL);
  assert.equal(scene.account.flow, null);
  await until(() => scene.allowance?.remaining === 12, "the balance");
  assert.equal(scene.allowance.unit, "credit");
  assert.deepEqual(paths(), ["/v1/oauth/token", "/v1/account"]);
  await until(() => scene.browser.popupOpen, "the popup with what came of it");
});

test("email and balance are never kept for good", async () => {
  await scene.connects();
  await until(() => scene.allowance, "the balance");
  const kept = JSON.stringify([...scene.browser.local.kept]);
  assert.ok(!kept.includes(EMAIL) && !kept.includes("credits") && !kept.includes("remaining"));
});

test("a used-up trial: the account is connected, and the same image goes on by itself", async () => {
  scene.service.remaining = 0;
  scene.click(IMAGE);
  await scene.reaches("failed");
  assert.equal(scene.latest.problem.code, "allowance_used_up");
  const trial = scene.token.token;
  await scene.connects();
  await scene.reaches("done");
  assert.equal(scene.latest.imageUrl, IMAGE);
  assert.deepEqual(scene.latest.charge, { unit: "credit", amount: 1, state: "settled" });
  await until(() => scene.allowance?.remaining === 11, "the balance after it");
  assert.equal(scene.service.calls("/v1/oauth/token")[0]?.body.trial_token, trial);
  assert.equal(scene.service.calls("/v1/trial").length, 1);
});

test("another image chosen while the window was open is not covered by the first", async () => {
  scene.service.remaining = 0;
  scene.click(IMAGE);
  await scene.reaches("failed");
  scene.browser.signIn = async (url) => {
    scene.service.remaining = 1;
    scene.click(OTHER);
    await scene.reaches("done");
    return scene.service.signIn(url);
  };
  scene.say(CONNECT);
  await until(() => scene.account?.email, "connected");
  await quiet();
  assert.equal(scene.latest.imageUrl, OTHER);
  assert.equal(scene.service.jobs.size, 1);
});

test("a failure that no account mends is left alone when one is connected", async () => {
  scene.service.problem = { code: "image_forbidden", status: 422, retryable: false };
  scene.click(IMAGE);
  await scene.reaches("failed");
  await scene.connects();
  await quiet();
  assert.equal(scene.latest.state, "failed");
  assert.equal(scene.service.jobs.size, 1);
});

test("a trial's extraction that is still running is taken over, and is the same one", async () => {
  /** @type {() => void} */
  let goOn = () => {};
  scene.service.beforeEvent = () => new Promise((resolve) => (goOn = () => resolve()));
  scene.click(IMAGE);
  await scene.reaches("working");
  await scene.connects();
  scene.service.beforeEvent = async () => {
    throw new TypeError("the stream of an ended trial");
  };
  goOn();
  await until(() => scene.service.streams.length === 2, "the stream to be asked for anew");
  scene.service.beforeEvent = null;
  await scene.reaches("done");
  assert.equal(scene.service.jobs.size, 1);
  assert.equal(scene.service.calls("/v1/trial").length, 1);
  assert.equal(scene.latest.charge.unit, "trial");
  assert.deepEqual([scene.allowance.unit, scene.allowance.remaining], ["credit", 12]);
});

test("a trial's job whose answer was lost is taken over too, and asked for no second time", async () => {
  scene.service.after = async ({ path }) => {
    if (path === "/v1/extractions") await new Promise(() => {});
  };
  scene.click(IMAGE);
  await until(() => scene.service.jobs.size === 1, "the job");
  scene.service.after = async () => {};
  await begin(scene.browser, scene.service);
  await scene.connects();
  await scene.reaches("done");
  assert.equal(scene.service.jobs.size, 1);
  assert.equal(scene.latest.charge.unit, "trial");
});

test("a trial that ends while its session is still on the way is not replaced by another", async () => {
  /** @type {() => void} */
  let goOn = () => {};
  let arrive = () => {};
  scene.service.beforeEvent = () => new Promise((resolve) => (goOn = () => resolve()));
  scene.click(IMAGE);
  await scene.reaches("working");
  scene.service.after = async ({ path }) => {
    if (path === "/v1/oauth/token") await new Promise((resolve) => (arrive = () => resolve(null)));
  };
  scene.browser.signIn = scene.service.signIn;
  scene.say(CONNECT);
  await until(() => scene.service.sessions.size === 1, "the session at the service");
  const { jobId } = scene.latest;
  scene.service.beforeEvent = async () => {
    throw new TypeError("the stream of an ended trial");
  };
  goOn();
  await until(() => scene.service.calls(`/v1/extractions/${jobId}/events`).length === 2, "a refusal");
  await quiet();
  scene.service.beforeEvent = null;
  arrive();
  await scene.reaches("done");
  assert.equal(scene.latest.jobId, jobId);
  assert.deepEqual([scene.service.jobs.size, scene.service.calls("/v1/trial").length], [1, 1]);
  assert.equal(scene.token.kind, "session");
});

test("an account whose answer is away is connected all the same, and asked again on a press", async () => {
  scene.service.before = async ({ path }) =>
    path === "/v1/account" ? refuse(503, "service_unavailable") : undefined;
  scene.browser.signIn = scene.service.signIn;
  scene.say(CONNECT);
  await until(() => scene.account?.trouble?.task === "asking", "no answer");
  assert.equal(scene.token.kind, "session");
  scene.service.before = async () => {};
  scene.say("ask");
  await until(() => scene.account.email === EMAIL, "the email");
  assert.equal(scene.account.trouble, null);
});

test("connecting from the settings leaves the popup closed", async () => {
  scene.browser.signIn = scene.service.signIn;
  scene.say({ type: "connect", reopen: false });
  await until(() => scene.account?.email, "connected");
  await quiet();
  assert.equal(scene.browser.popupOpen, false);
});

test("a popup that stayed open is left as it is", async () => {
  scene.browser.signIn = async (url) => {
    scene.browser.popupOpen = true;
    return scene.service.signIn(url);
  };
  scene.say(CONNECT);
  await until(() => scene.allowance, "the balance");
  await quiet();
  assert.equal(scene.browser.dot, "");
});

test("an account that is connected before the first trial has come does the work", async () => {
  /** @type {() => void} */
  let come = () => {};
  scene.service.after = async ({ path }) => {
    if (path === "/v1/trial") await new Promise((resolve) => (come = () => resolve(null)));
  };
  scene.click(IMAGE);
  await until(() => scene.service.calls("/v1/trial").length === 1, "the trial to be asked for");
  await scene.connects();
  come();
  await scene.reaches("done");
  assert.equal(scene.token.kind, "session");
  assert.equal(scene.latest.charge.unit, "credit");
});
