// What comes back from Go: JSON, with texts and bytes beside it, in one piece or many.
import { expect, test } from "bun:test";
import { Decoding } from "../../src/decode.ts";

const encoder = new TextEncoder();
const texts = ["\ufeffmanifest: ä€😀\n", "", "b"];
const archive = new Uint8Array([0, 255, 1, 254]);
const head = JSON.stringify({
  value: { manifest: "", archive: "", hooks: [{ manifest: "" }, { name: "c" }], count: 3 },
  attachments: [
    [["manifest"], encoder.encode(texts[0]).length],
    [["archive"], archive.length, true],
    [["hooks", 0, "manifest"], 1],
  ],
});
const body = Buffer.concat([encoder.encode(texts[0]), archive, encoder.encode(texts[2])]);
const whole = { manifest: texts[0], archive, hooks: [{ manifest: "b" }, { name: "c" }], count: 3 };

test.each([1, 2, 3, 5, 7, 100])("texts and bytes are whole again when they come %d bytes at a time", (size) => {
  const decoding = new Decoding(head);
  for (let at = 0; at < body.length; at += size) decoding.take(body.subarray(at, at + size));
  expect(decoding.value).toEqual(whole);
});

test("what was given is not kept: the bytes may be overwritten", () => {
  const decoding = new Decoding(head);
  const own = Uint8Array.from(body);
  decoding.take(own);
  own.fill(0);
  expect(decoding.value).toEqual(whole);
});

test("results that come in pieces at the same time do not mix", () => {
  const [one, other] = [new Decoding(head), new Decoding(head)];
  for (const byte of body) for (const decoding of [one, other]) decoding.take(Uint8Array.of(byte));
  expect([one.value, other.value]).toEqual([whole, whole]);
});

test("a text that breaks off in a character does not spoil the next one", () => {
  const cut = JSON.stringify({
    value: {},
    attachments: [
      [["a"], 2],
      [["b"], 1],
    ],
  });
  const decoding = new Decoding(cut);
  for (const byte of [0xe2, 0x82, 0x62]) decoding.take(Uint8Array.of(byte));
  expect(decoding.value).toEqual({ a: "\ufffd", b: "b" });
});
