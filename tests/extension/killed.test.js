import assert from "node:assert/strict";
import { test } from "node:test";

import { Browser } from "./support/browser.js";
import { begin, until } from "./support/life.js";
import { IMAGE, Scene } from "./support/scene.js";
import { Service } from "./support/service.js";

/**
 * Live until the step of that number, and then never again; every write and every call is
 * two steps, so that a stop can fall before and after it.
 * @param {number} stop
 * @param {boolean} browserClosed whether what is kept for the session is lost too
 */
async function livedTwice(stop, browserClosed) {
  const browser = new Browser();
  const service = new Service();
  browser.canOpenPopup = false;
  browser.local.kept.set("settings", { consented: true });
  let steps = 0;
  let stopped = false;
  const step = async () => {
    if (stopped || steps++ === stop) {
      stopped = true;
      await new Promise(() => {});
    }
  };
  browser.stopAt(step);
  service.before = step;
  service.after = step;
  service.beforeEvent = step;
  await begin(browser, service);
  browser.fire("menu", { menuItemId: "extract-prompt", srcUrl: IMAGE });
  const state = () => /** @type {any} */ (browser.local.kept.get("latest"))?.state;
  await until(() => stopped || (state() === "done" && browser.dot !== ""), "a stop or the end");
  if (!stopped) return { ended: true, jobs: service.jobs.size, state: state() };

  browser.stopAt(async () => {});
  service.before = async () => {};
  service.after = async () => {};
  service.beforeEvent = null;
  if (browserClosed) await browser.session.clear();
  await begin(browser, service);
  const asked = service.heard.length;
  browser.fire("message", { type: "opened" });
  // Before the click was kept at all there is nothing to go on with.
  if (state()) await until(() => state() === "done", `done after a stop at step ${stop}`);
  return { ended: false, jobs: service.jobs.size, state: state(), asked };
}

for (const browserClosed of [false, true]) {
  const what = browserClosed ? "the browser closed" : "the worker stopped";
  test(`${what} at any step: the work goes on, and it is one extraction`, async () => {
    let stop = 0;
    for (; ; stop += 1) {
      const { ended, jobs, state } = await livedTwice(stop, browserClosed);
      if (ended) break;
      assert.equal(jobs, state ? 1 : 0, `stopped at step ${stop}`);
    }
    assert.ok(stop > 30, `only ${stop} steps were tried`);
  });
}

test("a request still on its way when the worker stops is the same extraction", async () => {
  const scene = await new Scene().begin();
  /** @type {() => void} */
  let arrive = () => {};
  scene.service.before = ({ path }) =>
    path === "/v1/extractions"
      ? new Promise((resolve) => (arrive = () => resolve()))
      : Promise.resolve();
  scene.click(IMAGE);
  await until(() => scene.service.calls("/v1/extractions").length === 1, "the request to leave");

  scene.service.before = async () => {};
  await begin(scene.browser, scene.service);
  scene.say("opened");
  await scene.reaches("done");
  arrive();
  await until(() => scene.service.jobs.size > 0, "the late request");
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(scene.service.jobs.size, 1);
  assert.equal(scene.service.proofs.size, 1);
});
