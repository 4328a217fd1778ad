// The C ABI called by hand and on purpose wrongly. Nothing here may end or hang the process.
import { CString, dlopen, type Pointer } from "bun:ffi";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { libraryFile } from "../../lab/internal.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";

const EINVAL = -1;
const ECHANNEL = -2;
const EID = -3;
const tooLong = 0x4000_0001;
const RESULT = 1;
const ERROR = 2;

const abi = dlopen(await libraryFile(), {
  bunhelm_abi: { args: [], returns: "u32" },
  bunhelm_info: { args: [], returns: "cstring" },
  bunhelm_open: { args: ["ptr", "u64", "ptr"], returns: "i32" },
  bunhelm_call: { args: ["i32", "u64", "ptr", "u64", "ptr", "u64"], returns: "i32" },
  bunhelm_answer: { args: ["i32", "u64", "ptr", "u64", "ptr", "u64"], returns: "i32" },
  bunhelm_cancel: { args: ["i32", "u64", "ptr", "u64"], returns: "i32" },
  bunhelm_drain: { args: ["i32", "ptr", "u32"], returns: "i32" },
  bunhelm_free: { args: ["ptr"], returns: "void" },
}).symbols;

interface Record {
  readonly id: number;
  readonly kind: number;
  readonly head: { value?: { code?: string; text?: string } | null };
  readonly body: string;
}

/** A channel whose doorbell is listened to and whose records are read one by one. */
class RawChannel {
  readonly number: number;
  readonly #fd: number;
  #socket: { end(): void } | undefined;
  #ring: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor() {
    const out = new Int32Array(2);
    expect(abi.bunhelm_open(null, 0, out)).toBe(0);
    [this.number, this.#fd] = [...out] as [number, number];
  }

  static async open(): Promise<RawChannel> {
    const channel = new RawChannel();
    const socket = { data: () => channel.#ring.resolve() };
    channel.#socket = await (Bun.connect as unknown as (options: object) => Promise<{ end(): void }>)({
      fd: channel.#fd,
      socket,
    });
    return channel;
  }

  call(id: number, head: unknown, body: Uint8Array | null = null): number {
    const bytes = new TextEncoder().encode(typeof head === "string" ? head : JSON.stringify(head));
    return abi.bunhelm_call(this.number, id, bytes, bytes.length, body, body?.length ?? 0);
  }

  async next(): Promise<Record> {
    const words = new BigUint64Array(6);
    for (;;) {
      const rung = this.#ring.promise;
      const count = abi.bunhelm_drain(this.number, words, 1);
      if (count === 1) break;
      expect(count).toBe(0);
      await rung;
      this.#ring = Promise.withResolvers();
    }
    const [id, kind, head, headLength, body, bodyLength] = [...words].map(Number) as [
      number,
      number,
      Pointer,
      number,
      Pointer,
      number,
    ];
    const text = (at: Pointer, length: number): string => (length === 0 ? "" : String(new CString(at, 0, length)));
    const record = { id, kind, head: JSON.parse(text(head, headLength)), body: text(body, bodyLength) };
    abi.bunhelm_free(head);
    abi.bunhelm_free(body);
    return record;
  }

  /** The last record of an operation. */
  async end(): Promise<Record> {
    for (;;) {
      const record = await this.next();
      if (record.kind === RESULT || record.kind === ERROR) return record;
    }
  }

  close(): void {
    this.#socket?.end();
  }
}

function request(verb: string, fields: object = {}, attachments: number[] = []): object {
  return { verb, cwd: root, client: { id: 1, env: {} }, request: fields, attachments };
}

