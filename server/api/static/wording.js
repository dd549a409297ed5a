/**
 * What a prompt says once a person has a hand in it: its length, their own words, and two slots,
 * `{subject}` and `{style}`, that are filled anew without asking anybody. Pure.
 *
 * The same file serves the extension and the try page; a test holds the two equal.
 *
 * @typedef {"short" | "normal" | "rich"} Length
 * @typedef {"subject" | "style"} Slot
 * @typedef {{prompt: string, lengths?: {short: string, rich: string}}} Worded
 * @typedef {{prompts: Record<string, Worded>, slots?: Record<Slot, string>}} Told `slots`: the prose's words
 * @typedef {{prose: string, phrases: string[]}} Named a slot's own words, in the prose and in English
 * @typedef {{edits?: Record<string, string>, slots?: Partial<Record<Slot, string>>}} Hand
 *   `edits` by `<mode>/<length>`, with a slot's name in braces where its words stand
 */

/** @type {Length[]} */
export const LENGTHS = ["short", "normal", "rich"];
/** @type {Slot[]} */
export const SLOTS = ["subject", "style"];
/** Scripts without spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/**
 * What the picture's own subject and style are called.
 * @param {Told} told
 * @returns {Record<Slot, Named>} both empty where nothing was seen
 */
export function seen({ prompts, slots }) {
  const fields = asObject(prompts["json"]?.prompt ?? "") ?? {};
  const named = (/** @type {Slot} */ slot) => ({
    prose: slots?.[slot] ?? "",
    phrases: [fields[slot]].flat().flatMap((each) => (typeof each === "string" && each ? [each] : [])),
  });
  return { subject: named("subject"), style: named("style") };
}

/**
 * A slot's own words, as a person reads them.
 * @param {Named} named
 */
export function called({ prose, phrases }) {
  return prose || phrases.join(", ");
}

/**
 * The text that is shown and copied.
 * @param {Told} told
 * @param {string} mode
 * @param {Length} length
 * @param {Hand} [hand]
 */
export function worded(told, mode, length, { edits = {}, slots = {} } = {}) {
  const prompt = told.prompts[mode];
  if (!prompt) return "";
  const own = length === "normal" ? prompt.prompt : (prompt.lengths?.[length] ?? prompt.prompt);
  const text = edits[`${mode}/${length}`] ?? own;
  const originals = seen(told);
  const fields = mode === "json" ? asObject(text) : null;
  if (fields) return asText(filledFields(fields, originals, slots), text);
  return SLOTS.reduce((filled, slot) => fill(filled, slot, originals[slot], slots[slot] ?? ""), text);
}

/**
 * A text as it is kept: where a slot's new words stand, the slot is named.
 * @param {string} text
 * @param {Hand["slots"]} [slots]
 */
export function withSlots(text, slots = {}) {
  return SLOTS.reduce((kept, slot) => {
    const words = slots[slot];
    return words ? kept.replaceAll(words, `{${slot}}`) : kept;
  }, text);
}

/**
 * Whether a person had a hand in this text.
 * @param {Hand} hand
 * @param {string} mode
 * @param {Length} length
 */
export function isChanged({ edits, slots }, mode, length) {
  return edits?.[`${mode}/${length}`] !== undefined || Object.values(slots ?? {}).some(Boolean);
}

/**
 * This text as it was written. What was done to the others stays, but for the slots: those are of all.
 * @param {Hand} hand
 * @param {string} mode
 * @param {Length} length
 * @returns {Hand}
 */
export function asWritten({ edits = {} }, mode, length) {
  const others = { ...edits };
  delete others[`${mode}/${length}`];
  return { edits: others, slots: {} };
}

/**
 * Whether new words for this slot would be seen in this text.
 * @param {string} text
 * @param {Slot} slot
 * @param {Named} original
 */
export function hasPlace(text, slot, original) {
  return text.includes(`{${slot}}`) || place(text, original) !== null;
}

/**
 * @param {string} text
 * @param {Slot} slot
 * @param {Named} original
 * @param {string} words none: what the picture's own are called
 */
function fill(text, slot, original, words) {
  const named = `{${slot}}`;
  const said = words || called(original);
  if (text.includes(named)) return said ? text.replaceAll(named, said) : text;
  const found = words ? place(text, original) : null;
  return found ? text.replace(found, () => words) : text;
}

/**
 * Where the picture's own words stand in a text: those of the prose, or all its phrases in a row, or
 * the first of them. Targets write brackets and spaces in their own ways.
 * @param {string} text
 * @param {Named} original
 * @returns {RegExp | null}
 */
function place(text, { prose, phrases }) {
  const tries = [prose, phrases.join(", "), ...phrases, ...phrases.map(withoutRemarks)];
  for (const words of tries.filter(Boolean)) {
    const before = UNSPACED.test(words.slice(0, 1)) ? "" : "(?<![\\p{L}\\p{N}])";
    const after = UNSPACED.test(words.slice(-1)) ? "" : "(?![\\p{L}\\p{N}])";
    const pattern = new RegExp(`${before}${loosely(words)}${after}`, "giu");
    if (pattern.test(text)) return pattern;
  }
  return null;
}

/** @param {string} words */
function withoutRemarks(words) {
  return words.replace(/\s*\([^)]*\)/g, "").split(",")[0]?.trim() ?? "";
}

/** @param {string} words */
function loosely(words) {
  const literal = words.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  return literal.replace(/\\[()]/g, "\\\\?$&").replace(/\s+/g, "[\\s_]+");
}

/**
 * @param {Record<string, unknown>} fields
 * @param {Record<Slot, Named>} originals
 * @param {Partial<Record<Slot, string>>} slots
 */
function filledFields(fields, originals, slots) {
  const filled = { ...fields };
  for (const slot of SLOTS) {
    const words = slots[slot] ?? "";
    const { prompt } = filled;
    if (typeof prompt === "string") filled["prompt"] = fill(prompt, slot, originals[slot], words);
    const before = filled[slot];
    if (words && before !== undefined) filled[slot] = Array.isArray(before) ? [words] : words;
  }
  return filled;
}

/** @param {string} text @returns {Record<string, unknown> | null} */
function asObject(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * Where nothing was filled in, the text stays as it was written.
 * @param {Record<string, unknown>} fields
 * @param {string} before
 */
function asText(fields, before) {
  const same = JSON.stringify(fields) === JSON.stringify(asObject(before));
  return same ? before : JSON.stringify(fields, null, 2);
}
