/**
 * The hand that a person has in the prompt: how long it is, their own words, and the slots. What
 * they write is drawn at once, and kept a moment later.
 *
 * @typedef {import("../lib/machine.js").Latest} Latest
 * @typedef {import("../lib/shapes.js").Result} Result
 * @typedef {import("../lib/wording.js").Hand} Hand
 * @typedef {import("../lib/wording.js").Length} Length
 * @typedef {{click: string, result: Result, mode: string, length: Length, hand: Hand}} Shown
 */

import { text } from "../lib/chrome.js";
import { say } from "../lib/messages.js";
import { asWritten, called, hasPlace, isChanged, LENGTHS, seen, SLOTS, withSlots, worded } from "../lib/wording.js";
import { part, write } from "./dom.js";

const KEPT_AFTER_MS = 250;

const editor = part("editor", HTMLElement);
const field = part("text", HTMLTextAreaElement);
const edit = part("edit", HTMLButtonElement);
const undo = part("undo", HTMLButtonElement);
const slots = { subject: part("slot-subject", HTMLInputElement), style: part("slot-style", HTMLInputElement) };
const lengths = /** @type {NodeListOf<HTMLInputElement>} */ (
  part("lengths", HTMLElement).querySelectorAll("input")
);

/** @type {Shown | null} */
let shown = null;
/** A hand that is newer than what is kept. @type {Hand | null} */
let unkept = null;
/** Which text is being written: that of a mode and length, with these slots. */
let writing = "";
let timer = 0;
let redraw = () => {};

/**
 * Listen once.
 * @param {() => void} changed what is shown is another text now
 */
export function label(changed) {
  redraw = changed;
  write(part("lengths", HTMLElement).querySelector("legend") ?? field, text("length_label"));
  for (const [at, input] of lengths.entries()) {
    const length = LENGTHS[at] ?? "normal";
    write(input.nextElementSibling ?? input, text(`length_${length}`));
    input.addEventListener("change", () => void say({ type: "length", length }));
  }
  for (const slot of SLOTS) {
    const name = document.querySelector(`label[for=slot-${slot}]`);
    if (name) write(name, text(`slot_${slot}`));
    slots[slot].addEventListener("input", () => change({ slots: { [slot]: slots[slot].value } }));
  }
  field.ariaLabel = text("prompt_label");
  field.addEventListener("input", () => {
    if (!shown) return;
    const words = withSlots(field.value, shown.hand.slots);
    writing = textOf(shown);
    change({ edits: { [`${shown.mode}/${shown.length}`]: words } });
  });
  write(undo, text("edit_undo"));
  undo.addEventListener("click", () => {
    change(null);
    (editor.hidden ? edit : field).focus();
  });
  edit.addEventListener("click", () => open(Boolean(editor.hidden)));
  window.addEventListener("pagehide", keep);
}

/**
 * @param {Latest & {result: Result}} latest
 * @param {string} mode
 * @param {Length} length
 * @returns {string} the text as it is to be read
 */
export function drawWording({ click, result, hand = {} }, mode, length) {
  if (shown?.click !== click) {
    unkept = null;
    open(false);
  }
  shown = { click, result, mode, length, hand: unkept ?? hand };
  for (const input of lengths) input.checked = input.value === length;
  const words = worded(result, mode, length, shown.hand);
  // Whoever is writing this very text is not written over.
  const isWritten = document.activeElement === field && writing === textOf(shown);
  if (!isWritten && field.value !== words) field.value = words;
  field.dataset["mode"] = mode;
  undo.hidden = !isChanged(shown.hand, mode, length);
  drawSlots(shown);
  return words;
}

/** @param {Shown} now */
function textOf({ click, mode, length, hand }) {
  return JSON.stringify([click, mode, length, hand.slots]);
}

/** There is nothing to change yet. */
export function drawNoWording() {
  shown = null;
  open(false);
}

/** @param {Shown} now */
function drawSlots({ result, hand }) {
  const originals = seen(result);
  for (const slot of SLOTS) {
    const input = slots[slot];
    const value = hand.slots?.[slot] ?? "";
    if (document.activeElement !== input) input.value = value;
    input.placeholder = called(originals[slot]) || text("slot_write", `{${slot}}`);
    const placed = value !== "" || hasPlace(field.value, slot, originals[slot]);
    input.title = placed ? "" : text("slot_write", `{${slot}}`);
  }
}

/** @param {boolean} opened */
function open(opened) {
  editor.hidden = !opened;
  part("prompt", HTMLElement).hidden = opened;
  edit.ariaExpanded = String(opened);
  write(edit, text(opened ? "edit_done" : "edit"));
  if (!opened) return keep();
  field.focus();
  field.setSelectionRange(0, 0);
  field.scrollTop = 0;
}

/** @param {Hand | null} more null: as it was written */
function change(more) {
  if (!shown) return;
  const { edits, slots: filled } = shown.hand;
  unkept = more
    ? { edits: { ...edits, ...more.edits }, slots: withoutEmpty({ ...filled, ...more.slots }) }
    : asWritten(shown.hand, shown.mode, shown.length);
  if (!more) writing = "";
  clearTimeout(timer);
  timer = window.setTimeout(keep, KEPT_AFTER_MS);
  redraw();
}

/** @param {NonNullable<Hand["slots"]>} all */
function withoutEmpty(all) {
  return Object.fromEntries(Object.entries(all).filter(([, words]) => words !== ""));
}

/** Have it kept now, as when the popup closes. */
function keep() {
  clearTimeout(timer);
  if (!shown || !unkept) return;
  void say({ type: "worded", click: shown.click, hand: unkept });
}
