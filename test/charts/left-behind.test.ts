// Renders that do not come back after their cancel: what they take from the others, and who says so.
import { expect, setDefaultTimeout, test } from "bun:test";
import { chart, runScript } from "../harness.ts";

setDefaultTimeout(120_000); // they compute on until their process ends

const good = chart({ templates: { "good.yaml": "a: b\n" } });
/** Nothing in it looks at a cancel for some seconds. */
const deaf = chart({ templates: { "deaf.yaml": "{{ uniq (until 20000) | len }}" } });
const endless = chart({ templates: { "endless.yaml": "{{ range 1000000000000 }}{{ if eq 1 2 }}x{{ end }}{{ end }}" } });

/** Runs a script in a process of its own: what is left behind there ends with it. */
async function inProcess(script: string): Promise<unknown> {
  const { stdout, stderr, exitCode } = await runScript(`
    import { internal, newHelm, until } from "./test/harness.ts";
    const helm = newHelm();
    const good = ${JSON.stringify(good.path)}, deaf = ${JSON.stringify(deaf.path)}, endless = ${JSON.stringify(endless.path)};
    const failed = (call) => call.then(() => ({ code: "none" }), (error) => error);
    const cancelled = (chart, ms = 300) => failed(helm.charts.template(chart, { signal: AbortSignal.timeout(ms) }));
    ${script}
    process.exit(0);
  `);
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

const renders = `
  const soon = { signal: AbortSignal.timeout(20000) };
  const { manifest } = await newHelm().charts.template(good, soon);
  const { passed } = await newHelm().charts.lint(good, soon);
`;

test.each([
  ["without an end", "endless"],
  ["deaf to it", "deaf"],
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
      import { internal, newHelm, until } from "\${process.cwd()}/test/harness.ts";
      const cores = navigator.hardwareConcurrency;
      for (let i = 0; i < cores; i++) newHelm().charts.template("\${deaf}").catch(() => {});
      const rendering = (stacks) => stacks.filter((stack) => stack.includes("Engine.render")).length >= cores;
      await until(async () => rendering((await internal("internal.goroutines")).stacks));
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
    const { details } = await failed(helm.charts.template(deaf, { signal: AbortSignal.timeout(300), onEvent }));
    const during = (await internal("internal.counts")).leftBehind;
    await until(async () => (await internal("internal.counts")).leftBehind === 0, 100_000);
    console.log(JSON.stringify({ during, details, logs }));
  `)) as { during: number; details: Record<string, unknown>; logs: string[] };
  expect(seen.during).toBe(1);
  expect(seen.details.leftBehind).toBe(1);
  expect(seen.details.hint).toContain("left behind");
  expect(seen.logs.join()).toContain(
    "is still computing: 1 such operation in this process, and at 16 new renders are refused",
  );
});

test("so many of them and no more: then renders are refused with what to do", async () => {
  const seen = (await inProcess(`
    let error, cancels = 0;
    do error = await cancelled(deaf, 200);
    while (error.code === "ERR_HELM_ABORTED" && ++cancels < 60);
    const others = await Promise.all([
      failed(helm.charts.lint(good)),
      failed(helm.releases.install("shop", good, { dryRun: "client" })),
      failed(newHelm().charts.template(good)),
    ]);
    const { code, message, details } = error;
    console.log(JSON.stringify({ code, message, details, others: others.map((other) => other.code) }));
  `)) as { code: string; message: string; details: Record<string, unknown>; others: string[] };
  expect(seen.code).toBe("ERR_HELM_OVERLOADED");
  expect(seen.message).toContain("16 renders that were cancelled are still computing");
  expect(seen.details).toMatchObject({ leftBehind: 16, limit: 16 });
  expect(seen.others).toEqual(["ERR_HELM_OVERLOADED", "ERR_HELM_OVERLOADED", "ERR_HELM_OVERLOADED"]);
});

test.each([
  ["installs that render beside each other", 'helm.releases.install("shop", deaf, { dryRun: "client", signal })', 0],
  ["renders that wait for their turn", "helm.charts.template(deaf, { signal })", 150],
])("nor are there more when many began together: %s", async (_, call, apart) => {
  const seen = (await inProcess(`
    const ends = Array.from({ length: 60 }, (_, i) => {
      const signal = AbortSignal.timeout(2000 + i * ${apart});
      return failed(${call});
    });
    const codes = new Set((await Promise.all(ends)).map(({ code }) => code));
    console.log(JSON.stringify({ codes: [...codes], left: (await internal("internal.counts")).leftBehind }));
  `)) as { codes: string[]; left: number };
  expect(seen.codes).toContain("ERR_HELM_ABORTED");
  expect(seen.left).toBeGreaterThan(1);
  expect(seen.left).toBeLessThan(20); // each core may begin one more at the limit
});
