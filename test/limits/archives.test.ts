// Archives that mean harm, or are broken: nothing is written, and memory stays within bounds.
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { archive, chartYaml, type Entry } from "../../lab/archive.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { residentMemory } from "../../lab/memory.ts";

const helm = newHelm();
const zeros = (megabytes: number): Uint8Array => new Uint8Array(megabytes << 20);

function* many(count: number): Generator<Entry> {
  yield chartYaml;
  for (let index = 0; index < count; index++) yield { name: `hostile/files/${index}` };
}

const hostile: [name: string, entries: () => Iterable<Entry>][] = [
  ["a path that leads out", () => [chartYaml, { name: "hostile/../../escaped", data: "x" }]],
  ["an absolute path", () => [chartYaml, { name: "hostile//escaped", data: "x" }]],
  ["a path of Windows", () => [chartYaml, { name: "hostile\\..\\..\\escaped", data: "x" }]],
  ["a drive of Windows", () => [chartYaml, { name: "hostile/c:/escaped", data: "x" }]],
  ["a link that leads out", () => [chartYaml, { name: "hostile/passwd", link: "/etc/passwd" }]],
  ["a link that climbs out", () => [chartYaml, { name: "hostile/a/b", link: "../../../etc/passwd" }]],
  ["a file above 100 MB", () => [chartYaml, { name: "hostile/bomb", data: zeros(101) }]],
  [
    "many files above 100 MB together",
    () => [chartYaml, ...Array.from({ length: 6 }, (_, index) => ({ name: `hostile/bomb${index}`, data: zeros(20) }))],
  ],
  ["100,000 entries", () => many(100_000)],
  [
    "a bomb in each of many dependencies",
    () => [
      chartYaml,
      ...Array.from({ length: 10 }, (_, index) => ({
        name: `hostile/charts/sub${index}.tgz`,
        data: archive([{ ...chartYaml }, { name: "hostile/bomb", data: zeros(40) }]),
      })),
    ],
  ],
  [
    "archives in archives",
    () => {
      let inner = archive([chartYaml]);
      for (let depth = 0; depth < 20; depth++)
        inner = archive([chartYaml, { name: "hostile/charts/sub.tgz", data: inner }]);
      return [chartYaml, { name: "hostile/charts/sub.tgz", data: inner }];
    },
  ],
  ["Chart.yaml in another case", () => [{ ...chartYaml, name: "hostile/chart.yaml" }]],
  ["Chart.yaml beside the directory", () => [{ ...chartYaml, name: "Chart.yaml" }]],
  ["nothing", () => []],
];

describe("an archive with", () => {
  test.each(hostile)(
    "%s is refused, as bytes and as a file",
    async (_, entries) => {
      const bytes = archive(entries());
      using place = tempDir();
      const path = join(place.path, "inner/hostile-1.0.0.tgz");
      await Bun.write(path, bytes);
      const before = residentMemory();
      for (const reference of [bytes, path]) {
        await expectCode(helm.charts.load(reference), "ERR_HELM_CHART_INVALID");
        await expectCode(helm.charts.template(reference), "ERR_HELM_CHART_INVALID");
        const linted = await helm.charts.lint(reference).catch((error: unknown) => error);
        expect(linted).toMatchObject(linted instanceof Error ? { code: "ERR_HELM_CHART_INVALID" } : { passed: false });
      }
      expect(residentMemory() - before).toBeLessThan(1000);
      expect(readdirSync(place.path)).toEqual(["inner"]);
      for (const directory of [place.path, join(place.path, "inner"), tmpdir(), dirname(tmpdir()), process.cwd()])
        expect(existsSync(join(directory, "escaped"))).toBe(false);
    },
    60_000,
  );

  test("a cut end, a wrong checksum, or other bytes is refused", async () => {
    const whole = archive([chartYaml, { name: "hostile/data", data: crypto.getRandomValues(new Uint8Array(50_000)) }]);
    const flipped = whole.slice();
    flipped[whole.length - 6] = (flipped[whole.length - 6] as number) ^ 0xff;
    for (const bytes of [whole.slice(0, whole.length / 2), new Uint8Array(100), new TextEncoder().encode("hello")])
      await expectCode(helm.charts.template(bytes), "ERR_HELM_CHART_INVALID");
    using place = tempDir();
    await Bun.write(join(place.path, "a.tgz"), flipped);
    const command = await helmCommand(["template", join(place.path, "a.tgz")]);
    const mine = await helm.charts.template(flipped).then(
      () => 0,
      () => 1,
    ); // Helm does not read up to the checksum
    expect(mine).toBe(command.exitCode);
  });
});

