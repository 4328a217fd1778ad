// Go in a child process: isolation: "process".
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { engine, engines, ownLimit, statOf } from "../../lab/engine.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { runScript } from "../../lab/process.ts";
import { shopChart, values } from "../../lab/shop.ts";
import { until } from "../../lab/wait.ts";
import type { HelmOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const isolated = (options: HelmOptions = {}): ReturnType<typeof newHelm> =>
  newHelm({ isolation: "process", ...options });

const gib = 2 ** 30;

describe("a client in a process of its own", () => {
  test("gives what one in this process gives", async () => {
    using web = chart({
      values: { text: "x" },
      templates: { "a.yaml": "text: {{ .Values.text }}\nkind: {{ .Release.Name }}\n" },
    });
    const options = { name: "shop", values: { text: "täxt" } };
    expect(await isolated().charts.template(web.path, options)).toEqual(
      await newHelm().charts.template(web.path, options),
    );
    expect(await isolated().version()).toEqual(await newHelm().version());
  });

  test("fails as one in this process fails", async () => {
    const here = await expectCode(newHelm().charts.template("/nowhere"), "ERR_HELM_CHART_NOT_FOUND");
    const there = await expectCode(isolated().charts.template("/nowhere"), "ERR_HELM_CHART_NOT_FOUND");
    expect(there.toJSON()).toEqual(here.toJSON());
  });

  test("takes and gives megabytes, while the event loop goes on", async () => {
    using large = chart({ templates: { "a.yaml": "text: {{ .Values.text }}\n" } });
    const text = "x".repeat(5 * 2 ** 20);
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    const { manifest } = await isolated().charts.template(large.path, { values: { text } });
    clearInterval(counting);
    expect(manifest).toContain(text);
    expect(turns).toBeGreaterThan(3);
  });

  test("asks functions of this process, and is cancelled from it", async () => {
    using shop = chart({ templates: { "a.yaml": "a: b\n" } });
    const helm = isolated();
    const postRenderer = (manifest: string): string => manifest.replace("a: b", "a: c");
    expect((await helm.charts.template(shop.path, { postRenderer })).manifest).toContain("a: c");
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<string>();
    const rendering = helm.charts.template(shop.path, {
      postRenderer: () => {
        asked.resolve();
        return answer.promise;
      },
    });
    await asked.promise;
    rendering.cancel();
    await expectCode(rendering, "ERR_HELM_ABORTED");
    answer.resolve("");
  });

  test("has calls of many clients at once", async () => {
    const versions = await Promise.all(Array.from({ length: 200 }, () => isolated().version()));
    expect(new Set(versions.map(({ helm }) => helm)).size).toBe(1);
  });

  test("sees nothing of this process's environment, and no terminal", async () => {
    await isolated({ memoryLimit: 3 * gib }).version();
    const pid = engine(3 * gib);
    expect(readFileSync(`/proc/${pid}/environ`, "utf8")).toBe("");
    const [, , , session, terminal] = statOf(pid);
    expect([session, terminal]).toEqual([String(pid), "0"]);
  });

  test("goes on after the signals that a terminal or a supervisor sends to all", async () => {
    const helm = isolated({ memoryLimit: 3.5 * gib });
    await helm.version();
    const pid = engine(3.5 * gib);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(pid, signal);
    await helm.version();
    expect(engine(3.5 * gib)).toBe(pid);
  });
});

describe("the process", () => {
  test("does not keep a program alive, and ends with it", async () => {
    const script = `
      import { Helm } from "bunhelm";
      await new Helm({ env: {}, isolation: "process", memoryLimit: ${4 * gib} }).version();
      console.log("done");`;
    const { stdout, exitCode } = await runScript(script);
    expect([stdout, exitCode]).toEqual(["done\n", 0]);
    await until(() => engines(4 * gib).length === 0);
  });

  test("ends a while after the last client was closed, and a later client starts another", async () => {
    const limit = ownLimit();
    const [first, second] = [isolated({ memoryLimit: limit }), isolated({ memoryLimit: limit })];
    await Promise.all([first.version(), second.version()]);
    const pid = engine(limit);
    await first.close();
    await Bun.sleep(3000);
    expect(engine(limit)).toBe(pid);
    await second.close();
    const soon = isolated({ memoryLimit: limit });
    await soon.version();
    expect(engine(limit)).toBe(pid);
    await soon.close();
    await until(() => engines(limit).length === 0);
    await isolated({ memoryLimit: limit }).version();
    expect(engine(limit)).not.toBe(pid);
  });

  test("ends with a program that was killed", async () => {
    const script = `
      import { Helm } from "bunhelm";
      await new Helm({ env: {}, isolation: "process", memoryLimit: ${5 * gib} }).version();
      process.kill(process.pid, "SIGKILL");`;
    expect((await runScript(script)).signal).toBe("SIGKILL");
    await until(() => engines(5 * gib).length === 0);
  });

  test("that is killed is told of to a program that waits for nothing else", async () => {
    const script = `
      import { Helm, HelmError } from "bunhelm";
      const helm = new Helm({ env: {}, isolation: "process", memoryLimit: ${9 * gib} });
      await helm.version();
      const { promise, resolve } = Promise.withResolvers();
      const asking = helm.charts.template("examples/web", { postRenderer: () => (resolve(), new Promise(() => {})) });
      await promise;
      const [engine] = Bun.spawnSync(["pgrep", "-P", String(process.pid)]).stdout.toString().trim().split("\\n");
      process.kill(Number(engine), "SIGKILL");
      await asking.catch((error) => console.log(error.code));`;
    expect((await runScript(script)).stdout).toBe("ERR_HELM_PROCESS_ENDED\n");
  });

  test("serves a Worker, and ends with it", async () => {
    const script = `
      const code = 'import { Helm } from "bunhelm"; const helm = new Helm({ env: {}, isolation: "process", memoryLimit: ${6 * gib} });' +
        'postMessage((await helm.version()).helm);';
      const worker = new Worker(URL.createObjectURL(new Blob([code.replace('"bunhelm"', JSON.stringify(Bun.resolveSync("bunhelm", ".")))], { type: "application/typescript" })));
      const helm = await new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
      await worker.terminate();
      console.log(helm);`;
    expect((await runScript(script)).stdout).toStartWith("v4.");
    await until(() => engines(6 * gib).length === 0);
  });

  test("that is killed fails its calls with what is known, and the next call starts another", async () => {
    await using fixture = await Fixture.make({ isolation: "process", memoryLimit: 7 * gib });
    using shop = shopChart();
    const installing = fixture.helm.releases.install("shop", shop.path, {
      values: values({ pod: { readyAfter: 600 } }),
    });
    for await (const event of installing) if (event.type === "phase" && event.phase === "wait") break;
    process.kill(engine(7 * gib), "SIGKILL");
    const error = await expectCode(installing, "ERR_HELM_PROCESS_ENDED");
    expect(error.details).toEqual({ signal: "SIGKILL" });
    expect(error.message).toBe("the process that ran this call has ended: SIGKILL");
    expect(error.verb).toBe("releases.install");
    expect(error.release).toMatchObject({
      name: "shop",
      namespace: fixture.namespace,
      revision: 1,
      status: "pending-install",
    });
    expect(error.applied?.map(({ kind, action }) => `${kind} ${action}`).sort()).toEqual([
      "ConfigMap created",
      "Deployment created",
      "Service created",
    ]);
    const [release] = await fixture.helm.releases.list({ pending: true });
    expect(release).toMatchObject({ name: "shop", status: "pending-install" });
  });

  test("that a chart drives beyond its memory ends, and this process does not", async () => {
    using hungry = chart({
      templates: { "a.yaml": "{{ $list := until 90 }}{{ range until 90 }}{{ $list = concat $list $list }}{{ end }}" },
    });
    const helm = isolated({ memoryLimit: "256MiB", limits: { render: 2 ** 40 } });
    const error = await expectCode(helm.charts.template(hungry.path), "ERR_HELM_PROCESS_ENDED");
    expect(error.details.output).toContain("memory");
    expect((await helm.version()).helm).toStartWith("v4.");
  });

  test("takes with it the charts that it had loaded", async () => {
    using shop = chart({ templates: { "a.yaml": "a: b\n" } });
    const helm = isolated({ memoryLimit: 8 * gib });
    const loaded = await helm.charts.load(shop.path);
    process.kill(engine(8 * gib), "SIGKILL");
    await helm.version().catch(() => {}); // may be sent before this process hears of the end
    await helm.charts.load(shop.path); // has the number that the first one had
    const error = await expectCode(helm.charts.template(loaded), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.message).toBe("chart is closed (shop 1.0.0)");
    await loaded.close();
  });
});

describe("a process that is stopped", () => {
  /** Stops the engine with this limit, each of its threads, until it is disposed of: it would not see our end. */
  async function stop(limit: number): Promise<Disposable> {
    const pid = engine(limit);
    process.kill(pid, "SIGSTOP");
    const stopped = { [Symbol.dispose]: () => void process.kill(pid, "SIGCONT") };
    try {
      await until(() => readdirSync(`/proc/${pid}/task`).every((thread) => statOf(`${pid}/task/${thread}`)[0] === "T"));
      return stopped;
    } catch (error) {
      stopped[Symbol.dispose]();
      throw error;
    }
  }

  test("holds up its calls, cancelled ones too, and nothing else; they go on with it", async () => {
    const limit = ownLimit();
    const helm = isolated({ memoryLimit: limit });
    await helm.version();
    using stopped = await stop(limit);
    const [first, second] = [helm.version(), helm.version()];
    const end = second.catch((error) => expect(error.code).toBe("ERR_HELM_ABORTED")); // it may come before the first's
    second.cancel();
    let turns = 0;
    while (turns < 50) await Bun.sleep(1).then(() => turns++);
    expect([first, second].map((call) => Bun.peek.status(call))).toEqual(["pending", "pending"]);
    stopped[Symbol.dispose]();
    expect((await first).helm).toStartWith("v4.");
    await end;
  });

  test("is sent far more than a socket takes, and the event loop goes on", async () => {
    using large = chart({ templates: { "a.yaml": "a: {{ .Values.text | len }}\n" } });
    const limit = ownLimit();
    const helm = isolated({ memoryLimit: limit });
    await helm.version();
    using stopped = await stop(limit);
    const text = "x".repeat(2 ** 20);
    const calls = Array.from({ length: 40 }, () => helm.charts.template(large.path, { values: { text } }));
    let turns = 0;
    while (turns < 50) await Bun.sleep(1).then(() => turns++);
    expect(calls.every((call) => Bun.peek.status(call) === "pending")).toBe(true);
    stopped[Symbol.dispose]();
    for (const call of calls) expect((await call).manifest).toContain(`a: ${text.length}`);
  });
});

test("programs that it starts have neither its limit of memory nor its deaf ears", async () => {
  using files = tempDir({
    plugin: '#!/bin/sh\nsleep 0.3; cat /proc/self/limits /proc/self/status >"$0.out"; exit 1\n',
  });
  const plugin = join(files.path, "plugin");
  chmodSync(plugin, 0o755);
  const user = { exec: { apiVersion: "client.authentication.k8s.io/v1", command: plugin, interactiveMode: "Never" } };
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  const helm = isolated({ kubeconfig, memoryLimit: "512MiB", env: { PATH: "/usr/bin:/bin" } });
  await expectCode(helm.releases.list(), "ERR_HELM_KUBECONFIG_INVALID");
  const said = readFileSync(`${plugin}.out`, "utf8");
  const here = readFileSync("/proc/self/limits", "utf8");
  const limit = /^Max data size.*$/m;
  expect(said.match(limit)?.[0]).toBe(here.match(limit)?.[0] as string);
  expect(said.match(/^SigIgn:\t(\w+)$/m)?.[1]).toBe("0000000000000000");
});

test.each<[string, HelmOptions, string]>([
  ["another word", { isolation: "thread" as "process" }, 'isolation must be "process", not "thread"'],
  ["a limit alone", { isolation: undefined, memoryLimit: "1GiB" }, 'memoryLimit needs isolation: "process"'],
  [
    "a limit in other units",
    { isolation: "process", memoryLimit: "1GB" },
    'memoryLimit must be a number of bytes, or text such as "1GiB" or "512MiB"',
  ],
  ["a limit that is too low", { isolation: "process", memoryLimit: "1MiB" }, "memoryLimit must be at least 64MiB"],
])("%s is refused before anything starts", (_, options, message) => {
  expect(() => newHelm(options)).toThrow(message);
});
