/**
 * The prompt that is shown: how long it is, a person's own words in it, and what leaves the page.
 *
 * @typedef {import("./shapes.js").Result} Result
 * @typedef {import("./wording.js").Hand} Hand
 * @typedef {import("./wording.js").Length} Length
 */

import { copies, saves } from "./leaving.js";
import { showModes } from "./modes.js";
import { labelled, make, part } from "./page.js";
import { kept, keep } from "./token.js";
import { asWritten, called, isChanged, LENGTHS, seen, SLOTS, withSlots, worded } from "./wording.js";
import { say } from "./words.js";

const LENGTH = "prompt-lens-length";

const field = /** @type {HTMLTextAreaElement} */ (part("text"));
const slots = {
  subject: /** @type {HTMLInputElement} */ (part("slot-subject")),
  style: /** @type {HTMLInputElement} */ (part("slot-style")),
};
/** @type {NodeListOf<HTMLInputElement>} */
const lengths = document.querySelectorAll("#lengths input");

/** @type {Result | null} */
let result = null;
/** @type {Hand} */
let hand = {};
let mode = "";
let text = "";
/** @type {Length} */
let length = LENGTHS.find((each) => each === kept(LENGTH)) ?? "normal";

/** @param {Result} answer */
export function showPrompts(answer) {
  result = answer;
  hand = {};
  open(false);
  showModes(answer.prompts, (chosen) => {
    mode = chosen;
    draw();
  });
}

/** Listen once. */
export function armPrompt() {
  for (const input of lengths) {
    input.addEventListener("change", () => {
      length = LENGTHS.find((each) => each === input.value) ?? length;
      keep(length, LENGTH);
      draw();
    });
  }
  for (const slot of SLOTS) {
    slots[slot].addEventListener("input", () => {
      hand = { ...hand, slots: { ...hand.slots, [slot]: slots[slot].value } };
      draw();
    });
  }
  field.addEventListener("input", () => {
    const words = withSlots(field.value, hand.slots);
    hand = { ...hand, edits: { ...hand.edits, [`${mode}/${length}`]: words } };
    draw();
  });
  part("edit").addEventListener("click", () => open(part("editor").hidden === true));
  part("undo").addEventListener("click", () => {
    hand = asWritten(hand, mode, length);
    draw();
    part("edit").focus();
  });
  copies(part("copy"), () => text);
  copies(part("copy-tags"), () => result?.tags.map((tag) => tag.name).join(", ") ?? "");
  saves(part("save-text"), () => ({ result, mode, length, prompt: text }), "txt");
  saves(part("save-json"), () => ({ result, mode, length, prompt: text }), "json");
}

function draw() {
  const prompt = result?.prompts[mode];
  if (!result || !prompt) return;
  const { negative, parameters, notes } = prompt;
  text = worded(result, mode, length, hand);
  part("panel").replaceChildren(make("p", { class: "prompt", dir: "auto" }, text));
  const settings = Object.entries(parameters).map(([key, value]) => `${key} ${value}`).join("  ");
  part("aside").replaceChildren(
    ...(negative ? [negativeOf(negative)] : []),
    ...(settings ? [labelled(say("parameters"), settings)] : []),
    ...(notes.length ? [labelled(say("notes"), notes.join(" "))] : []),
  );
  for (const input of lengths) input.checked = input.value === length;
  if (document.activeElement !== field) field.value = text;
  const originals = seen(result);
  for (const slot of SLOTS) {
    slots[slot].placeholder = called(originals[slot]) || say("slot_write", `{${slot}}`);
    if (document.activeElement !== slots[slot]) slots[slot].value = hand.slots?.[slot] ?? "";
  }
  part("undo").hidden = !isChanged(hand, mode, length);
}

/** @param {string} negative */
function negativeOf(negative) {
  const copy = make("button", { type: "button", class: "quiet" }, say("copy"));
  copy.setAttribute("aria-label", say("copy_negative"));
  copies(copy, () => negative);
  const shown = labelled(say("negative"), negative);
  shown.firstElementChild?.append(copy);
  return shown;
}

/** @param {boolean} opened */
function open(opened) {
  part("editor").hidden = !opened;
  part("panel").hidden = opened;
  part("edit").textContent = say(opened ? "edit_done" : "edit");
  part("edit").setAttribute("aria-expanded", String(opened));
  if (!opened) return;
  field.focus();
  field.setSelectionRange(0, 0);
}
