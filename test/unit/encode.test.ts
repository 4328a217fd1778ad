import { describe, expect, test } from "bun:test";
import { runInNewContext } from "node:vm";
import { type Encoded, encode, UnencodableError } from "../../src/encode.ts";

function sync(value: object): Encoded {
  const encoded = encode(value);
  if (encoded instanceof Promise) throw new Error("encode was not synchronous");
  return encoded;
}

function parsed(value: object): unknown {
  return JSON.parse(sync(value).json);
}

function refusal(value: object): UnencodableError {
  try {
    sync(value);
  } catch (error) {
    if (error instanceof UnencodableError) return error;
    throw error;
  }
  throw new Error("it was encoded");
}

describe("what JSON carries", () => {
  test("goes through as it is", () => {
    const value = {
      text: 'ä "quoted" \u0000\n\u2028',
      yes: true,
      none: null,
      list: [1, [2.5, -3]],
      deep: { a: { b: {} } },
    };
    expect(parsed(value)).toEqual(value);
  });

  test("keeps numbers as JavaScript writes them", () => {
    expect(sync({ a: 1000000, b: 0.1, c: 1e21, d: -0 }).json).toBe('{"a":1000000,"b":0.1,"c":1e+21,"d":0}');
  });

  test("keeps the order of properties", () => {
    expect(sync({ z: 1, a: 2, m: 3 }).json).toBe('{"z":1,"a":2,"m":3}');
  });

  test("leaves out what is undefined, in objects and in an option that is a list", () => {
    expect(parsed({ a: undefined, list: ["x", undefined, "y"] })).toEqual({ list: ["x", "y"] });
  });

  test("takes plain objects of any realm and without a prototype", () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    const foreign = runInNewContext("({ b: [2] })") as object;
    expect(parsed({ bare, foreign })).toEqual({ bare: { a: 1 }, foreign: { b: [2] } });
  });

  test("takes __proto__ as a name like any other", () => {
    expect(sync(JSON.parse('{"__proto__":{"a":1}}')).json).toBe('{"__proto__":{"a":1}}');
  });

  test("writes the same object twice where it is there twice", () => {
    const shared = { a: 1 };
    expect(parsed({ one: shared, two: [shared, shared] })).toEqual({ one: shared, two: [shared, shared] });
  });
});

describe("what JSON.stringify would write otherwise", () => {
  const odd = {
    "a property toJSON": JSON.parse('{"toJSON":"a","b":{"toJSON":null}}'),
    "text that reads like half of a surrogate pair": { a: "\\ud800", "\\udc00": ["\\\\ud800"] },
    "properties that are undefined": { a: undefined, b: { c: undefined, d: 1 } },
  };
  test.each(Object.entries(odd))("arrives as it is: %s", (_, values) => {
    expect(parsed({ values })).toEqual({ values: JSON.parse(JSON.stringify(values)) });
  });

  test("is not asked for its toJSON when that is hidden", () => {
    const hidden = <T extends object>(value: T): T =>
      Object.defineProperty(value, "toJSON", { value: () => "other", enumerable: false });
    expect(parsed({ values: { a: hidden({ b: 1 }), c: hidden([2]) } })).toEqual({ values: { a: { b: 1 }, c: [2] } });
  });

  test("is an object like any other when it is raw JSON", () => {
    const raw = (JSON as unknown as { rawJSON(text: string): object }).rawJSON("1e999");
    expect(sync({ values: { a: raw } }).json).toBe('{"values":{"a":{"rawJSON":"1e999"}}}');
  });

  test("has nothing of what all objects inherit", () => {
    const everything = Object.prototype as { shared?: unknown };
    try {
      for (const shared of [1, () => 1]) {
        everything.shared = shared;
        expect(sync({ values: { a: [{}] } }).json).toBe('{"values":{"a":[{}]}}');
      }
    } finally {
      delete everything.shared;
    }
  });
});

describe("an option that is long", () => {
  function apart(value: object): { json: unknown; apart: unknown; texts: string[] } {
    const encoded = encode(value, 20) as Encoded;
    const texts = encoded.attachments.map((bytes) => new TextDecoder().decode(bytes));
    return { json: JSON.parse(encoded.json), apart: JSON.parse(encoded.apart), texts };
  }

  test("travels beside the others, after the bytes before it", () => {
    const values = { text: 'ä "quoted" and long' };
    expect(
      apart({ chart: new Uint8Array([97]), values, name: "shop", set: ["a=b", "c=d", undefined, "e=fgh"] }),
    ).toEqual({
      json: { chart: { $bytes: 0 }, name: "shop" },
      apart: { values: 1, set: 2 },
      texts: ["a", JSON.stringify(values), '["a=b","c=d","e=fgh"]'],
    });
  });

  test("keeps its name, whatever that is", () => {
    const long = "x".repeat(30);
    const names = ["__proto__", 'a"b', "ä"];
    const given = JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:"${long}"`)}}`);
    expect(Object.keys(apart(given).apart as object)).toEqual(names);
    expect(() => apart({ "\ud800": long })).toThrow("half of a surrogate pair");
  });

  test("stays where it is unless that is asked for", () => {
    expect(sync({ a: "x".repeat(1_000_000) })).toMatchObject({ attachments: [], apart: "{}" });
  });
});

