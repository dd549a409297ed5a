/**
 * A service small enough to read, with the rules that matter to the extension: a token owns
 * its proofs, a proof is redeemed once however often it is sent, and events can be resumed.
 */

import { ReadableStream } from "node:stream/web";

/** @typedef {{method: string, path: string, body: any, headers: Headers}} Heard */

export const RESULT = {
  origin: "inferred",
  title: "Harbour",
  language: "en",
  prompts: { general: { prompt: "a quiet harbour", negative: null, parameters: {}, notes: [] } },
  tags: [],
  image: { format: "png" },
  source: null,
  declared_ai: null,
  warnings: [],
  usage: null,
  versions: { analysis: "1", modes: "1" },
};

const TOLD = [
  ["state", { state: "running", stage: "fetching" }],
  ["state", { state: "running", stage: "asking" }],
  ["partial", { text: "a lou" }],
  ["restart", {}],
  ["partial", { text: "a quiet " }],
  ["partial", { text: "harbour" }],
];

export class Service {
  tokens = new Set();
  /** @type {Map<string, {proof: string, token: string, image_url: string}>} by job's id */
  proofs = new Map();
  /** @type {Map<string, any>} by id */
  jobs = new Map();
  /** @type {Heard[]} */
  heard = [];
  /** @type {Record<string, any> | null} what a job fails with */
  problem = null;
  /** @type {(() => Promise<void>) | null} waits before each event */
  beforeEvent = null;
  /** @type {(heard: Heard) => Promise<Response | void>} may answer in the service's stead */
  before = async () => {};
  /** @type {(heard: Heard) => Promise<void>} between what is done and its answer */
  after = async () => {};
  remaining = 3;
  /** @type {(AbortSignal | null)[]} of each stream of events, in the order they were asked for */
  streams = [];

  /** What the modules see as `fetch`. */
  fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
    const body = typeof init.body === "string" ? JSON.parse(init.body) : null;
    const path = new URL(url).pathname;
    const heard = { method: init.method ?? "GET", path, body, headers: new Headers(init.headers) };
    this.heard.push(heard);
    const instead = await this.before(heard);
    const response = instead ?? this.answer(heard, init.signal ?? null);
    await this.after(heard);
    return response;
  };

  /** @param {string} path */
  calls(path) {
    return this.heard.filter((each) => each.path === path);
  }

  /**
   * @param {Heard} heard
   * @param {AbortSignal | null} signal
   */
  answer({ path, body, headers }, signal) {
    if (path === "/v1/trial") {
      const token = `token-${this.tokens.size}`;
      this.tokens.add(token);
      return answer(201, { token, expires_at: "2030-01-01", allowance: this.allowance() });
    }
    const token = headers.get("Authorization")?.replace("Bearer ", "") ?? "";
    if (!this.tokens.has(token)) return refuse(401, "token_invalid");
    if (path === "/v1/proofs") {
      const id = `job-${this.proofs.size}`;
      this.proofs.set(id, { proof: `proof of ${id}`, token, image_url: body.image_url });
      const allowance = this.allowance();
      return answer(201, { proof: `proof of ${id}`, id, expires_at: "2030-01-01", allowance });
    }
    if (path === "/v1/extractions") return this.redeem(body, token);
    const [id = "", events] = path.replace("/v1/extractions/", "").split("/");
    const job = this.jobs.get(id);
    if (!job || this.proofs.get(id)?.token !== token) return refuse(404, "not_found");
    return events ? this.events(job, headers, signal) : answer(200, job);
  }

  allowance() {
    return { limit: 3, remaining: this.remaining };
  }

  /**
   * @param {any} body
   * @param {string} token
   */
  redeem(body, token) {
    const [id, made] = [...this.proofs].find(([, each]) => each.proof === body.proof) ?? [];
    if (!id || made?.token !== token) return refuse(410, "proof_gone");
    if (made.image_url !== body.image_url) return refuse(422, "proof_mismatch");
    if (this.jobs.has(id)) return answer(200, this.jobs.get(id));
    this.jobs.set(id, {
      id,
      state: "running",
      stage: null,
      charge: { unit: "trial", amount: 1, state: "held" },
      result: null,
      problem: null,
    });
    return answer(202, this.jobs.get(id));
  }

  /** @param {any} job */
  end(job) {
    if (this.problem) {
      job.state = "failed";
      job.problem = this.problem;
      job.charge = { unit: "trial", amount: 0, state: "released" };
    } else {
      job.state = "succeeded";
      job.result = RESULT;
      job.charge = { unit: "trial", amount: 1, state: "settled" };
    }
  }

  /**
   * @param {any} job
   * @param {Headers} headers
   * @param {AbortSignal | null} signal
   */
  events(job, headers, signal) {
    this.streams.push(signal);
    const seen = Number(headers.get("Last-Event-ID") ?? 0);
    if (seen > TOLD.length) return new Response(null, { status: 204 });
    const service = this;
    const wire = new TextEncoder();
    async function* told() {
      for (let id = seen + 1; id <= TOLD.length + 1; id += 1) {
        await service.beforeEvent?.();
        signal?.throwIfAborted();
        if (id > TOLD.length && job.state === "running") service.end(job);
        const [type, data] = TOLD[id - 1] ?? [job.result ? "result" : "problem", job];
        yield wire.encode(`: \n\nid: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
      }
    }
    return new Response(/** @type {any} */ (ReadableStream.from(told())));
  }
}

/**
 * @param {number} status
 * @param {object} body
 */
function answer(status, body) {
  return new Response(JSON.stringify(body), { status });
}

/**
 * @param {number} status
 * @param {string} code
 * @param {Record<string, string>} [headers]
 */
export function refuse(status, code, headers = {}) {
  const body = { code, status, retryable: status >= 500 || status === 429 };
  return new Response(JSON.stringify(body), { status, headers });
}
