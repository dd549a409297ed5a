/**
 * What is known of the picture and of the answer's source.
 *
 * @typedef {import("./shapes.js").Result} Result
 */

import { copiesAsItIs } from "./leaving.js";
import { make, part } from "./page.js";
import { PROMPT_LANGUAGE, say, sayIfKnown } from "./words.js";

const KIB = 1024;

/**
 * @param {number} bytes
 * @returns {string}
 */
export function size(bytes) {
  const [count, unit] = bytes < KIB * KIB ? [bytes / KIB, "KB"] : [bytes / KIB / KIB, "MB"];
  return `${count.toLocaleString(PROMPT_LANGUAGE, { maximumFractionDigits: count < 10 ? 1 : 0 })} ${unit}`;
}

/**
 * The facts in the order they are shown, each with its name.
 * @param {Result} result
 * @returns {[string, string][]}
 */
export function facts({ image, source, usage, declared_ai: declared }) {
  const measured = image.width && image.height ? `${image.width} × ${image.height}` : "";
  const picture = [image.format.toUpperCase(), measured, image.aspect_ratio ?? ""];
  const whole = size(image.bytes);
  const read = image.bytes_read < image.bytes ? say("fact_read", whole, size(image.bytes_read)) : whole;
  /** @type {[string, string | null | undefined][]} */
  const all = [
    [say("fact_image"), picture.filter(Boolean).join(", ")],
    [say("fact_file"), read],
    [say("fact_tool"), source?.tool],
    [say("fact_model"), source?.model],
    ...settings(source),
    [say("fact_asked"), usage && `${usage.provider}, ${usage.model}`],
    [say("fact_declared"), declared && say("declared_by", declared.by)],
  ];
  return all.flatMap(([name, value]) => (value ? [[name, value]] : []));
}

/**
 * The tool's own settings; what is shown under a name of ours is not said twice.
 * @param {Result["source"]} source
 * @returns {[string, string][]}
 */
function settings(source) {
  const all = Object.entries(source?.settings ?? {});
  return all.filter(([name, value]) => !(/^model$/i.test(name) && value === source?.model));
}

/** @param {Result} result */
export function showFacts(result) {
  part("facts").replaceChildren(
    ...facts(result).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]),
  );
  showPalette(result.image.palette ?? []);
  part("tags").replaceChildren(...result.tags.map(({ name }) => make("li", {}, chip(name))));
  const warnings = result.warnings.map(({ code, message }) =>
    make("li", {}, sayIfKnown(`warning_${code}`, message)),
  );
  part("warnings").replaceChildren(...warnings);
  part("warnings").hidden = warnings.length === 0;
}

/** @param {string} name */
function chip(name) {
  const made = make("button", { type: "button", class: "chip", title: say("copy_one", name) }, name);
  copiesAsItIs(made, name);
  return made;
}

/** Take away what was known of the picture before. */
export function clearFacts() {
  part("facts").replaceChildren();
  showPalette([]);
}

/** @param {string[]} colours */
function showPalette(colours) {
  const swatches = colours.map((colour) => {
    const swatch = make("li", { title: colour }, make("span", { class: "unseen" }, colour));
    // Set by a script's own hand: the page's policy refuses styles in markup.
    swatch.style.backgroundColor = colour;
    return swatch;
  });
  part("palette").replaceChildren(...swatches);
  part("palette").hidden = swatches.length === 0;
}
