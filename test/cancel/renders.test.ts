// Renders that do not come back after their cancel: what they take from the others, and who says so.
import { expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { runScript } from "../../lab/process.ts";

setDefaultTimeout(120_000); // they compute on until their process ends

const good = chart({ templates: { "good.yaml": "a: b\n" } });
/** Nothing in it looks at a cancel for some seconds. */
const deaf = chart({ templates: { "deaf.yaml": "{{ uniq (until 20000) | len }}" } });
/** Nothing in it looks at a cancel for minutes: it does not end while a test looks on. */
const stuck = chart({
  templates: {
    "stuck.yaml": `{{ regexMatch (printf "%sz" (repeat 2000 "x*y*")) (repeat 500000 "xy") }}`,
  },
});
const endless = chart({ templates: { "endless.yaml": "{{ range 1000000000000 }}{{ if eq 1 2 }}x{{ end }}{{ end }}" } });

/** Runs a script in a process of its own: what is left behind there ends with it. */
async function inProcess(script: string): Promise<unknown> {
  const { stdout, stderr, exitCode } = await runScript(`
    import { internal } from "./lab/internal.ts";
    import { newHelm } from "./lab/client.ts";
    import { until } from "./lab/wait.ts";
    const helm = newHelm();
    const good = ${JSON.stringify(good.path)}, endless = ${JSON.stringify(endless.path)};
    const deaf = ${JSON.stringify(deaf.path)}, stuck = ${JSON.stringify(stuck.path)};
    const failed = (call) => call.then(() => ({ code: "none" }), (error) => error);
    /** How many of some ends are of renders that compute on. */
    const left = (ends) => ends.filter(({ code, details }) => code === "ERR_HELM_ABORTED" && details.leftBehind > 0).length;
    /** Those of some operations whose stack fits now. */
    const those = async (operations, fits) => {
      const { stacks } = await internal("internal.goroutines");
      const ids = stacks.filter(fits).map((stack) => /"operation":"\\d+\\/(\\d+)"/.exec(stack)[1]);
      return operations.filter(({ id }) => ids.includes(String(id)));
    };
    const waiting = (operations) => those(operations, (stack) => stack.includes("(*Work).acquire"));
    /** Those that are in the function that their chart is about. */
    const computing = (operations) => those(operations, (stack) => /\\.mustUniq|regexp\\.\\(\\*machine|\\.walkRange/.test(stack));
    /** How a render ends that is cancelled while it computes, or is over before. */
    const cancelled = async (chart, options) => {
      const operation = helm.charts.template(chart, options);
      let isOver = false;
      const end = failed(operation).finally(() => (isOver = true));
      await until(async () => isOver || (await computing([operation])).length > 0, 60_000);
      operation.cancel();
      return end;
    };
    ${script}
    process.exit(0);
  `);
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

const renders = `
  const soon = { signal: AbortSignal.timeout(60_000) };
  const { manifest } = await newHelm().charts.template(good, soon);
  const { passed } = await newHelm().charts.lint(good, soon);
`;

test.each([
  ["without an end", "endless"],
  ["deaf to it", "stuck"],
])("as many cancelled renders as there are cores, %s, stop no other render and no lint", async (_, name) => {
  const seen = await inProcess(`
    const ends = await Promise.all(Array.from({ length: navigator.hardwareConcurrency + 1 }, () => cancelled(${name})));
    ${renders}
    console.log(JSON.stringify({ codes: [...new Set(ends.map((end) => end.code))], manifest: manifest.includes("a: b"), passed }));
  `);
  expect(seen).toEqual({ codes: ["ERR_HELM_ABORTED"], manifest: true, passed: true });
});

test("nor do those of a Worker that is terminated while they compute", async () => {
  const seen = await inProcess(`
    const worker = new Worker("data:text/javascript," + encodeURIComponent(\`
      import { internal } from "\${process.cwd()}/lab/internal.ts";
      import { newHelm } from "\${process.cwd()}/lab/client.ts";
      import { until } from "\${process.cwd()}/lab/wait.ts";
      const cores = navigator.hardwareConcurrency;
      for (let i = 0; i < cores; i++) newHelm().charts.template("\${stuck}").catch(() => {});
      const rendering = (stacks) => stacks.filter((stack) => stack.includes("Engine.render")).length >= cores;
      await until(async () => rendering((await internal("internal.goroutines")).stacks), 60_000);
      postMessage("started");
    \`));
    await new Promise((resolve) => (worker.onmessage = resolve));
    worker.terminate();
    ${renders}
    console.log(JSON.stringify({ manifest: manifest.includes("a: b"), passed }));
  `);
  expect(seen).toEqual({ manifest: true, passed: true });
});

test("one that computes on is counted and told of, until it ends", async () => {
  const seen = (await inProcess(`
    const logs = [];
    const onEvent = (event) => event.type === "log" && logs.push(event.message);
    const { details } = await cancelled(deaf, { onEvent });
    const during = (await internal("internal.counts")).leftBehind;
    await until(async () => (await internal("internal.goroutines")).stacks.length === 0, 100_000);
    const after = (await internal("internal.counts")).leftBehind;
    console.log(JSON.stringify({ during, after, details, logs }));
  `)) as { during: number; after: number; details: Record<string, unknown>; logs: string[] };
  expect([seen.during, seen.after]).toEqual([1, 0]);
  expect(seen.details.leftBehind).toBe(1);
  expect(seen.details.hint).toContain("left behind");
  expect(seen.logs.join()).toContain(
    "is still computing: 1 such operation in this process, and from 16 on new renders are refused",
  );
});

test("so many of them and no more: then renders are refused with what to do", async () => {
  const seen = (await inProcess(`
    let error, cancels = 0;
    do error = await cancelled(stuck);
    while (error.code === "ERR_HELM_ABORTED" && ++cancels < 60);
    const others = await Promise.all([
      failed(helm.charts.lint(good)),
      failed(helm.releases.install("shop", good, { dryRun: "client" })),
      failed(newHelm().charts.template(good)),
    ]);
    const { code, message, details } = error;
    console.log(JSON.stringify({ cancels, code, message, details, others: others.map((other) => other.code) }));
  `)) as { cancels: number; code: string; message: string; details: Record<string, unknown>; others: string[] };
  expect(seen.cancels).toBe(16);
  expect(seen.code).toBe("ERR_HELM_OVERLOADED");
  expect(seen.message).toContain("16 cancelled renders are still computing");
  expect(seen.details).toMatchObject({ leftBehind: 16, limit: 16 });
  expect(seen.others).toEqual(["ERR_HELM_OVERLOADED", "ERR_HELM_OVERLOADED", "ERR_HELM_OVERLOADED"]);
});

test("nor are there more when many began together: installs that render beside each other", async () => {
  const seen = await inProcess(`
    const calls = Array.from({ length: 60 }, () => helm.releases.install("shop", stuck, { dryRun: "client" }));
    const ends = Promise.all(calls.map(failed));
    await until(async () => (await waiting(calls)).length === calls.length - 16, 60_000);
    let rendering = [];
    await until(async () => (rendering = await computing(calls)).length === 16, 60_000); // some may only begin to
    // First those that would have had the places of the others.
    const others = calls.filter((call) => !rendering.includes(call));
    for (const call of others) call.cancel();
    const unbegun = left(await Promise.all(others.map(failed)));
    for (const call of rendering) call.cancel();
    const begun = left(await Promise.all(rendering.map(failed)));
    const codes = new Set((await ends).map(({ code }) => code));
    console.log(JSON.stringify({ codes: [...codes], unbegun, begun }));
  `);
  expect(seen).toEqual({ codes: ["ERR_HELM_ABORTED"], unbegun: 0, begun: 16 });
});

test("nor are there more when many began together: renders that wait for their turn", async () => {
  const seen = (await inProcess(`
    const calls = Array.from({ length: 20 + navigator.hardwareConcurrency }, () => helm.charts.template(stuck));
    const open = new Set(calls);
    const ends = calls.map((call) => failed(call).finally(() => open.delete(call)));
    while (open.size > 0) {
      let next;
      await until(async () => open.size === 0 || ([next] = await computing([...open])).length > 0, 60_000);
      next?.cancel(); // and another has its place
      await (next && failed(next));
    }
    const all = await Promise.all(ends);
    console.log(JSON.stringify({ codes: [...new Set(all.map(({ code }) => code))].sort(), left: left(all) }));
  `)) as { codes: string[]; left: number };
  expect(seen.codes).toEqual(["ERR_HELM_ABORTED", "ERR_HELM_OVERLOADED"]);
  expect(seen.left).toBeGreaterThanOrEqual(16);
  expect(seen.left).toBeLessThan(16 + navigator.hardwareConcurrency); // as many as there are cores had begun at the limit
});
