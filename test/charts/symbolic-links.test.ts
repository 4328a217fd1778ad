// Links in a chart's directory: those that lead out of it make any file of this machine a part of the chart.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chart, parent } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";
import type { Helm } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();
const invalid = "ERR_HELM_CHART_INVALID";

/** A chart that shows its files "shared" and "dir/shared", and a place beside it with such a file. */
function linked(link: (charts: string, outside: string) => void, ignore = ""): TempDir & { outside: string } {
  const outside = tempDir({
    "secret/shared": "hunter2\n",
    "sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
  });
  const source = chart({
    templates: {
      "a.yaml": configMap("a", { a: '{{ .Files.Get "shared" | trim }}', b: '{{ .Files.Get "dir/shared" | trim }}' }),
    },
    files: { "own/shared": "own\n", ...(ignore && { ".helmignore": ignore }) },
  });
  link(source.path, outside.path);
  return {
    path: source.path,
    outside: outside.path,
    [Symbol.dispose]() {
      source[Symbol.dispose]();
      outside[Symbol.dispose]();
    },
  };
}

const verbs: [verb: string, call: (helm: Helm, path: string, options: object) => Promise<unknown>][] = [
  ["charts.template", (helm, path, options) => helm.charts.template(path, options)],
  ["charts.lint", (helm, path, options) => helm.charts.lint(path, options)],
  ["charts.load", (helm, path, options) => helm.charts.load(path, options)],
  ["charts.show", (helm, path, options) => helm.charts.show(path, options)],
  ["charts.package", (helm, path, options) => helm.charts.package(path, options)],
  ["charts.dependencies.list", (helm, path, options) => helm.charts.dependencies.list(path, options)],
  ["charts.dependencies.update", (helm, path, options) => helm.charts.dependencies.update(path, options)],
  ["charts.dependencies.build", (helm, path, options) => helm.charts.dependencies.build(path, options)],
];

describe.each(verbs)("%s", (_, call) => {
  test("refuses a link to a file of this machine, and names it", async () => {
    using source = linked((at) => symlinkSync("/etc/passwd", join(at, "shared")));
    const { message, details } = await expectCode(call(helm, source.path, {}), invalid);
    expect(message).toContain("shared is a link that leads out of the chart's directory, to /etc/passwd");
    expect(details.hint).toContain("followLinks: true");
  });

  test("follows it with followLinks, of the call or of the client", async () => {
    using source = linked((at, outside) => symlinkSync(join(outside, "secret/shared"), join(at, "shared")));
    const settled = (result: Promise<unknown>): Promise<unknown> => result.then(() => "done", String);
    expect(await settled(call(helm, source.path, { followLinks: true }))).toBe("done");
    const following = newHelm({ followLinks: true });
    expect(await settled(call(following, source.path, {}))).toBe("done");
    await expectCode(call(following, source.path, { followLinks: false }), invalid);
  });
});

