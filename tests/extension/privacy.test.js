import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { LONGEST_INLINE_IMAGE } from "../../extension/lib/address.js";
import { until } from "./support/life.js";
import { IMAGE, OTHER, Scene } from "./support/scene.js";

/** @type {Scene} */
let scene;

beforeEach(async () => {
  scene = await new Scene().begin();
});

test("PL-01: nothing is sent before a click, nor before the first-time button", async () => {
  scene.browser.local.kept.clear();
  for (const event of ["installed", "startup"]) scene.browser.fire(event);
  scene.say("opened");
  scene.click(IMAGE);
  await scene.reaches("consent");
  scene.say("opened");
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual(scene.service.heard, []);
  scene.say("consented");
  await scene.reaches("done");
  scene.click(OTHER);
  await until(() => scene.latest.imageUrl === OTHER, "the other image");
  assert.notEqual(scene.latest.state, "consent");
  await scene.reaches("done");
});

test("PL-02: the request is the image's address and a language, nothing else", async () => {
  scene.click(IMAGE);
  await scene.reaches("done");
  const [trial, proof, extraction] = scene.service.heard;
  assert.equal(trial?.body, null);
  assert.deepEqual(Object.keys(proof?.body).sort(), ["image_url", "language"]);
  assert.deepEqual(Object.keys(extraction?.body).sort(), ["image_url", "language", "proof"]);
  assert.equal(proof?.body.image_url, IMAGE);
});

test("PL-02, PL-05: an account's calls hold its token and what the standards ask for", async () => {
  await scene.connects();
  scene.click(IMAGE);
  await scene.reaches("done");
  scene.say("ask");
  await until(() => scene.service.calls("/v1/account").length === 2, "asked");
  scene.say("disconnect");
  await until(() => !scene.token, "disconnected");
  const sent = Object.fromEntries(
    scene.service.heard.map(({ path, body }) => [path, Object.keys(body ?? {}).sort()]),
  );
  assert.deepEqual(sent, {
    "/v1/oauth/token": ["client_id", "code", "code_verifier", "grant_type", "redirect_uri"],
    "/v1/account": [],
    "/v1/proofs": ["image_url", "language"],
    "/v1/extractions": ["image_url", "language", "proof"],
    "/v1/extractions/job-0/events": [],
    "/v1/oauth/revoke": ["token"],
  });
  for (const { headers } of scene.service.heard) {
    const names = [...headers.keys()].filter((name) => name !== "last-event-id");
    assert.ok(names.every((name) => ["authorization", "content-type", "accept"].includes(name)));
  }
});

test("PL-06: every key ever written is one of those promised", async () => {
  scene.browser.local.kept.clear();
  scene.click(IMAGE);
  await scene.reaches("consent");
  scene.say("consented");
  await scene.reaches("done");
  scene.say({ type: "mode", mode: "json" });
  scene.say({ type: "language", language: "zh-CN" });
  await until(() => /** @type {any} */ (scene.browser.local.kept.get("settings"))?.language, "chosen");
  await scene.connects();
  scene.click(OTHER);
  await until(() => scene.latest.charge?.unit === "credit", "a paid one");
  scene.service.endSession(scene.token.token);
  scene.say("ask");
  await until(() => scene.token.kind === "ended", "the end of the session");
  await scene.connects();
  scene.say("disconnect");
  await until(() => !scene.token, "disconnected");
  assert.deepEqual([...scene.browser.local.everWritten].sort(), ["latest", "settings", "token"]);
  assert.deepEqual([...scene.browser.session.everWritten].sort(), ["account", "allowance", "progress"]);
});

test("PL-11: one message clears everything and stops the work", async () => {
  scene.service.beforeEvent = () => new Promise(() => {});
  scene.click(IMAGE);
  await scene.reaches("working");
  scene.say("clear");
  await until(() => scene.browser.local.kept.size === 0, "cleared");
  assert.equal(scene.browser.session.kept.size, 0);
});

test("opening the popup asks the service nothing once the work is done", async () => {
  scene.click(IMAGE);
  await scene.reaches("done");
  const calls = scene.service.heard.length;
  scene.say("opened");
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(scene.service.heard.length, calls);
});

test("an image that is too large to be sent is neither sent nor kept", async () => {
  scene.click(`data:image/png;base64,${"A".repeat(LONGEST_INLINE_IMAGE)}`);
  await scene.reaches("failed");
  assert.equal(scene.latest.problem.code, "too_large");
  assert.equal(scene.latest.problem.free, true);
  assert.ok(JSON.stringify(scene.latest).length < 1000);
  assert.deepEqual(scene.service.heard, []);
});

test("an image that is its own address is sent as it is, and kept with the latest alone", async () => {
  const inline = `data:image/png;base64,${"iVBORw0KGgo".repeat(90_000)}`;
  scene.click(inline);
  await scene.reaches("done");
  const [, proof, extraction] = scene.service.heard;
  assert.equal(proof?.body.image_url, inline);
  assert.equal(extraction?.body.image_url, inline);
  assert.equal(scene.latest.imageUrl, inline);
  scene.browser.local.kept.delete("latest");
  const kept = [...scene.browser.local.kept.values(), ...scene.browser.session.kept.values()];
  assert.doesNotMatch(JSON.stringify(kept), /iVBORw0KGgo/);
});

test("of an image that only the browser has it is said at once where it is", async () => {
  const codes = {
    "blob:https://x.example/9115d58c": "blob_url",
    "file:///home/somebody/a.png": "file_url",
    "chrome://theme/a.png": "browser_url",
    "data:image/svg+xml,%3Csvg/%3E": "unsupported_format",
    "ftp://x.example/a.png": "url_refused",
  };
  for (const [address, code] of Object.entries(codes)) {
    scene.click(address);
    await until(() => scene.latest?.imageUrl === address, address);
    await scene.reaches("failed");
    assert.equal(scene.latest.problem.code, code, address);
    assert.equal(scene.latest.problem.free, true);
  }
  assert.deepEqual(scene.service.heard, []);
});
