import assert from "node:assert/strict";
import { test } from "node:test";

import { keepable, LONGEST_INLINE_IMAGE, refusedUnasked } from "../../extension/lib/address.js";

const INLINE = "data:image/png;base64,";

test("what the service can read or has to judge is asked", () => {
  const asked = [
    "https://x.example/a.png",
    "HTTP://x.example/a",
    "http://x.example:22/a.png",
    `${INLINE}AAAA`,
    "DATA:IMAGE/WEBP;base64,AA",
    "data:image/svg;base64,AA",
    "data:text/plain,a",
    INLINE,
  ];
  for (const address of asked) {
    assert.equal(refusedUnasked(address), null, address);
    assert.equal(keepable(address), address);
  }
});

test("where nobody can read it, the code is the service's own", () => {
  /** @type {[string, string][]} */
  const rows = [
    ["blob:https://x.example/1", "blob_url"],
    ["BLOB:null/1", "blob_url"],
    ["filesystem:https://x.example/temporary/a.png", "blob_url"],
    ["file:///a.png", "file_url"],
    ["content://media/1", "file_url"],
    ["chrome-extension://abc/a.png", "browser_url"],
    ["about:blank", "browser_url"],
    ["data:image/svg+xml;base64,AA", "unsupported_format"],
    ["Data:Image/SVG+xml,%3Csvg/%3E", "unsupported_format"],
    ["ftp://x.example/a.png", "url_refused"],
    ["https://", "url_refused"],
    ["a.png", "url_refused"],
    ["", "url_refused"],
    [":", "url_refused"],
    ["toString:", "url_refused"],
  ];
  for (const [address, code] of rows) assert.equal(refusedUnasked(address), code, address);
});

test("the longest image is kept, and no longer one", () => {
  const longest = INLINE + "A".repeat(LONGEST_INLINE_IMAGE - INLINE.length);
  assert.equal(keepable(longest), longest);
  assert.equal(refusedUnasked(keepable(longest)), null);
  assert.ok(keepable(`${longest}A`).length < 10);
  assert.equal(refusedUnasked(keepable(`${longest}A`)), "too_large");
  assert.equal(refusedUnasked(keepable("")), "too_large", "longer than the browser hands on");
  const far = `https://x.example/${"a".repeat(LONGEST_INLINE_IMAGE)}`;
  assert.equal(keepable(far), far);
});
