import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { API_BASE } from "../../extension/lib/config.js";
import { extensionFiles, source, withoutComments } from "./support/tree.js";

const manifest = JSON.parse(source("extension/manifest.json"));
const scripts = extensionFiles(".js").map(({ path, text }) => ({
  path,
  code: withoutComments(text),
}));

/** @param {RegExp} pattern */
function filesWith(pattern) {
  return scripts.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
}

test("PL-07: the manifest asks for what was promised and nothing else", () => {
  assert.deepEqual(manifest.permissions, ["contextMenus", "storage", "identity"]);
  const { protocol, hostname } = new URL(API_BASE);
  assert.deepEqual(manifest.host_permissions, [`${protocol}//${hostname}/*`]);
  for (const key of ["content_scripts", "optional_permissions", "optional_host_permissions"]) {
    assert.equal(manifest[key], undefined);
  }
  assert.equal(manifest.content_security_policy, undefined, "the browser's own is the strictest");
});

test("the id in the README is the key's", () => {
  const hash = createHash("sha256").update(Buffer.from(manifest.key, "base64")).digest("hex");
  const id = [...hash.slice(0, 32)].map((digit) => "abcdefghijklmnop"[parseInt(digit, 16)]).join("");
  assert.ok(source("extension/README.md").includes(id));
});

test("one file touches the browser's API, one sends anything, one writes", () => {
  assert.deepEqual(filesWith(/(?<!\/)\bchrome\./), ["lib/chrome.js"]);
  assert.deepEqual(filesWith(/\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource/), [
    "lib/api.js",
  ]);
  assert.deepEqual(filesWith(/from "[^"]*\/writer\.js"/).sort(), [
    "background.js",
    "lib/connect.js",
    "lib/extraction.js",
    "lib/follow.js",
  ]);
});

test("PL-11: nothing is synchronised to an account of the browser", () => {
  assert.deepEqual(filesWith(/storage\.(sync|managed)|localStorage|indexedDB/), []);
});

test("PL-18: no page loads anything of another origin but the selected image", () => {
  for (const { path, text } of [...extensionFiles(".html"), ...extensionFiles(".css")]) {
    assert.doesNotMatch(text, /https?:|url\(|@import/, path);
  }
  assert.match(source("extension/popup/popup.html"), /id="picture"[^>]*referrerpolicy="no-referrer"/);
  assert.deepEqual(filesWith(/https?:\/\/(?!127\.0\.0\.1)\w/), []);
});

test("data never enters a page as markup, and no code is made from text", () => {
  assert.deepEqual(filesWith(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/), []);
});

test("the worker adds its listeners in the first turn", () => {
  const { code = "" } = scripts.find(({ path }) => path === "background.js") ?? {};
  assert.deepEqual(code.match(/^\S*\bon[A-Z]\w+\(/gm), [
    "onStarted(",
    "onImageChosen(",
    "onMessage(",
  ]);
  assert.doesNotMatch(code, /^await/m);
});

test("every page says in its own words only what the locales say", () => {
  for (const { path, text } of extensionFiles(".html")) {
    const body = text.slice(text.indexOf("<body")).replace(/<[^>]+>/g, "").trim();
    assert.equal(body, "", path);
  }
});

test("no file is longer than 250 lines", () => {
  for (const ending of [".js", ".css", ".html"]) {
    for (const { path, text } of extensionFiles(ending)) {
      assert.ok(text.split("\n").length <= 251, path);
    }
  }
});
