/** What this browser keeps: its trial's token, and a choice. Where nothing can be kept, each visit is new. */

const TOKEN = "prompt-lens-trial";

/** @returns {string | null} */
export function kept(key = TOKEN) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} value */
export function keep(value, key = TOKEN) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is switched off: it serves this one visit.
  }
}

/** Let it go. */
export function forget() {
  try {
    localStorage.removeItem(TOKEN);
  } catch {
    // Nothing was kept.
  }
}
