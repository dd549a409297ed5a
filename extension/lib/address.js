/**
 * What can be said of an image's address without asking anybody. The service has the last word
 * on all others; its tables are held equal to these.
 */

/** The longest that the service takes: so many letters hold an image of 1 MiB. */
export const LONGEST_INLINE_IMAGE = 1_572_864;

/** What stands for an image that is too large to be kept here, let alone sent. */
const TOO_LARGE = "data:,";

/** @type {Record<string, string>} the code of each scheme that only a browser can follow */
const ELSEWHERE = {
  "blob:": "blob_url",
  "filesystem:": "blob_url",
  "content:": "file_url",
  "file:": "file_url",
  "about:": "browser_url",
  "brave:": "browser_url",
  "chrome:": "browser_url",
  "chrome-error:": "browser_url",
  "chrome-extension:": "browser_url",
  "chrome-native:": "browser_url",
  "chrome-search:": "browser_url",
  "chrome-untrusted:": "browser_url",
  "devtools:": "browser_url",
  "edge:": "browser_url",
  "extension:": "browser_url",
  "moz-extension:": "browser_url",
  "moz-icon:": "browser_url",
  "opera:": "browser_url",
  "resource:": "browser_url",
  "safari-web-extension:": "browser_url",
  "view-source:": "browser_url",
  "vivaldi:": "browser_url",
};

/** @param {string} address */
export function isWebAddress(address) {
  return /^https?:\/\//i.test(address) && URL.canParse(address);
}

/**
 * The address as it is kept, or what stands for it. The browser hands over none that has more
 * than 2 MiB, which only an image's own can have.
 * @param {string} address
 */
export function keepable(address) {
  const tooLong = isInline(address) && address.length > LONGEST_INLINE_IMAGE;
  return tooLong || address === "" ? TOO_LARGE : address;
}

/**
 * The code of what is wrong with an address where that is sure; nothing is sent then.
 * @param {string} address as it is kept
 * @returns {string | null} null where the service has to be asked
 */
export function refusedUnasked(address) {
  if (address === TOO_LARGE) return "too_large";
  if (/^data:image\/svg\+xml[;,]/i.test(address)) return "unsupported_format";
  if (isWebAddress(address) || isInline(address)) return null;
  return ELSEWHERE[address.slice(0, address.indexOf(":") + 1).toLowerCase()] ?? "url_refused";
}

/** @param {string} address */
function isInline(address) {
  return /^data:/i.test(address);
}