describe("what JSON does not carry", () => {
  test("bytes travel beside it", () => {
    const { json, attachments } = sync({ chart: new Uint8Array([1, 2]), more: new Uint8Array([3]).buffer });
    expect(JSON.parse(json)).toEqual({ chart: { $bytes: 0 }, more: { $bytes: 1 } });
    expect(attachments).toEqual([new Uint8Array([1, 2]), new Uint8Array([3])]);
  });

  test("bytes are copied at once, only the part a view shows", () => {
    const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    const { attachments } = sync({ buffer: Buffer.from("abc"), view });
    view.fill(9);
    expect(attachments).toEqual([new Uint8Array([97, 98, 99]), new Uint8Array([2, 3])]);
  });

  test("a Blob is read, each at its place", async () => {
    const value = { first: new Blob(["one"]), bytes: new Uint8Array([0]), second: new Blob(["two"]) };
    const encoded = encode(value);
    expect(encoded).toBeInstanceOf(Promise);
    const { json, attachments } = await encoded;
    expect(JSON.parse(json)).toEqual({ first: { $bytes: 0 }, bytes: { $bytes: 1 }, second: { $bytes: 2 } });
    expect(attachments.map((bytes) => new TextDecoder().decode(bytes))).toEqual(["one", "\0", "two"]);
  });

  test("a file that cannot be read names its option", async () => {
    const error = await Promise.resolve(encode({ chart: Bun.file("/does/not/exist.tgz") })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UnencodableError);
    expect(error).toMatchObject({ option: "chart", message: expect.stringContaining("cannot be read") });
  });

  test("a function becomes a number", async () => {
    const postRenderer = (manifest: string): string => manifest;
    const { json, functions } = sync({ postRenderer, other: String });
    expect(JSON.parse(json)).toEqual({ postRenderer: { $function: 0 }, other: { $function: 1 } });
    expect<readonly unknown[]>(functions).toEqual([postRenderer, String]);
  });

  test("a file URL becomes its path, another URL its text", () => {
    const value = { a: new URL("file:///tmp/a%20chart"), b: [new URL("https://charts.test/x y")] };
    expect(parsed(value)).toEqual({ a: "/tmp/a chart", b: ["https://charts.test/x%20y"] });
  });
});

describe("what would change its meaning is refused by its path", () => {
  class Tag {
    readonly value = 1;
  }
  const cycle: Record<string, unknown> = {};
  cycle.self = { again: [cycle] };
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = i % 2 ? { a: deep } : [deep];
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  test.each([
    ["NaN", { values: { replicas: Number.NaN } }, "values.replicas"],
    ["Infinity", { values: [{ a: Number.POSITIVE_INFINITY }] }, "values[0].a"],
    ["a bigint", { values: { image: { tag: 1n } } }, "values.image.tag"],
    ["half of a surrogate pair", { values: { image: { tag: "1\udc00" } } }, "values.image.tag"],
    ["a symbol", { values: { a: Symbol("x") } }, "values.a"],
    ["a Map", { values: new Map([["a", 1]]) }, "values"],
    ["a Set", { set: new Set(["a"]) }, "set"],
    ["a Date", { values: { since: new Date(0) } }, "values.since"],
    ["an instance of a class", { values: { tag: new Tag() } }, "values.tag"],
    ["a boxed string", { name: new String("x") }, "name"],
    ["other typed arrays", { chart: new Uint16Array(1) }, "chart"],
    ["a file URL with a host", { chart: new URL("file://server/share") }, "chart"],
    ["a function among the values", { values: { a: () => 1 } }, "values.a"],
    ["bytes among the values", { values: { a: [new Uint8Array(1)] } }, "values.a[0]"],
    ["a Blob among the values", { values: { a: new Blob([]) } }, "values.a"],
    ["a URL among the values", { values: { a: new URL("https://charts.test") } }, "values.a"],
    ["a URL in a list among the values", { values: [{ a: [new URL("file:///a")] }] }, "values[0].a[0]"],
    ["undefined in a list among the values", { values: { a: ["x", undefined] } }, "values.a[1]"],
    ["a hole in a list among the values", { values: { a: new Array(1) } }, "values.a[0]"],
    ["an object of the language", { values: { a: Math } }, "values.a"],
    ["what inherits from an object without prototype", { values: Object.create(Object.create(null)) }, "values"],
    ["what cannot be read", { values: { a: revoked.proxy } }, "values.a"],
    ["what is nested too deep", { values: deep }, "values"],
    ["an object that contains itself", { values: cycle }, "values.self.again[0]"],
  ])("%s", (_, value, option) => {
    const error = refusal(value);
    expect(error.option).toBe(option);
    expect(error.message).toStartWith(option);
  });
});
