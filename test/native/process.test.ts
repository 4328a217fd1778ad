// The library as a guest of the process: it keeps it alive only for work, and harms nothing else in it.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { tempDir } from "../../lab/directory.ts";
import { internal } from "../../lab/internal.ts";
import { libraryOnly } from "../../lab/library-only.ts";
import { bunExe, type Finished, runScript } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";

// Every script can use these; `held` starts an operation that waits until its post-renderer answers.
const prelude = `
  import { chart } from "./lab/chart.ts";
  import { internal } from "./lab/internal.ts";
  import { newHelm } from "./lab/client.ts";
  import { until } from "./lab/wait.ts";
  const shop = chart({ templates: { "a.yaml": "kind: List\\n" } });
  process.on("exit", () => shop[Symbol.dispose]());
  const helm = newHelm();
  const held = (client = helm) => {
    const asked = Promise.withResolvers(), answer = Promise.withResolvers();
    const operation = client.charts.template(shop.path, {
      postRenderer: () => (asked.resolve(), answer.promise),
    });
    return { operation, asked: asked.promise, answer: answer.resolve };
  };
`;

function script(body: string, env: Record<string, string> = {}): Promise<Finished> {
  return runScript(prelude + body, { env });
}

describe("the process", () => {
  test("ends by itself when a client is idle, closed or not", async () => {
    const finished = await script(`await helm.version(); console.log("done");`);
    expect(finished).toMatchObject({ stdout: "done\n", stderr: "", exitCode: 0 });
  });

  test("stays alive while an operation is pending, and ends with it", async () => {
    const finished = await script(`
      internal("internal.echo", { bytes: Buffer.from("x"), events: 20_000 }).then(() => console.log("settled"));`);
    expect(finished).toMatchObject({ stdout: "settled\n", exitCode: 0 });
  });

  test("stays alive again for later work", async () => {
    const finished = await script(`
      await helm.version();
      setTimeout(() => helm.version().then(() => console.log("later")), 5);`);
    expect(finished).toMatchObject({ stdout: "later\n", exitCode: 0 });
  });

  test.each([
    ["process.exit", "process.exit(7)", 7],
    ["an uncaught error", "setTimeout(() => { throw new Error('mine') })", 1],
  ])("ends at once by %s with work pending", async (_, end, exitCode) => {
    const finished = await script(`
      const all = Array.from({ length: 50 }, () => held());
      await Promise.race(all.map(({ asked }) => asked));
      for (let i = 0; i < 1000; i++) internal("internal.echo", { bytes: new Uint8Array(1000), events: 10 });
      ${end};`);
    expect(finished).toMatchObject({ exitCode, signal: null });
    expect(finished.stderr).not.toContain("panic");
  });

  test("survives a closed stdout, which Go alone would make fatal", async () => {
    const body = `
      await helm.version();
      console.log("first");
      for await (const _ of process.stdin) break; // our stdout is closed now
      for (let i = 0; i < 100; i++) {
        await helm.charts.template(shop.path);
        try { require("node:fs").writeSync(1, "more\\n") } catch (error) { if (error.code !== "EPIPE") throw error }
      }
      console.error("alive");
      process.exit();`;
    await using child = Bun.spawn([bunExe, "-e", prelude + body], {
      cwd: root,
      env: process.env,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const reader = child.stdout.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("first\n");
    await reader.cancel();
    child.stdin.write("go on\n");
    child.stdin.end();
    expect(await child.stderr.text()).toBe("alive\n");
    expect(await child.exited).toBe(0);
  });

  test("prints nothing of its own", async () => {
    const finished = await script(`
      await helm.charts.template(shop.path);
      await internal("internal.panic").catch(() => {});
      await helm.releases.list().catch(() => {});`);
    expect(finished).toMatchObject({ stdout: "", stderr: "", exitCode: 0 });
  });

  test("runs child processes while operations run", async () => {
    const finished = await script(`
      const calls = Array.from({ length: 200 }, () => helm.charts.template(shop.path));
      const children = Array.from({ length: 20 }, async (_, i) => {
        const child = Bun.spawn(["echo", String(i)], { stdout: "pipe" });
        return (await child.stdout.text()).trim() === String(i) && (await child.exited) === 0;
      });
      for (let i = 0; i < 10; i++) Bun.spawnSync(["true"]);
      await Promise.all(calls);
      console.log((await Promise.all(children)).every(Boolean));`);
    expect(finished).toMatchObject({ stdout: "true\n", exitCode: 0 });
  });

  test("keeps its signal handlers", async () => {
    const finished = await script(`
      await helm.version();
      const seen = [];
      for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2"]) process.on(signal, () => seen.push(signal));
      for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2"]) {
        const before = seen.length;
        process.kill(process.pid, signal);
        await until(() => seen.length > before);
      }
      await helm.version();
      console.log(seen.join());
      process.exit();`);
    expect(finished.stdout).toBe("SIGTERM,SIGINT,SIGHUP,SIGUSR2\n");
  });
});

describe("WebAssembly", () => {
  test("runs beside Go, traps included", async () => {
    // (func (export "add") (param i32 i32) (result i32)) and (func (export "trap") unreachable), in a loop with
    // garbage collections: the engine stops its threads by signals, which Go must let through.
    const finished = await script(`
      const bytes = Uint8Array.from([0,97,115,109,1,0,0,0,1,10,2,96,2,127,127,1,127,96,0,0,3,3,2,0,1,7,14,2,3,97,100,
        100,0,0,4,116,114,97,112,0,1,10,13,2,7,0,32,0,32,1,106,11,3,0,0,11]);
      const { exports } = (await WebAssembly.instantiate(bytes)).instance;
      let sum = 0, traps = 0;
      for (let round = 0; round < 50; round++) {
        const calls = Array.from({ length: 20 }, () => internal("internal.noop"));
        for (let i = 0; i < 20_000; i++) sum = exports.add(sum, 1);
        try { exports.trap() } catch (error) { traps += error instanceof WebAssembly.RuntimeError }
        await internal("internal.panic").catch(() => {});
        Bun.gc(true);
        await Promise.all(calls);
      }
      console.log(sum, traps);`);
    expect(finished).toMatchObject({ stdout: "1000000 50\n", exitCode: 0 });
  });
});

describe("a Worker", () => {
  libraryOnly("it has a child process of its own")(
    "has a channel of its own, and its end cancels what it had started",
    async () => {
      using files = tempDir({
        "worker.ts": `
        import { chart } from ${JSON.stringify(join(root, "lab/chart.ts"))};
        import { newHelm } from ${JSON.stringify(join(root, "lab/client.ts"))};
        const helm = newHelm();
        const path = process.env.CHART;
        await Promise.race(Array.from({ length: 5 }, () => {
          const asked = Promise.withResolvers();
          helm.charts.template(path, { postRenderer: () => (asked.resolve(), new Promise(() => {})) });
          return asked.promise;
        }));
        postMessage("pending");`,
      });
      using shop = chart({ templates: { "a.yaml": "kind: List\n" } });
      await internal("internal.noop");
      const before = await goroutines();
      for (let round = 0; round < 5; round++) {
        const worker = new Worker(join(files.path, "worker.ts"), {
          env: { ...process.env, CHART: shop.path } as never,
        });
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        worker.onmessage = () => resolve();
        worker.onerror = (event) => reject(new Error(event.message));
        await promise;
        expect(await goroutines()).toBeGreaterThan(before + 5);
        worker.terminate();
        await until(async () => (await goroutines()) <= before + 2);
      }
    },
    30_000,
  );

  async function goroutines(): Promise<number> {
    return (await internal("internal.goroutines")).total;
  }
});

describe("bun test", () => {
  test("--isolate gives each file a channel and takes it away with work pending", async () => {
    const file = `
      import { expect, test } from "bun:test";
      import { chart } from ${JSON.stringify(join(root, "lab/chart.ts"))};
      import { newHelm } from ${JSON.stringify(join(root, "lab/client.ts"))};
      import { internal } from ${JSON.stringify(join(root, "lab/internal.ts"))};
      test("works, and leaves an operation behind", async () => {
        const shop = chart({ templates: { "a.yaml": "kind: List\\n" } });
        const asked = Promise.withResolvers();
        newHelm().charts.template(shop.path, { postRenderer: () => (asked.resolve(), new Promise(() => {})) }).catch(() => {});
        await asked.promise;
        shop[Symbol.dispose]();
        expect(await internal("internal.echo", { bytes: Buffer.from("x"), events: 100 })).toEqual({ text: "x" });
      });`;
    using dir = tempDir({ "a.test.ts": file, "b.test.ts": file, "c.test.ts": file });
    await using child = Bun.spawn([bunExe, "test", "--isolate", dir.path], {
      cwd: dir.path,
      env: process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = await child.stderr.text();
    expect(output).toContain(" 3 pass");
    expect(output).toContain(" 0 fail");
    expect(await child.exited).toBe(0);
  }, 30_000);
});
