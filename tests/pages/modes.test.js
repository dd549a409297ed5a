import assert from "node:assert/strict";
import { test } from "node:test";

import { size } from "../../server/api/static/facts.js";
import { inOrder, step } from "../../server/api/static/modes.js";

test("known modes come in their order, unknown ones last", () => {
  assert.deepEqual(inOrder(["json", "later", "general", "flux"]), ["general", "flux", "json", "later"]);
});

test("arrows go round, Home and End jump, other keys are left alone", () => {
  assert.equal(step("ArrowRight", 2, 3), 0);
  assert.equal(step("ArrowLeft", 0, 3), 2);
  assert.equal(step("Home", 2, 3), 0);
  assert.equal(step("End", 0, 3), 2);
  assert.equal(step("Tab", 1, 3), null);
});

test("sizes are short", () => {
  assert.equal(size(1536), "1.5 KB");
  assert.equal(size(2_400_000), "2.3 MB");
  assert.equal(size(112_055), "109 KB");
});
