// Both sides of every case: bunhelm and the helm command, over the charts that Helm itself is tested with.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { cluster } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { pack } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";
import { store } from "../../lab/records.ts";
import { Mask } from "../../parity/mask.ts";
import { objectsIn } from "../../parity/objects.ts";
import { facts, fixedPart } from "../../parity/page.ts";
import { run, runBuiltIn, runFolder, summary } from "../../parity/run.ts";
import { root } from "../../project/project.ts";
import type { KubeObject } from "../../src/testing/index.ts";

setDefaultTimeout(300_000);

const shop = (text: string) =>
  chart({
    values: { text: "default" },
    templates: { "a.yaml": configMap("a", { text }) },
    files: {
      "ci/one-values.yaml": "text: one\n",
      "ci/two-values.yaml": "text: two\n",
      "ci/notes.yaml": "text: none\n",
    },
  });

describe.skipIf(Bun.which("go") === null)("Helm's own cases", () => {
  test("are equal, but for those that only a shell needs", async () => {
    const { outcomes, unreachable } = await runBuiltIn(await cluster());
    expect(outcomes.filter(({ equal }) => !equal)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(500);
    const surprising = outcomes.filter(({ case: { fails }, succeeded }) => succeeded === fails);
    expect(surprising.map(({ case: { title } }) => title)).toEqual([]);
    const others = unreachable.filter(
      ({ case: { words }, reason }) =>
        !words.some((word) => word.startsWith("__complete")) &&
        words.length > 0 &&
        !reason.includes("with 0 arguments"),
    );
    expect(others).toEqual([]);
  });

  test("docs/parity.md is made from them: bun run parity --write", async () => {
    const published = await Bun.file(join(root, "docs/parity.md")).text();
    expect(published).toContain(fixedPart(await facts()));
    expect(published).toMatch(/^`parity: \d+ cases, \d+ equal, 0 different, \d+ masked`$/m);
  });
});

describe("a folder of charts", () => {
  test("each chart is rendered with its default values and with each of ci/*-values.yaml, archives too", async () => {
    using folder = tempDir({ "README.md": "no chart" });
    using source = shop("{{ .Values.text }}");
    await pack(source, folder);
    await Bun.$`cp -r ${source.path} ${join(folder.path, "below")}`;
    const result = await runFolder(folder.path);
    expect(result.outcomes.map((outcome) => `${outcome.case.title}: ${outcome.equal}`).sort()).toEqual([
      "below with ci/one-values.yaml: true",
      "below with ci/two-values.yaml: true",
      "below: true",
      "shop-1.0.0.tgz with ci/one-values.yaml: true",
      "shop-1.0.0.tgz with ci/two-values.yaml: true",
      "shop-1.0.0.tgz: true",
    ]);
    expect(summary(result)).toBe("parity: 6 cases, 6 equal, 0 different, 0 masked");
  });

  test("what the command does not say twice is masked and counted, and nothing else", async () => {
    using folder = tempDir();
    using source = shop("{{ randAlphaNum 20 }}");
    await Bun.$`cp -r ${source.path} ${join(folder.path, "shop")}`;
    expect(summary(await runFolder(folder.path))).toBe("parity: 3 cases, 3 equal, 0 different, 3 masked");
  });

  test("what comes in any order, and the time, are no difference", async () => {
    using folder = tempDir();
    using source = shop("{{ keys (dict `a` 1 `b` 2 `c` 3) | join `,` }}"); // Go's maps have no order
    await Bun.write(join(source.path, "templates/b.yaml"), configMap("b", { text: "{{ now | unixEpoch }}" }));
    await Bun.$`cp -r ${source.path} ${join(folder.path, "shop")}`;
    const { outcomes } = await runFolder(folder.path);
    expect(outcomes.map(({ equal }) => equal)).toEqual([true, true, true]);
  });

  test("a chart that neither can render is equal, and a folder without charts has no cases", async () => {
    using folder = tempDir();
    mkdirSync(join(folder.path, "empty"));
    expect(summary(await runFolder(folder.path))).toBe("parity: 0 cases, 0 equal, 0 different, 0 masked");
    using source = shop("{{ fail `never` }}");
    await Bun.$`cp -r ${source.path} ${join(folder.path, "shop")}`;
    const { outcomes } = await runFolder(folder.path);
    expect(outcomes.map(({ equal, succeeded }) => ({ equal, succeeded }))).toEqual(
      Array(3).fill({ equal: true, succeeded: false }),
    );
  });

  /** bun run parity in a process of its own. */
  const program = async (...args: string[]): Promise<{ lines: string[]; stderr: string; exitCode: number }> => {
    await using child = Bun.spawn([process.execPath, join(root, "scripts/parity.ts"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    return { lines: stdout.trim().split("\n"), stderr, exitCode: await child.exited };
  };

  test("the program ends with the counts, and refuses what is no folder", async () => {
    using folder = tempDir();
    using json = tempDir();
    using source = shop("same");
    await Bun.$`cp -r ${source.path} ${join(folder.path, "shop")}`;
    const file = join(json.path, "report.json");
    const { lines, exitCode } = await program("--charts", folder.path, "--json", file);
    expect(lines.at(-1)).toBe("parity: 3 cases, 3 equal, 0 different, 0 masked");
    expect(exitCode).toBe(0);
    const { cases } = await Bun.file(file).json();
    expect(cases[0]).toMatchObject({ title: "shop", equal: true, succeeded: true, masked: 0 });
    const wrong = await program("--charts", join(folder.path, "none"));
    expect(wrong.stderr).toContain("is no folder");
    expect(wrong.exitCode).toBe(1);
  });

  test.skipIf(process.platform !== "linux")(
    "the program fails for a chart that the two render in two ways",
    async () => {
      using folder = tempDir();
      using source = shop("{{ .Files.Get `who` | trim }}");
      symlinkSync("/proc/self/comm", join(source.path, "who")); // the name of the process that reads it
      await Bun.$`cp -r ${source.path} ${join(folder.path, "shop")}`;
      const { lines, stderr, exitCode } = await program("--charts", folder.path);
      expect(lines.at(-1)).toBe("parity: 3 cases, 0 equal, 3 different, 0 masked");
      expect(stderr).toContain("DIFFERENT: shop\n");
      expect(stderr).toMatch(/^ {2}command: .*"text":"helm"/m);
      expect(stderr).toMatch(/^ {2}bunhelm: .*"text":"bun/m);
      expect(exitCode).toBe(1);
    },
  );
});

test("a difference is found, and told with its line", async () => {
  using one = tempDir();
  using two = tempDir();
  using left = shop("left");
  using right = shop("right");
  await Bun.$`cp -r ${left.path} ${join(one.path, "shop")} && cp -r ${right.path} ${join(two.path, "shop")}`;
  const cases = ["template", "lint"].map((command) => ({
    group: "folder",
    title: command,
    words: [command, "{directory}/shop"],
  }));
  const place = (directory: string) => ({ directory, env: { HOME: directory }, names: { "{directory}": directory } });
  const { outcomes } = await run(cases, { command: place(one.path), bunhelm: place(two.path) });
  expect(outcomes.map(({ equal }) => equal)).toEqual([false, true]);
  expect(outcomes[0]?.difference).toEqual({
    line: 3,
    command: expect.stringContaining("left"),
    bunhelm: expect.stringContaining("right"),
  });
});

test("what is in two namespaces is the same but for what the cluster gives", async () => {
  const shared = await cluster();
  const names = [await shared.namespace(), await shared.namespace()] as const;
  const object = (text: string, labels = {}): KubeObject => {
    return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", labels }, data: { text } };
  };
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "a" }, spec: { ports: [{ port: 80 }] } };
  const both = async (): Promise<string[]> =>
    Promise.all(names.map(async (name) => (await objectsIn(shared, name)).replaceAll(name, "NAMESPACE")));
  for (const name of names) for (const each of [object("one"), service]) await shared.apply(each, name);
  const [one, two] = await both();
  expect(one).toBe(two as string);
  expect(one).toContain('"text": "one"');
  expect(one).toContain('"port": 80');
  for (const other of [object("two"), object("one", { team: "web" })]) {
    await shared.apply(other, names[1]);
    const [one, two] = await both();
    expect(one).not.toBe(two as string);
  }
  await shared.apply(object("one"), names[1]);
  const record = (namespace: string, status: string) => ({
    release: { name: "a", namespace, version: 1, info: { status } },
  });
  await store(shared, [record(names[0], "deployed"), record(names[1], "failed")]);
  const [deployed, failed] = await both();
  expect(deployed?.replaceAll('"deployed"', '"failed"')).toBe(failed as string);
});

describe("a mask", () => {
  const mask = (...texts: string[]): Mask => {
    const made = new Mask(texts[0] as string);
    for (const text of texts.slice(1)) made.add(text);
    return made;
  };

  test("leaves out the lines that differ between two runs, and finds every other difference", () => {
    const two = mask("a\n1\nb", "a\n2\nb");
    expect(two.count).toBe(1);
    expect(two.difference("a\n3\nb")).toBeUndefined();
    expect(two.difference("a\n3\nc")).toEqual({ line: 3, command: "b", bunhelm: "c" });
    expect(two.difference("a\n3\nb\nmore")).toEqual({ line: 4, command: undefined, bunhelm: "more" });
    expect(mask("a\nb", "a\nb").difference("a")).toEqual({ line: 2, command: "b", bunhelm: undefined });
  });

  test("where runs have more lines or fewer, holds on to what is before and behind", () => {
    const two = mask("a\n1\nb\nc", "a\n2\n3\nb\nc");
    expect(two.difference("a\n9\n8\nb\nc")).toBeUndefined();
    expect(two.difference("x\n9\nb\nc")).toEqual({ line: 1, command: "a", bunhelm: "x" });
    expect(two.difference("a\n9\nb\nx")).toEqual({ line: 4, command: "c", bunhelm: "x" });
  });
});
