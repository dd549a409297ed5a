/** The trial token of this browser. Where nothing can be kept, each visit is a new trial. */

const KEY = "prompt-lens-trial";

/** @returns {string | null} */
export function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string} token */
export function keep(token) {
  try {
    localStorage.setItem(KEY, token);
  } catch {
    // Storage is switched off: the token serves this one extraction.
  }
}

/** Let it go. */
export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
