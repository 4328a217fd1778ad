// What src/native/channel.ts stands on and bun-types does not know: Bun.connect takes a file descriptor.
import { dlopen } from "bun:ffi";
import { expect, test } from "bun:test";
import { writeSync } from "node:fs";
import { runScript } from "../../lab/process.ts";

const { socketpair, close } = dlopen("libc.so.6", {
  socketpair: { args: ["i32", "i32", "i32", "ptr"], returns: "i32" },
  close: { args: ["i32"], returns: "i32" },
}).symbols;

interface Socket {
  ref(): void;
  unref(): void;
  end(): void;
}

const adopt = Bun.connect as unknown as (options: object) => Promise<Socket>;

function pair(): [number, number] {
  const fds = new Int32Array(2);
  const [unix, stream, flags] = [1, 1, 0o2004000]; // AF_UNIX, SOCK_STREAM with CLOEXEC and NONBLOCK
  expect(socketpair(unix, stream | flags, 0, fds)).toBe(0);
  return [...fds] as [number, number];
}

test("Bun.connect adopts one end of a socket pair, rings on each byte and sees the other end close", async () => {
  const [ours, theirs] = pair();
  let rung = Promise.withResolvers<number>();
  const closed = Promise.withResolvers<void>();
  const socket = await adopt({
    fd: ours,
    socket: { data: (_: unknown, bytes: Uint8Array) => rung.resolve(bytes.length), close: () => closed.resolve() },
  });
  for (let i = 0; i < 3; i++) {
    writeSync(theirs, new Uint8Array(1));
    expect(await rung.promise).toBe(1);
    rung = Promise.withResolvers();
  }
  socket.unref();
  socket.ref();
  close(theirs);
  await closed.promise;
});

test("an adopted socket that is let go does not keep the process alive", async () => {
  const finished = await runScript(`
    import { newHelm } from "./lab/client.ts";
    await newHelm().version();
    process.on("exit", () => console.log("left"));`);
  expect(finished).toMatchObject({ stdout: "left\n", exitCode: 0 });
});
