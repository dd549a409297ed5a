/**
 * Whose browser this is, as one small state machine. Pure: no clock, no storage.
 *
 *            connect                granted                 leave
 *   apart ─────────────► connecting ───────► connected ◄──────────► leaving
 *    ▲ ▲                   │   ▲                 │       failed        │
 *    │ └── gave_up, failed ┘   │ connect         │ ended               │ left
 *    │                         └───── ended ◄────┘                     │
 *    │                                  │ forget                       │
 *    └──────────────────────────────────┴──────────────────────────────┘
 *
 * A sign-in that came to nothing leads back to where it began, apart or ended. `trial` and
 * `stale` are of a trial's token, `ask` and `told` of what is known while connected, from
 * where `forget` leads away too; `noted` takes a trouble's sentence away.
 *
 * The token says where we rest, and outlives the browser: none or a trial's is apart, a
 * session's is connected, and of a session that the service ended only that fact is kept.
 * What is under way lives as long as the worker that does it: `awake` ends what another
 * worker began, which leads back to where the token rests.
 *
 * @typedef {{kind?: "trial" | "session" | "ended", token: string, expiresAt: string}} Token
 * @typedef {{state: string, verifier: string}} Flow what only this browser knows of a sign-in
 * @typedef {"connecting" | "asking" | "leaving"} Task
 * @typedef {{
 *   token: Token | undefined,
 *   busy: Task | null,
 *   flow: Flow | null,
 *   trouble: {task: Task, code: string} | null,
 *   email: string | null,
 * }} Account
 * @typedef {"apart" | "connecting" | "connected" | "leaving" | "ended"} Standing
 *
 * @typedef {{type: "trial", token: Token}} Trial
 * @typedef {{type: "stale", token: string}} Stale
 * @typedef {{type: "connect", flow: Flow}} Connect
 * @typedef {{type: "gave_up", state: string}} GaveUp
 * @typedef {{type: "granted", state: string, token: Token}} Granted
 * @typedef {{type: "ask"} | {type: "leave"}} Asked
 * @typedef {{type: "told", token: string, email: string}} Told
 * @typedef {{type: "failed", task: Task, code: string, state?: string}} Failed
 * @typedef {{type: "left", token: string} | {type: "ended", token: string}} Over
 * @typedef {{type: "forget"} | {type: "noted"} | {type: "awake", here: boolean}} Plain
 * @typedef {Trial | Stale | Connect | GaveUp | Granted | Asked | Told | Failed | Over | Plain} Event
 */

/** @type {Account} */
export const APART = { token: undefined, busy: null, flow: null, trouble: null, email: null };

/**
 * @param {Account} account
 * @returns {Standing}
 */
export function standing({ token, busy }) {
  if (busy === "connecting" || busy === "leaving") return busy;
  if (token?.kind === "session") return "connected";
  return token?.kind === "ended" ? "ended" : "apart";
}

/**
 * The account after an event; the very same object where the event means nothing now.
 * @param {Account} account
 * @param {Event} event
 * @returns {Account}
 */
export function next(account, event) {
  const { token, busy, flow } = account;
  const rest = { ...account, busy: null, flow: null };
  switch (event.type) {
    case "trial":
      return token ? account : { ...account, token: event.token };
    case "stale":
      return token?.token === event.token ? { ...account, token: undefined } : account;
    case "connect":
      return mayConnect(account)
        ? { ...account, busy: "connecting", flow: event.flow, trouble: null }
        : account;
    case "gave_up":
      return flow?.state === event.state ? rest : account;
    case "granted":
      return flow?.state === event.state ? { ...APART, token: event.token } : account;
    case "noted":
      return account.trouble ? { ...account, trouble: null } : account;
    case "forget":
      return standing(account) === "apart" || busy === "connecting" ? account : APART;
    case "awake":
      return busy && !event.here ? rest : account;
    case "failed": {
      const ours = busy === event.task && flow?.state === event.state;
      return ours ? { ...rest, trouble: { task: event.task, code: event.code } } : account;
    }
    default:
      return token?.kind === "session" ? member(account, token, event) : account;
  }
}

/** @param {Account} account */
function mayConnect(account) {
  return standing(account) === "apart" || standing(account) === "ended";
}

/**
 * @param {Account} account
 * @param {Token} token
 * @param {Asked | Told | Over} event
 * @returns {Account}
 */
function member(account, token, event) {
  const { busy } = account;
  switch (event.type) {
    case "ask":
      return busy ? account : { ...account, busy: "asking", trouble: null };
    case "leave":
      return busy === "leaving" ? account : { ...account, busy: "leaving", trouble: null };
    default:
      break;
  }
  if (event.token !== token.token) return account;
  switch (event.type) {
    case "told":
      return { ...account, email: event.email, busy: busy === "asking" ? null : busy };
    case "left":
      return APART;
    case "ended":
      return { ...APART, token: { kind: "ended", token: "", expiresAt: "" } };
  }
}
