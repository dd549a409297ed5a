import assert from "node:assert/strict";
import { test } from "node:test";

import { asWritten, called, hasPlace, isChanged, seen, withSlots, worded } from "../../extension/lib/wording.js";
import { source } from "./support/tree.js";

const FIELDS = {
  prompt: "A red paper kite over a wheat field, naturalistic and bright.",
  subject: "red paper kite (diamond shaped)",
  style: ["naturalistic", "soft grain"],
};
/** @param {string} prompt @param {string} [short] @param {string} [rich] */
const said = (prompt, short = prompt, rich = prompt) => ({ prompt, lengths: { short, rich } });
const prompts = {
  general: said(FIELDS.prompt, "A red paper kite.", `${FIELDS.prompt} Soft grain.`),
  "stable-diffusion": said(
    String.raw`red paper kite \(diamond shaped\), wheat field, naturalistic, soft grain, calm`,
  ),
  midjourney: said("red paper kite, wheat field, naturalistic, soft grain --ar 3:2"),
  "anime-tags": said("masterpiece, red_paper_kite, outdoors"),
  "of-tomorrow": { prompt: "a kite" },
  json: said(JSON.stringify(FIELDS, null, 2)),
};
const TOLD = { prompts };
const NOTHING = { subject: { prose: "", phrases: [] }, style: { prose: "", phrases: [] } };

test("each length is there at once; a prompt without them is always the same", () => {
  assert.equal(worded(TOLD, "general", "short"), "A red paper kite.");
  assert.equal(worded(TOLD, "general", "normal"), FIELDS.prompt);
  assert.equal(worded(TOLD, "general", "rich"), `${FIELDS.prompt} Soft grain.`);
  assert.equal(worded(TOLD, "of-tomorrow", "rich"), "a kite");
  assert.equal(worded(TOLD, "no-such-mode", "rich"), "");
});

test("a new subject stands in every mode where the old one stood, whatever it is spelt like", () => {
  const slots = { subject: "blue boat" };
  const rows = {
    general: "A blue boat over a wheat field, naturalistic and bright.",
    "stable-diffusion": "blue boat, wheat field, naturalistic, soft grain, calm",
    midjourney: "blue boat, wheat field, naturalistic, soft grain --ar 3:2",
    "anime-tags": "masterpiece, blue boat, outdoors",
    "of-tomorrow": "a kite",
  };
  for (const [mode, text] of Object.entries(rows)) {
    assert.equal(worded(TOLD, mode, "normal", { slots }), text, mode);
  }
  assert.equal(worded(TOLD, "general", "short", { slots }), "A blue boat.");
});

test("a new style takes the place of all the old ones in a row, or of the first", () => {
  const slots = { style: "woodcut" };
  assert.match(worded(TOLD, "midjourney", "normal", { slots }), /field, woodcut --ar/);
  assert.match(worded(TOLD, "general", "normal", { slots }), /field, woodcut and bright/);
});

test("JSON stays JSON, whatever is written into it", () => {
  const slots = { subject: 'a "quoted" boat', style: "wood\\cut" };
  const fields = JSON.parse(worded(TOLD, "json", "normal", { slots }));
  assert.equal(fields.subject, 'a "quoted" boat');
  assert.deepEqual(fields.style, ["wood\\cut"]);
  assert.match(fields.prompt, /^A a "quoted" boat over/);
  assert.equal(worded(TOLD, "json", "normal"), prompts.json.prompt, "not touched, not rewritten");
});

test("what a person wrote is kept by its mode and length, and its slots are filled anew", () => {
  const slots = { subject: "blue boat" };
  const text = withSlots("Only a blue boat, alone", slots);
  assert.equal(text, "Only a {subject}, alone");
  const edits = { "general/normal": text };
  assert.equal(worded(TOLD, "general", "normal", { edits, slots }), "Only a blue boat, alone");
  const other = { edits, slots: { subject: "grey heron" } };
  assert.equal(worded(TOLD, "general", "normal", other), "Only a grey heron, alone");
  const none = worded(TOLD, "general", "normal", { edits });
  assert.equal(none, "Only a red paper kite (diamond shaped), alone");
  assert.equal(worded(TOLD, "general", "short", { edits, slots }), "A blue boat.");
});

