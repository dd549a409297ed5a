import assert from "node:assert/strict";
import { test } from "node:test";

import { EventReader } from "../../server/api/static/sse.js";

const WIRE = [
  ": heartbeat\n\n",
  'id: 1-0\nevent: state\ndata: {"stage":"fetching"}\n\n',
  "id: 2-0\r\nevent: partial\r\ndata: 山：水\r\n\r\n",
  "data: two\rdata:  lines\r\r",
  "event: without data\n\n",
  "id: 3-0\ndata\nretry: 5\nunknown: x\n\n",
].join("");

const TOLD = [
  { name: "state", data: '{"stage":"fetching"}', id: "1-0" },
  { name: "partial", data: "山：水", id: "2-0" },
  { name: "message", data: "two\n lines", id: "2-0" },
  { name: "message", data: "", id: "3-0" },
];

/** @param {string[]} pieces */
function read(pieces) {
  const reader = new EventReader();
  return pieces.flatMap((piece) => reader.feed(piece));
}

test("events are the same wherever the wire is cut in two", () => {
  for (let cut = 0; cut <= WIRE.length; cut += 1) {
    assert.deepEqual(read([WIRE.slice(0, cut), WIRE.slice(cut)]), TOLD, `cut at ${cut}`);
  }
});

test("events are the same in pieces of any size", () => {
  for (let size = 1; size <= WIRE.length; size += 1) {
    const pieces = WIRE.match(new RegExp(`[^]{1,${size}}`, "gu")) ?? [];
    assert.deepEqual(read(pieces), TOLD, `pieces of ${size}`);
  }
});

test("an event that never ended is not told", () => {
  assert.deepEqual(read(["event: result\ndata: {}\n"]), []);
});
