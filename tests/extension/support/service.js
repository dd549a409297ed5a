/**
 * A service small enough to read, with the rules that matter to the extension: a token owns
 * its proofs, a proof is redeemed once however often it is sent, and events can be resumed. A
 * sign-in's code is good for one call with its verifier, and takes over the trial's jobs.
 */

import { createHash } from "node:crypto";

import { ReadableStream } from "node:stream/web";

import { API_BASE } from "../../../extension/lib/config.js";
import { answer, read, refuse } from "./wire.js";

/** @typedef {{method: string, path: string, body: any, headers: Headers}} Heard */

export const EMAIL = "somebody@mail.example";

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
  /** @type {Map<string, {proof: string, by: string, token: string, image_url: string}>} by job's
   *  id: `by` may redeem it, `token` reads its job */
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
  minted = 0;
  remaining = 3;
  credits = 12;
  held = 0;
  /** @type {Set<string>} tokens of sessions; they are among `tokens` too */
  sessions = new Set();
  /** @type {Map<string, string>} each unused code's challenge */
  codes = new Map();
  /** @type {(AbortSignal | null)[]} of each stream of events, in the order they were asked for */
  streams = [];

  /** What the modules see as `fetch`. */
  fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
    const body = read(init.body);
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
      const token = `token-${this.minted++}`;
      this.tokens.add(token);
      return answer(201, { token, expires_at: "2030-01-01", allowance: this.allowance(token) });
    }
    if (path === "/v1/oauth/token") return this.grant(body);
    if (path === "/v1/oauth/revoke") {
      this.endSession(body.token);
      return new Response(null, { status: 200 });
    }
    const token = headers.get("Authorization")?.replace("Bearer ", "") ?? "";
    if (!this.tokens.has(token)) return refuse(401, "token_invalid");
    if (path === "/v1/account") {
      if (!this.sessions.has(token)) return refuse(403, "account_needed");
      const credits = { available: this.credits, held: this.held };
      return answer(200, { id: "account-1", email: EMAIL, credits, limits: {} });
    }
    if (path === "/v1/proofs") {
      const allowance = this.allowance(token);
      if (allowance.remaining <= 0) return this.usedUp(token);
      const id = `job-${this.proofs.size}`;
      this.proofs.set(id, {
        proof: `proof of ${id}`,
        by: token,
        token,
        image_url: body.image_url,
      });
      return answer(201, { proof: `proof of ${id}`, id, expires_at: "2030-01-01", allowance });
    }
    if (path === "/v1/extractions") return this.redeem(body, token);
    const [id = "", events] = path.replace("/v1/extractions/", "").split("/");
    const job = this.jobs.get(id);
    if (!job || this.proofs.get(id)?.token !== token) return refuse(404, "not_found");
    return events ? this.events(job, headers, signal) : answer(200, job);
  }

  /** @param {string} token */
  allowance(token) {
    return this.sessions.has(token)
      ? { unit: "credit", limit: null, remaining: this.credits }
      : { unit: "trial", limit: 3, remaining: this.remaining };
  }

  /** @param {string} token */
  usedUp(token) {
    const way = { credits_url: "https://imgpilot.example/credits" };
    return this.sessions.has(token)
      ? refuse(402, "credits_used_up", {}, way)
      : refuse(402, "allowance_used_up", {}, { connect_url: "https://lens.example/connect" });
  }

  /** What the sign-in's window comes back with, for a person who says yes. */
  signIn = async (/** @type {URL} */ url) => {
    const asked = url.searchParams;
    const code = `code-${this.codes.size}`;
    this.codes.set(code, asked.get("code_challenge") ?? "");
    const iss = new URL(API_BASE).origin;
    return `${asked.get("redirect_uri")}?${new URLSearchParams({
      code,
      state: asked.get("state") ?? "",
      iss,
    })}`;
  };

  /** @param {Record<string, string>} form */
  grant({ code = "", code_verifier = "", trial_token }) {
    const challenge = createHash("sha256").update(code_verifier).digest("base64url");
    if (this.codes.get(code) !== challenge) return refuse(400, "connect_refused");
    this.codes.set(code, "used");
    const access_token = `ipls_${this.minted++}`;
    this.tokens.add(access_token);
    this.sessions.add(access_token);
    if (trial_token) {
      this.tokens.delete(trial_token);
      for (const [id, made] of this.proofs) {
        if (made.token === trial_token && this.jobs.has(id)) made.token = access_token;
      }
    }
    return answer(200, { access_token, token_type: "Bearer", expires_in: 2_592_000 });
  }

  /** @param {string} token */
  endSession(token) {
    this.tokens.delete(token);
    this.sessions.delete(token);
  }

  /**
   * @param {any} body
   * @param {string} token
   */
  redeem(body, token) {
    const [id, made] = [...this.proofs].find(([, each]) => each.proof === body.proof) ?? [];
    if (!id || made?.by !== token) return refuse(410, "proof_gone");
    if (made.image_url !== body.image_url) return refuse(422, "proof_mismatch");
    if (this.jobs.has(id)) return answer(200, this.jobs.get(id));
    this.jobs.set(id, {
      id,
      state: "running",
      stage: null,
      charge: { unit: this.hold(token), amount: 1, state: "held" },
      result: null,
      problem: null,
    });
    return answer(202, this.jobs.get(id));
  }

  /**
   * @param {string} token
   * @returns {"credit" | "trial"}
   */
  hold(token) {
    if (!this.sessions.has(token)) return "trial";
    this.credits -= 1;
    this.held += 1;
    return "credit";
  }

  /** @param {any} job */
  end(job) {
    const { unit } = job.charge;
    if (unit === "credit") this.held -= 1;
    if (this.problem) {
      job.state = "failed";
      job.problem = this.problem;
      job.charge = { unit, amount: 0, state: "released" };
      if (unit === "credit") this.credits += 1;
    } else {
      job.state = "succeeded";
      job.result = RESULT;
      job.charge = { unit, amount: 1, state: "settled" };
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
