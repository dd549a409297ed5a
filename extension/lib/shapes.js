/**
 * The service's answers, as its published description states them.
 *
 * @typedef {{unit?: "trial" | "credit", limit: number | null, remaining: number}} Allowance
 * @typedef {{token: string, expires_at: string, allowance: Allowance}} Trial
 * @typedef {{proof: string, id: string, expires_at: string, allowance: Allowance | null}} Proof
 * @typedef {{access_token: string, token_type: string, expires_in: number}} Grant
 * @typedef {{
 *   id: string, email: string, credits: {available: number, held: number},
 *   own_keys: Record<Provider, {model: string | null} | null>,
 * }} AccountAnswer
 * @typedef {"openai" | "gemini"} Provider
 * @typedef {{id: string, created_at: string, last_used_at: string, current: boolean}} Session
 * @typedef {"queued" | "fetching" | "reading" | "asking" | "rendering"} Stage
 * @typedef {{
 *   unit: "trial" | "credit" | "own-key" | "none",
 *   amount: number,
 *   state: "held" | "settled" | "released",
 * }} Charge
 * @typedef {{
 *   prompt: string,
 *   lengths?: {short: string, rich: string},
 *   negative: string | null,
 *   parameters: Record<string, string>,
 *   notes: string[],
 * }} Prompt
 * @typedef {{
 *   tool: string, model: string | null, settings: Record<string, string>,
 *   raw_prompt: string, raw_negative: string,
 * }} Source
 * @typedef {{
 *   width: number | null, height: number | null, format: string, bytes: number,
 *   bytes_read: number, aspect_ratio: string | null, palette: string[] | null,
 * }} ImageFacts
 * @typedef {{
 *   origin: "embedded" | "inferred" | "offline",
 *   title: string,
 *   language: string,
 *   prompts: Record<string, Prompt>,
 *   slots?: {subject: string, style: string},
 *   tags: {name: string, category: string}[],
 *   image: ImageFacts,
 *   source: Source | null,
 *   declared_ai: {by: string, how: string, verified?: false} | null,
 *   warnings: {code: string, message: string}[],
 *   usage: {provider: string, model: string} | null,
 *   versions: {analysis: string, modes: string},
 * }} Result
 * @typedef {{
 *   code: string, status: number, retryable: boolean, title?: string, next_step?: string,
 *   connect_url?: string, credits_url?: string,
 * }} ServiceProblem
 * @typedef {{
 *   id: string,
 *   state: "queued" | "running" | "succeeded" | "failed",
 *   stage: Stage | null,
 *   charge: Charge,
 *   result: Result | null,
 *   problem: ServiceProblem | null,
 * }} Job
 */

export {};
