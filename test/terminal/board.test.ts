// watch draws a board in a terminal: what is to be seen of operations that work, fail, roll back and are cancelled.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import type { TempDir } from "../../lab/directory.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap, deployment, hook, job } from "../../lab/objects.ts";
import { Screen } from "../../lab/screen.ts";
import { until } from "../../lab/wait.ts";
import type { Operation } from "../../src/index.ts";
import { watch } from "../../src/terminal/index.ts";
import type { PodBehaviour } from "../../src/testing/index.ts";

setDefaultTimeout(60_000);

/** A hook, a ConfigMap and a Deployment: each of another kind, so that they come in one order. */
function shop({
  web = { readyAfter: 10 },
  migrate = { exitAfter: 10 },
}: {
  web?: PodBehaviour;
  migrate?: PodBehaviour;
} = {}): TempDir {
  const migration = job(
    "migrate",
    { logs: ["reading the schema", "3 migrations applied"], ...migrate },
    hook("pre-install,pre-upgrade"),
  );
  return chart({ templates: { "m.yaml": migration, "a.yaml": configMap("config"), "w.yaml": deployment("web", web) } });
}

/** Watches on a screen of that width, and gives what stands above the report. */
async function shown(
  columns: number,
  operation: Operation<unknown>,
  color = true,
): Promise<{ board: string; report: string }> {
  const screen = new Screen(columns);
  await watch(operation, { title: "deploy", output: screen, color }).catch(() => {});
  const lines = await screen.lines();
  const end = lines.findIndex((line) => /^ {4}\w+Error: /.test(line));
  const cut = end < 0 ? lines.length : end;
  return { board: `\n${lines.slice(0, cut).join("\n")}\n`, report: lines.slice(cut).join("\n") };
}

describe.each([50, 80, 120])("a board of %d columns", (columns) => {
  test("shows what is ready", async () => {
    await using fixture = await Fixture.make();
    using it = shop();
    const { board } = await shown(columns, fixture.helm.releases.install("shop", it.path));
    expect(board).toMatchSnapshot();
  });

  test("keeps what failed and why above the rollback", async () => {
    await using fixture = await Fixture.make();
    using good = shop();
    using bad = shop({ web: { imagePullError: true } });
    const { releases } = fixture.helm;
    await releases.install("shop", good.path);
    const upgrade = releases.upgrade("shop", bad.path, { rollbackOnFailure: true, timeout: "4s" });
    const { board, report } = await shown(columns, upgrade);
    expect(board).toMatchSnapshot();
    expect(report).toContain("ERR_HELM_WAIT_TIMEOUT");
  });

  test("shows a hook that fails, with the end of its log", async () => {
    await using fixture = await Fixture.make();
    using it = shop({ migrate: { exitCode: 1, exitAfter: 10 } });
    const { board, report } = await shown(columns, fixture.helm.releases.install("shop", it.path));
    expect(board).toMatchSnapshot();
    expect(report).toContain("ERR_HELM_HOOK_FAILED");
  });

  test("shows what was waited for when it was cancelled", async () => {
    await using fixture = await Fixture.make();
    using it = shop({ web: { neverReady: true } });
    const installing = fixture.helm.releases.install("shop", it.path);
    const showing = shown(columns, installing);
    const seen = new Set<string | undefined>();
    void (async () => {
      for await (const event of installing) {
        if (event.type === "readiness") seen.add(event.kind === "ConfigMap" ? event.status : event.message);
        if (seen.has("Current") && seen.has("Available: 0/1")) break;
      }
      installing.cancel(new Error("interrupted by SIGINT"));
    })().catch(() => {});
    const { board, report } = await showing;
    expect(board).toMatchSnapshot();
    expect(report).toContain("interrupted by SIGINT");
  });
});

test("a board without colours writes none", async () => {
  await using fixture = await Fixture.make();
  using it = shop();
  const screen = new Screen(80);
  let written = "";
  const write = screen.write.bind(screen);
  screen.write = ((chunk: string) => {
    written += chunk;
    return write(chunk);
  }) as never;
  await watch(fixture.helm.releases.install("shop", it.path), { output: screen, color: false });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
  expect(written).not.toMatch(/\x1b\[\d+m/);
});

test("a board with more rows than the terminal keeps those that matter", async () => {
  await using fixture = await Fixture.make();
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}.yaml`, configMap(`c${i}`)]));
  using it = chart({ templates: { ...many, "w.yaml": deployment("web", { imagePullError: true }) } });
  const screen = new Screen(80, 12);
  const lines: string[][] = [];
  const installing = fixture.helm.releases.install("shop", it.path, { timeout: "30s" });
  const watching = watch(installing, { title: "deploy", output: screen }).catch(() => {});
  await until(async () => {
    lines.push((await screen.lines()).slice(-12));
    return lines.at(-1)?.some((line) => line.includes("ImagePullBackOff"));
  });
  expect(lines.at(-1)?.some((line) => /… \d+ more lines/.test(line))).toBe(true);
  expect(lines.at(-1)?.[0]).toContain("deploy");
  installing.cancel();
  await watching;
  const all = await screen.lines();
  expect(all[0]).toMatch(/^✗ deploy .* failed$/);
  expect(all.filter((line) => /ConfigMap\/c\d+ /.test(line))).toHaveLength(30);
});

test("a board shows what was written and not waited for as done", async () => {
  await using fixture = await Fixture.make();
  using it = shop({ web: { neverReady: true } });
  const { board } = await shown(80, fixture.helm.releases.install("shop", it.path, { wait: false }));
  expect(board).toContain("✓ ConfigMap/config               created");
  expect(board).toContain("✓ Deployment/web                 created");
});

test("a board is not moved by what a hook has logged", async () => {
  await using fixture = await Fixture.make();
  using it = shop({ migrate: { exitCode: 1, exitAfter: 10, logs: ["\x1b[2J\x1b[31mred\x1b[0m \rover\x07"] } });
  const { board, report } = await shown(80, fixture.helm.releases.install("shop", it.path));
  expect(board).toContain("│ red over");
  expect(report).toContain("red over");
});

test("a second board on a terminal prints lines", async () => {
  await using fixture = await Fixture.make();
  using it = shop();
  const screen = new Screen(80);
  await Promise.all([
    watch(fixture.helm.releases.install("one", it.path), { title: "one", output: screen }).catch(() => {}),
    watch(fixture.helm.releases.list(), { title: "two", output: screen }),
  ]);
  const lines = await screen.lines();
  expect(lines).toContain("two");
  expect(lines.some((line) => line.startsWith("✓ one "))).toBe(true);
});
