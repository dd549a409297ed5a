/**
 * What the service answers, as its description of the API states it.
 *
 * @typedef {{limit: number | null, remaining: number}} Allowance
 * @typedef {{token: string, allowance: Allowance}} Trial
 * @typedef {{proof: string, id: string, allowance: Allowance | null}} Proof
 * @typedef {{
 *   prompt: string, lengths: {short: string, rich: string}, negative: string | null,
 *   parameters: Record<string, string>, notes: string[],
 * }} Prompt
 * @typedef {{
 *   width: number | null, height: number | null, format: string,
 *   bytes: number, bytes_read: number, aspect_ratio: string | null, palette: string[] | null,
 * }} ImageFacts
 * @typedef {{
 *   tool: string, model: string | null, settings: Record<string, string>,
 *   raw_prompt: string, raw_negative: string,
 * }} Source
 * @typedef {{
 *   origin: "embedded" | "inferred" | "offline", title: string,
 *   prompts: Record<string, Prompt>, slots: {subject: string, style: string},
 *   tags: {name: string, category: string}[],
 *   image: ImageFacts, source: Source | null,
 *   declared_ai: {by: string, how: string} | null,
 *   warnings: {code: string, message: string}[],
 *   usage: {provider: string, model: string} | null,
 * }} Result
 * @typedef {{unit: string, amount: number, state: "held" | "settled" | "released"}} Charge
 * @typedef {{
 *   title: string, status: number, code: string, retryable: boolean, next_step: string,
 *   connect_url?: string,
 * }} Problem
 * @typedef {{
 *   id: string, state: "queued" | "running" | "succeeded" | "failed",
 *   stage: string | null, finished_at: string | null, charge: Charge,
 *   result: Result | null, problem: Problem | null,
 * }} Job
 */

export {};