describe("a link is refused", () => {
  test.each<[what: string, name: string, link: (at: string, outside: string) => void]>([
    ["to a directory", "dir", (at, outside) => symlinkSync(join(outside, "secret"), join(at, "dir"))],
    [
      "by way of another",
      "shared",
      (at) => {
        symlinkSync("/etc", join(at, "own/etc"));
        symlinkSync("own/etc/passwd", join(at, "shared"));
      },
    ],
    ["that climbs out", "own/up", (at) => symlinkSync("../../../../../../../../etc/passwd", join(at, "own/up"))],
    ["to what this process knows", "env", (at) => symlinkSync("/proc/self/environ", join(at, "env"))],
    [
      "in place of values.yaml",
      "values.yaml",
      (at, outside) => {
        rmSync(join(at, "values.yaml"));
        symlinkSync(join(outside, "secret/shared"), join(at, "values.yaml"));
      },
    ],
    [
      "in place of .helmignore",
      ".helmignore",
      (at, outside) => symlinkSync(join(outside, "secret/shared"), join(at, ".helmignore")),
    ],
    [
      "in charts/",
      "charts/sub",
      (at, outside) => {
        mkdirSync(join(at, "charts"));
        symlinkSync(join(outside, "sub"), join(at, "charts/sub"));
      },
    ],
    [
      "in a chart of charts/",
      "charts/sub/files/shared",
      (at, outside) => {
        mkdirSync(join(at, "charts/sub/files"), { recursive: true });
        writeFileSync(join(at, "charts/sub/Chart.yaml"), "apiVersion: v2\nname: sub\nversion: 1.0.0\n");
        symlinkSync(join(outside, "secret/shared"), join(at, "charts/sub/files/shared"));
      },
    ],
    [
      "in place of templates/",
      "templates",
      (at, outside) => {
        rmSync(join(at, "templates"), { recursive: true });
        symlinkSync(join(outside, "secret"), join(at, "templates"));
      },
    ],
  ])("%s", async (_, name, link) => {
    using source = linked(link);
    for (const start of [() => helm.charts.template(source.path), () => helm.charts.lint(source.path)]) {
      const { message } = await expectCode(start(), invalid);
      expect(message).toMatch(
        new RegExp(`: ${name === "shared" && message.includes("own/etc") ? "own/etc" : name} is a link that leads out`),
      );
    }
  });

  test("in a dependency at a file:// address, and followed with followLinks", async () => {
    using source = linked((at, outside) => symlinkSync(join(outside, "secret/shared"), join(at, "shared")));
    using top = parent([{ name: "shop", version: "1.0.0", repository: `file://${source.path}` }]);
    const { message } = await expectCode(helm.charts.dependencies.update(top.path), "ERR_HELM_DEPENDENCY_MISSING");
    expect(message).toContain("shared is a link that leads out");
    expect((await helm.charts.dependencies.update(top.path, { followLinks: true })).saved).toHaveLength(1);
  });
});

describe("a link is followed", () => {
  test.each<[what: string, link: (at: string, outside: string) => void, ignore: string]>([
    ["to a file of the chart", (at) => symlinkSync("own/shared", join(at, "shared")), ""],
    ["to a directory of the chart", (at) => symlinkSync("own", join(at, "dir")), ""],
    ["to a file of the chart, by its full path", (at) => symlinkSync(join(at, "own/shared"), join(at, "shared")), ""],
    ["where .helmignore leaves it out", (at) => symlinkSync("/etc/passwd", join(at, "shared")), "shared\n"],
    ["where .helmignore leaves out its directory", (at) => symlinkSync("/etc/passwd", join(at, "own/p")), "own/\n"],
  ])("%s, as by the command", async (_, link, ignore) => {
    using source = linked(link, ignore);
    const { stdout, exitCode } = await helmCommand(["template", source.path]);
    expect(exitCode).toBe(0);
    expect((await helm.charts.template(source.path)).manifest).toBe(stdout);
    expect((await helm.charts.lint(source.path)).passed).toBe(true);
  });

  test("to the chart's directory itself", async () => {
    using source = chart({ templates: { "a.yaml": configMap("a") } });
    using place = tempDir();
    symlinkSync(source.path, join(place.path, "shop"));
    expect((await helm.charts.template(join(place.path, "shop"))).manifest).toContain('"name":"a"');
  });

  test("from a chart in charts/ to its parent, where both are linted", async () => {
    using source = linked((at) => {
      mkdirSync(join(at, "charts/sub"), { recursive: true });
      writeFileSync(
        join(at, "charts/sub/Chart.yaml"),
        "apiVersion: v2\nname: sub\nversion: 1.0.0\nicon: https://a.test\n",
      );
      symlinkSync("../../own/shared", join(at, "charts/sub/shared"));
    });
    expect((await helm.charts.lint(source.path, { withSubcharts: true })).charts).toHaveLength(2);
  });
});

test("links that lead from everywhere to everywhere end the walk", async () => {
  using source = linked((at) => {
    for (let depth = 0; depth < 40; depth++) {
      mkdirSync(join(at, `d${depth}`));
      for (const side of ["a", "b"]) symlinkSync(`../d${depth + 1}`, join(at, `d${depth}`, side));
    }
    mkdirSync(join(at, "d40"));
  });
  const { message } = await expectCode(helm.charts.template(source.path), invalid);
  expect(message).toContain("its links to directories lead to more than 20000 files");
});