describe("the library", () => {
  test("has the ABI number of its header", async () => {
    const header = await Bun.file(join(root, "go/helm/bunhelm.h")).text();
    expect(abi.bunhelm_abi()).toBe(Number(header.match(/#define BUNHELM_ABI (\d+)/)?.[1]));
  });

  test("says what is linked, from memory that is always the same", () => {
    const first = String(abi.bunhelm_info());
    expect(JSON.parse(first)).toMatchObject({
      abi: abi.bunhelm_abi(),
      bunhelm: expect.any(String),
      helm: expect.stringMatching(/^v4\./),
    });
    expect(String(abi.bunhelm_info())).toBe(first);
  });

  test("frees NULL", () => {
    abi.bunhelm_free(null);
  });
});

describe("opening a channel", () => {
  test.each([
    ["NULL with a length", null, 5],
    ["malformed options", new TextEncoder().encode("{"), 1],
    ["a length above 1 GiB", new Uint8Array(8), tooLong],
  ])("refuses %s and writes nothing", (_, options, length) => {
    const out = new Int32Array([7, 7]);
    expect(abi.bunhelm_open(options, length, out)).toBe(EINVAL);
    expect([...out]).toEqual([7, 7]);
  });

  test("refuses NULL for the answer", () => {
    expect(abi.bunhelm_open(null, 0, null)).toBe(EINVAL);
  });
});

describe("a channel", () => {
  let channel: RawChannel;
  beforeAll(async () => {
    channel = await RawChannel.open();
  });
  afterAll(() => channel.close());

  test("answers a call with one record", async () => {
    expect(channel.call(1, request("internal.noop"))).toBe(0);
    expect(await channel.next()).toMatchObject({ id: 1, kind: RESULT });
    expect(abi.bunhelm_drain(channel.number, new BigUint64Array(6), 1)).toBe(0);
  });

  test("takes attachments and gives texts beside the JSON", async () => {
    const bytes = new TextEncoder().encode("ä\u0000z");
    expect(channel.call(2, request("internal.echo", { bytes: { $bytes: 0 } }, [bytes.length]), bytes)).toBe(0);
    expect(await channel.next()).toMatchObject({ id: 2, kind: RESULT, body: "ä\u0000z" });
  });

  test("takes an option of the request as an attachment", async () => {
    const head = { ...request("internal.echo", {}, [12, 1]), apart: { bytes: 0 } };
    expect(channel.call(2, head, new TextEncoder().encode('{"$bytes":1}z'))).toBe(0);
    expect(await channel.next()).toMatchObject({ id: 2, kind: RESULT, body: "z" });
  });

  test.each([
    ["NULL with a length", null, 5, null, 0],
    ["NULL for the body with a length", new Uint8Array(2), 2, null, 5],
    ["a head above 1 GiB", new Uint8Array(8), tooLong, null, 0],
    ["a body above 1 GiB", new Uint8Array(2), 2, new Uint8Array(8), tooLong],
  ])("refuses %s", (_, head, headLength, body, bodyLength) => {
    expect(abi.bunhelm_call(channel.number, 3, head, headLength, body, bodyLength)).toBe(EINVAL);
  });

  test.each([
    ["nothing at all", ""],
    ["half a JSON", '{"verb":"internal.noop"'],
    ["JSON of another kind", "[]"],
    ["something else than JSON", "\uffff"],
    ["an unknown verb", request("internal.none")],
    ["an option nobody knows", request("internal.noop", { more: 1 })],
    ["attachments that are not there", request("internal.echo", { bytes: { $bytes: 0 } }, [10])],
    ["an attachment that is not in the list", request("internal.echo", { bytes: { $bytes: 3 } })],
    ["a negative length", request("internal.echo", { bytes: { $bytes: 0 } }, [-1])],
    ["an option that is in no attachment", { ...request("internal.echo"), apart: { bytes: 0 } }],
    ["an option before the first attachment", { ...request("internal.echo"), apart: { bytes: -1 } }],
    ["an option apart that is none", { ...request("internal.echo", {}, [0]), apart: { more: 0 } }],
    ["an option apart that is not JSON", { ...request("internal.echo", {}, [0]), apart: { bytes: 0 } }],
    ["an option twice", { ...request("internal.echo", { bytes: { $bytes: 0 } }, [0]), apart: { bytes: 0 } }],
    ["options apart of no request", { verb: "internal.echo", cwd: root, attachments: [0], apart: { bytes: 0 } }],
  ])("takes a head with %s as a call that fails", async (_, head) => {
    expect(channel.call(4, head)).toBe(0);
    expect(await channel.next()).toMatchObject({
      id: 4,
      kind: ERROR,
      head: { value: { code: "ERR_HELM_INVALID_ARGUMENT" } },
    });
  });

  test("refuses the id 0, which is nobody's", () => {
    expect(channel.call(0, request("internal.noop"))).toBe(EID);
  });

  test("refuses an id in use, and takes it again once its record is there", async () => {
    const template = request("charts.template", { chart: "./none", postRenderer: { $function: 0 } });
    for (let round = 0; round < 100; round++) {
      const statuses = [channel.call(5, template), channel.call(5, template)];
      const started = statuses.filter((status) => status === 0).length;
      expect(statuses.every((status) => status === 0 || status === EID)).toBe(true);
      for (let i = 0; i < started; i++) expect((await channel.end()).id).toBe(5);
    }
  });

  test("lets an id be cancelled that is not running, with and without a reason", () => {
    const reason = new TextEncoder().encode("why");
    expect(abi.bunhelm_cancel(channel.number, 99, null, 0)).toBe(0);
    expect(abi.bunhelm_cancel(channel.number, 99, reason, reason.length)).toBe(0);
    expect(abi.bunhelm_cancel(channel.number, 99, null, 4)).toBe(EINVAL);
  });

  test("refuses an answer to what was not asked", () => {
    const head = new TextEncoder().encode('{"ok":true}');
    expect(abi.bunhelm_answer(channel.number, 12345, head, head.length, null, 0)).toBe(EID);
    expect(abi.bunhelm_answer(channel.number, 12345, null, 4, null, 0)).toBe(EINVAL);
  });

  test("refuses to drain into NULL, and drains nothing into nothing", () => {
    expect(abi.bunhelm_drain(channel.number, null, 1)).toBe(EINVAL);
    expect(abi.bunhelm_drain(channel.number, new BigUint64Array(6), 0)).toBe(0);
  });

  test("gives what did not fit the next time", async () => {
    for (let id = 10; id < 20; id++) expect(channel.call(id, request("internal.noop"))).toBe(0);
    const ids: number[] = [];
    while (ids.length < 10) ids.push((await channel.next()).id);
    expect(ids.sort()).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });
});

describe("a channel that is not there", () => {
  const head = new TextEncoder().encode(JSON.stringify(request("internal.noop")));

  function statuses(channel: number): number[] {
    return [
      abi.bunhelm_call(channel, 1, head, head.length, null, 0),
      abi.bunhelm_answer(channel, 1, head, head.length, null, 0),
      abi.bunhelm_cancel(channel, 1, null, 0),
      abi.bunhelm_drain(channel, new BigUint64Array(6), 1),
    ];
  }

  test.each([0, -1, 123456, 2 ** 31 - 1])("is refused: %d", (number) => {
    expect(statuses(number)).toEqual([ECHANNEL, ECHANNEL, ECHANNEL, ECHANNEL]);
  });

  test("is one whose descriptor was closed, also with records in it", async () => {
    const channel = await RawChannel.open();
    for (let id = 1; id <= 100; id++) channel.call(id, request("internal.noop"));
    channel.close();
    await until(() => abi.bunhelm_cancel(channel.number, 1, null, 0) === ECHANNEL);
    expect(statuses(channel.number)).toEqual([ECHANNEL, ECHANNEL, ECHANNEL, ECHANNEL]);
  });
});
