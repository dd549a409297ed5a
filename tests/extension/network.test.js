import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { begin, until } from "./support/life.js";
import { IMAGE, Scene } from "./support/scene.js";

/** @type {Scene} */
let scene;

beforeEach(async () => {
  scene = await new Scene().begin();
});

test("the network goes in the middle and comes back: the same job, and it is charged once", async () => {
  let gone = true;
  scene.service.before = async ({ path }) => {
    if (gone && /extractions\/./.test(path)) throw new TypeError("Failed to fetch");
  };
  mock.timers.enable({ apis: ["setTimeout"] });
  scene.click(IMAGE);
  while (scene.latest?.state !== "failed") {
    mock.timers.tick(5000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  mock.timers.reset();
  const { problem } = scene.latest;
  assert.deepEqual([problem.code, problem.resumesAt, problem.free], ["service_unreachable", "working", false]);
  scene.browser.isOnline = false;
  const asked = scene.service.heard.length;
  scene.say("opened");
  await until(() => scene.browser.dot === "", "the look");
  assert.equal(scene.latest.state, "failed", "there is no network to ask");
  assert.equal(scene.service.heard.length, asked);
  gone = false;
  scene.browser.isOnline = true;
  scene.say("opened");
  await scene.reaches("done");
  assert.equal(scene.service.jobs.size, 1);
  assert.equal(scene.allowance.remaining, 2);
});

test("a job that was forgotten meanwhile is said to be gone, and none is begun in its place", async () => {
  scene.click(IMAGE);
  await scene.reaches("done");
  const { imageUrl, click, jobId } = scene.latest;
  const problem = { code: "service_unreachable", free: false, resumesAt: "working" };
  const silent = { click, imageUrl, jobId, state: "failed", charge: null, result: null };
  scene.browser.local.kept.set("latest", { ...silent, problem: { ...problem, retryAt: null } });
  scene.service.jobs.clear();
  scene.say("opened");
  await until(() => scene.latest.problem?.code === "not_found", "gone");
  assert.equal(scene.service.calls("/v1/proofs").length, 1);
});

test("work that was interrupted is marked when the browser starts, and nobody is asked", async () => {
  scene.service.beforeEvent = () => new Promise(() => {});
  scene.click(IMAGE);
  await scene.reaches("working");
  const { browser, service } = scene;
  browser.dot = "";
  await begin(browser, service);
  const asked = service.heard.length;
  browser.fire("startup");
  await until(() => browser.dot !== "", "the dot");
  assert.equal(service.heard.length, asked);
});