test("undoing is of the text that is looked at, and of the slots", () => {
  const hand = { edits: { "general/normal": "a", "flux/rich": "b" }, slots: { subject: "fox" } };
  assert.deepEqual(asWritten(hand, "general", "normal"), { edits: { "flux/rich": "b" }, slots: {} });
  assert.equal(isChanged(hand, "json", "short"), true, "a slot is in every text");
  const { edits } = hand;
  assert.equal(isChanged({ edits }, "json", "short"), false);
  assert.equal(isChanged({ edits }, "flux", "rich"), true);
  assert.equal(isChanged({}, "flux", "rich"), false);
});

test("words that a pattern would take for its own are only words", () => {
  const slots = { subject: "$& $1 {style} (x+)" };
  const text = worded({ prompts: { general: prompts.general, json: prompts.json } }, "general", "short", { slots });
  assert.match(text, /^A \$& \$1 /);
  const odd = { general: said("a c++ [b] book"), json: said('{"subject": "c++ [b] book"}') };
  assert.equal(worded({ prompts: odd }, "general", "normal", { slots: { subject: "map" } }), "a map");
});

test("a word inside another is left alone", () => {
  const prompts = { general: said("a cathedral, a cat"), json: said('{"subject": "cat"}') };
  assert.equal(worded({ prompts }, "general", "normal", { slots: { subject: "dog" } }), "a cathedral, a dog");
  const shouted = { ...prompts, general: said("Cat on a mat") };
  assert.equal(worded({ prompts: shouted }, "general", "normal", { slots: { subject: "dog" } }), "dog on a mat");
});

test("prose has words of its own, in its language; lists of phrases have theirs", () => {
  const told = {
    slots: { subject: "橘色小猫", style: "水彩画" },
    prompts: {
      general: said("一只橘色小猫蜷在窗台上，水彩画，光线柔和。"),
      midjourney: said("ginger kitten, windowsill, watercolour --ar 3:2"),
      json: said('{"prompt": "一只橘色小猫", "subject": "ginger kitten", "style": ["watercolour"]}'),
    },
  };
  const slots = { subject: "白鹭", style: "版画" };
  const rows = {
    general: "一只白鹭蜷在窗台上，版画，光线柔和。",
    midjourney: "白鹭, windowsill, 版画 --ar 3:2",
    json: '{\n  "prompt": "一只白鹭",\n  "subject": "白鹭",\n  "style": [\n    "版画"\n  ]\n}',
  };
  for (const [mode, text] of Object.entries(rows)) {
    assert.equal(worded(told, mode, "normal", { slots }), text, mode);
  }
  const { subject, style } = seen(told);
  assert.deepEqual([called(subject), called(style)], ["橘色小猫", "水彩画"]);
  assert.equal(hasPlace("窗台上的橘色小猫在睡", "subject", subject), true);
  const edits = { "general/normal": "{subject}，{style}" };
  assert.equal(worded(told, "general", "normal", { edits }), "橘色小猫，水彩画");
});

test("without fields there is nothing to find, but a slot may be written by hand", () => {
  const prompts = { general: said("a lighthouse"), json: said('{"prompt": "a lighthouse"}') };
  assert.deepEqual(seen({ prompts }), NOTHING);
  assert.equal(hasPlace("a lighthouse", "subject", NOTHING.subject), false);
  assert.equal(hasPlace("a {subject}", "subject", NOTHING.subject), true);
  const edits = { "general/normal": "a {subject} in {style}" };
  assert.equal(worded({ prompts }, "general", "normal", { edits }), "a {subject} in {style}");
  const slots = { subject: "fox", style: "ink" };
  assert.equal(worded({ prompts }, "general", "normal", { edits, slots }), "a fox in ink");
  for (const broken of ["no JSON", "[1]", "null", ""]) {
    assert.deepEqual(seen({ prompts: { json: said(broken) } }), NOTHING);
  }
});

test("the extension and the try page word a prompt by the same file", () => {
  assert.equal(source("server/api/static/wording.js"), source("extension/lib/wording.js"));
});
