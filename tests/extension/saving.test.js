import assert from "node:assert/strict";
import { test } from "node:test";

import { asJson, asText, createAt, fileName } from "../../extension/lib/saving.js";
import { RESULT } from "./support/service.js";

const CHOSEN = { mode: "general", length: "short", prompt: "a quiet harbour", negative: null };

test("a file's name says what is in it, in any language, and is one on every system", () => {
  assert.equal(fileName("Low sun: a still sea", "general", "txt"), "Low-sun-a-still-sea.general.txt");
  assert.equal(fileName("黄昏的海", "flux", "json"), "黄昏的海.flux.json");
  assert.equal(fileName("../../..", "json", "json"), "prompt.json.json");
  assert.ok(fileName("x".repeat(500), "json", "txt").length < 80);
});

test("text is the prompt, and its negative where other tools look for it", () => {
  assert.equal(asText(CHOSEN), "a quiet harbour\n");
  assert.equal(asText({ ...CHOSEN, negative: "people" }), "a quiet harbour\nNegative prompt: people\n");
});

test("JSON holds everything that is known, and what was shown", () => {
  const latest = /** @type {any} */ ({ imageUrl: "https://images.example/a.png", result: RESULT });
  const { image_url, chosen, ...result } = JSON.parse(asJson(latest, CHOSEN));
  assert.equal(image_url, latest.imageUrl);
  assert.deepEqual(chosen, CHOSEN);
  assert.deepEqual(result, RESULT);
});

test("the way to ImgPilot is offered where a build names it, with the prompt filled in", () => {
  assert.equal(createAt("", "a prompt"), null);
  const at = createAt("https://imgpilot.example/create?prompt={prompt}", "a & b\n$& 海");
  assert.equal(new URL(at ?? "").searchParams.get("prompt"), "a & b\n$& 海");
});
