/**
 * A prompt as a file: as text that other tools read, or as everything that is known. Pure.
 *
 * @typedef {import("./machine.js").Latest} Latest
 * @typedef {import("./shapes.js").Result} Result
 * @typedef {{mode: string, length: string, prompt: string, negative: string | null}} Chosen
 */

const LONGEST_NAME = 60;

/**
 * @param {string} title
 * @param {string} mode
 * @param {"txt" | "json"} kind
 */
export function fileName(title, mode, kind) {
  const plain = title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, LONGEST_NAME).replace(/^-|-$/g, "");
  return `${plain || "prompt"}.${mode}.${kind}`;
}

/** @param {Chosen} chosen the second line is the one that Stable Diffusion's tools look for */
export function asText({ prompt, negative }) {
  return negative ? `${prompt}\nNegative prompt: ${negative}\n` : `${prompt}\n`;
}

/**
 * @param {Latest & {result: Result}} latest
 * @param {Chosen} chosen
 */
export function asJson({ imageUrl, result }, chosen) {
  return `${JSON.stringify({ image_url: imageUrl, chosen, ...result }, null, 2)}\n`;
}

/**
 * Where ImgPilot makes an image of this prompt.
 * @param {string} template an address with `{prompt}` in it; none: there is no such way
 * @param {string} prompt
 * @returns {string | null}
 */
export function createAt(template, prompt) {
  return template ? template.replace("{prompt}", () => encodeURIComponent(prompt)) : null;
}
