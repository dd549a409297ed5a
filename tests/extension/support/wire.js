/** What goes over the wire: answers, refusals, and bodies as the service reads them. */

/**
 * @param {number} status
 * @param {object} body
 */
export function answer(status, body) {
  return new Response(JSON.stringify(body), { status });
}

/**
 * A body as the service reads it: JSON or a form.
 * @param {RequestInit["body"]} body
 */
export function read(body) {
  if (body instanceof URLSearchParams) return Object.fromEntries(body);
  return typeof body === "string" ? JSON.parse(body) : null;
}

/**
 * @param {number} status
 * @param {string} code
 * @param {Record<string, string>} [headers]
 * @param {object} [more]
 */
export function refuse(status, code, headers = {}, more = {}) {
  const body = { code, status, retryable: status >= 500 || status === 429, ...more };
  return new Response(JSON.stringify(body), { status, headers });
}
