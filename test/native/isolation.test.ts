// Go in a child process: isolation: "process".
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { runScript } from "../../lab/process.ts";
import { shopChart, values } from "../../lab/shop.ts";
import { until } from "../../lab/wait.ts";
import type { HelmOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const isolated = (options: HelmOptions = {}): ReturnType<typeof newHelm> =>
  newHelm({ isolation: "process", ...options });

/** All processes that run, with their command lines. */
function processes(): { pid: number; parent: number; command: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [state, parent] = statOf(name);
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

/** What the kernel says of a process, from its state on: then its parent, its group, its session, its terminal. */
function statOf(pid: number | string): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** The engines with this limit. Each limit has a process of its own, so each test has a limit of its own. */
const engines = (limit: number): ReturnType<typeof processes> =>
  processes().filter(({ command }) => command.endsWith(`libbunhelm.so ${limit} `));

/** The engine of this process with this limit. */
function engine(limit: number): number {
  const found = engines(limit).filter(({ parent }) => parent === process.pid);
  expect(found).toHaveLength(1);
  return found[0]?.pid as number;
}

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

test.each<[string, HelmOptions, string]>([
  ["another word", { isolation: "thread" as "process" }, 'isolation must be "process", not "thread"'],
  ["a limit alone", { memoryLimit: "1GiB" }, 'memoryLimit needs isolation: "process"'],
  [
    "a limit in other units",
    { isolation: "process", memoryLimit: "1GB" },
    'memoryLimit must be a number of bytes, or text such as "1GiB" or "512MiB"',
  ],
  ["a limit that is too low", { isolation: "process", memoryLimit: "1MiB" }, "memoryLimit must be at least 64MiB"],
])("%s is refused before anything starts", (_, options, message) => {
  expect(() => newHelm(options)).toThrow(message);
});
