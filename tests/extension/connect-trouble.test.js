import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { begin, until } from "./support/life.js";
import { IMAGE, Scene } from "./support/scene.js";

/** @type {Scene} */
let scene;

beforeEach(async () => {
  scene = await new Scene().begin();
});

const CONNECT = { type: "connect", reopen: true };
/** Long enough for anything that is still on its way. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 30));

/** @param {string} task */
function fails(task) {
  return until(() => scene.account?.trouble?.task === task, `${task} to fail`);
}

test("the person closed the window: not connected, and nothing is said", async () => {
  scene.say(CONNECT);
  await until(() => scene.browser.windows.length === 1 && !scene.account?.busy, "the end");
  assert.equal(scene.account.trouble, null);
  assert.equal(scene.account.flow, null);
  assert.equal(scene.token, undefined);
  assert.deepEqual(scene.service.heard, []);
  assert.equal(scene.browser.popupOpen, false);
});

/** @type {[string, (url: URL) => Promise<string>, string][]} */
const BAD_ENDS = [
  [
    "an answer to somebody else's question",
    async (url) => (await scene.service.signIn(url)).replace(/state=[^&]*/, "state=other"),
    "connect_refused",
  ],
  [
    "an answer of another service",
    async (url) => (await scene.service.signIn(url)).replace(/iss=[^&]*/, "iss=https://evil.example"),
    "connect_refused",
  ],
  [
    "a page that does not load",
    async () => {
      throw new Error("Authorization page could not be loaded.");
    },
    "service_unreachable",
  ],
];

for (const [what, signIn, code] of BAD_ENDS) {
  test(`${what}: no code is sent, and the reason is kept`, async () => {
    scene.browser.signIn = signIn;
    scene.say(CONNECT);
    await fails("connecting");
    assert.equal(scene.account.trouble.code, code);
    assert.equal(scene.account.flow, null);
    assert.deepEqual(scene.service.heard, []);
    await until(() => scene.browser.popupOpen, "the popup, to say so");
    scene.say("noted");
    await until(() => !scene.account.trouble, "read");
  });
}

test("a code that is refused is not sent twice, and connecting can be tried again", async () => {
  scene.browser.signIn = async (url) =>
    (await scene.service.signIn(url)).replace("code=code-", "code=other-");
  scene.say(CONNECT);
  await fails("connecting");
  assert.equal(scene.account.trouble.code, "connect_refused");
  assert.equal(scene.token, undefined);
  assert.equal(scene.service.calls("/v1/oauth/token").length, 1);
  await scene.connects();
  assert.equal(scene.account.trouble, null);
});

test("an answer that is lost on the way back leaves the trial as it was", async () => {
  scene.click(IMAGE);
  await scene.reaches("done");
  const trial = scene.token;
  scene.service.after = async ({ path }) => {
    if (path === "/v1/oauth/token") throw new TypeError("network");
  };
  scene.browser.signIn = scene.service.signIn;
  scene.say(CONNECT);
  await fails("connecting");
  assert.equal(scene.account.trouble.code, "service_unreachable");
  assert.deepEqual(scene.token, trial);
  assert.equal(scene.service.calls("/v1/oauth/token").length, 1);
});

test("pressing twice opens one window", async () => {
  /** @type {() => void} */
  let close = () => {};
  scene.browser.signIn = () =>
    new Promise((_, reject) => {
      close = () => reject(new Error("The user did not approve access."));
    });
  scene.say(CONNECT);
  scene.say(CONNECT);
  await until(() => scene.account?.busy === "connecting", "the window");
  await quiet();
  assert.equal(scene.browser.windows.length, 1);
  scene.say("opened");
  scene.say("waiting");
  await quiet();
  assert.equal(scene.account.busy, "connecting", "looking at it does not end it");
  close();
  await until(() => scene.account.busy === null, "the end");
});

test("the worker is stopped while the window is open: not connected, and no spinner", async () => {
  scene.browser.signIn = () => new Promise(() => {});
  scene.say(CONNECT);
  await until(() => scene.browser.windows.length === 1, "the window");
  for (const look of ["opened", "waiting"]) {
    await begin(scene.browser, scene.service);
    scene.browser.session.kept.set("account", { busy: "connecting", flow: { state: "s" } });
    scene.say(look);
    await until(() => scene.account.busy === null, "nobody is at it");
    assert.equal(scene.account.flow, null);
    assert.equal(scene.account.trouble, null);
  }
  await scene.connects();
});

test("everything cleared while the window was open: the new session is ended at once", async () => {
  scene.browser.signIn = async (url) => {
    scene.say("clear");
    await until(() => scene.browser.session.kept.size === 0, "cleared");
    return scene.service.signIn(url);
  };
  scene.say(CONNECT);
  await until(() => scene.service.calls("/v1/oauth/revoke").length === 1, "the revocation");
  await quiet();
  assert.equal(scene.token, undefined);
  assert.equal(scene.service.sessions.size, 0);
  assert.equal(scene.browser.local.kept.size, 0);
});

/**
 * Connect, with the worker stopped for good at that step and a new one begun for a look.
 * @param {number} stop
 */
async function stoppedAt(stop) {
  const person = await new Scene().begin();
  const { browser, service } = person;
  let steps = 0;
  let stopped = false;
  const step = async () => {
    if (stopped || steps++ === stop) {
      stopped = true;
      await new Promise(() => {});
    }
  };
  browser.stopAt(step);
  browser.signIn = service.signIn;
  service.before = step;
  service.after = step;
  person.say(CONNECT);
  await until(() => stopped || (person.account?.email && person.allowance), "a stop or the end");
  browser.stopAt(async () => {});
  service.before = async () => {};
  service.after = async () => {};
  if (!stopped) return false;

  await begin(browser, service);
  person.say("opened");
  await quiet();
  assert.equal(person.account?.busy ?? null, null, `under way after a stop at step ${stop}`);
  assert.equal(person.account?.flow ?? null, null, "the verifier is forgotten");
  person.say(person.token ? "ask" : CONNECT);
  await until(() => person.account?.email, `connected after a stop at step ${stop}`);
  assert.equal(person.token.kind, "session");
  return true;
}

test("the worker stopped at any step: it is seen as it is, and connecting goes well then", async () => {
  let stop = 0;
  while (await stoppedAt(stop)) stop += 1;
  assert.ok(stop > 12, `only ${stop} steps were tried`);
});