describe("a directory", () => {
  const bomb = archive([{ ...chartYaml }, { name: "hostile/bomb", data: zeros(90) }]);
  const hoard = archive(many(60_000));
  const nested = archive([chartYaml, { name: "hostile/charts/sub.tgz", data: hoard }]);

  test.each<[string, Record<string, Uint8Array>]>([
    ["many bombs", { "a.tgz": bomb, "b.tgz": bomb, "c.tgz": bomb }],
    ["a bomb in each of its charts", { "a/charts/a.tgz": bomb, "b/charts/a.tgz": bomb, "c/charts/a.tgz": bomb }],
    ["an archive of 60,000 files", { "a.tgz": hoard }],
    ["such an archive in an archive", { "a.tgz": nested }],
  ])(
    "with %s in charts/ is refused",
    async (_, charts) => {
      using place = tempDir({ "Chart.yaml": chartYaml.data as string });
      for (const [name, bytes] of Object.entries(charts)) {
        await Bun.write(join(place.path, "charts", name), bytes);
        if (name.includes("/"))
          await Bun.write(join(place.path, "charts", name, "../../Chart.yaml"), chartYaml.data as string);
      }
      const before = residentMemory();
      const { path } = place;
      for (const start of [
        () => helm.charts.load(path),
        () => helm.charts.template(path),
        () => helm.charts.show(path),
        () => helm.charts.lint(path),
        () => helm.charts.package(path),
        () => helm.charts.dependencies.list(path),
        () => helm.charts.dependencies.update(path),
      ]) {
        const { message } = await expectCode(start(), "ERR_HELM_CHART_INVALID");
        expect(message).toMatch(/more than \d+ (bytes|files)/);
      }
      expect(residentMemory() - before).toBeLessThan(1000);
    },
    60_000,
  );

  test("whose charts/ leads back to it ends as with the command", async () => {
    using place = tempDir({ "Chart.yaml": chartYaml.data as string, "charts/_notes.txt": "" });
    symlinkSync("..", join(place.path, "charts/again"));
    expect((await helmCommand(["template", place.path])).exitCode).toBe(1);
    await expectCode(helm.charts.template(place.path), "ERR_HELM_CHART_INVALID");
  });

  test("gets no bomb as a dependency", async () => {
    await using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) =>
        new URL(request.url).pathname === "/index.yaml"
          ? Response.json({
              apiVersion: "v1",
              entries: { a: [{ name: "a", version: "1.0.0", urls: ["a-1.0.0.tgz"] }] },
            })
          : new Response(nested.slice()),
    });
    const dependencies = [{ name: "a", version: "1.0.0", repository: server.url.href }];
    using place = tempDir({
      "Chart.yaml": JSON.stringify({ apiVersion: "v2", name: "parent", version: "1.0.0", dependencies }),
    });
    const { message } = await expectCode(helm.charts.dependencies.update(place.path), "ERR_HELM_CHART_INVALID");
    expect(message).toContain("more than 50000 files");
    expect(readdirSync(place.path)).toEqual(["Chart.yaml"]);
  });
});

describe("an archive that is only odd is read as the command reads it:", () => {
  const template = (data: string): Entry => ({ name: "hostile/templates/a.yaml", data });
  const bom = "\uFEFF";
  test.each<[string, Entry[]]>([
    ["with byte order marks", [{ ...chartYaml, data: bom + chartYaml.data }, template(`${bom}a: 1\n`)]],
    ["with a link within it", [chartYaml, template("a: 1\n"), { name: "hostile/b", link: "templates/a.yaml" }]],
    ["with the same file twice", [chartYaml, template("a: 1\n"), template("a: 2\n")]],
    [
      "with the paths of Windows",
      [
        { ...chartYaml, name: "hostile\\Chart.yaml" },
        { name: "hostile\\templates\\a.yaml", data: "a: 1\n" },
      ],
    ],
  ])("%s", async (_, entries) => {
    using place = tempDir();
    const path = join(place.path, "hostile-1.0.0.tgz");
    await Bun.write(path, archive(entries));
    const { stdout, exitCode } = await helmCommand(["template", path]);
    expect(exitCode).toBe(0);
    expect((await helm.charts.template(path)).manifest).toBe(stdout);
    expect((await helm.charts.template(Bun.file(path))).manifest).toBe(stdout);
  });
});
