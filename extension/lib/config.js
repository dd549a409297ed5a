/** Where the service is. `make extension` changes this line and the manifest's host together. */
export const API_BASE = "http://127.0.0.1:8787";

/**
 * Where ImgPilot makes an image of a prompt: an address with `{prompt}` in it. Where it is empty
 * the popup offers no such way. `make extension` changes this line too.
 */
export const IMGPILOT_CREATE = "";
