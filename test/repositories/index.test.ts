// The index of a directory of charts.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand, pack } from "../../lab/helm.ts";
import { Repository } from "../../lab/repository.ts";
import type { IndexRepositoryOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

/** A directory of packed charts. */
async function packed(...versions: string[]): Promise<TempDir> {
  const directory = tempDir();
  for (const version of versions) {
    using source = chart({ version });
    await pack(source, directory);
  }
  return directory;
}

const withoutTimes = (text: string): string => text.replace(/("?(?:created|generated)"?: )"?[^",\n]+"?/g, "$1 then");

describe("repositories.index", () => {
  const cases: [string, IndexRepositoryOptions, string[]][] = [
    ["plain", {}, []],
    ["with a URL", { url: "https://charts.example.com/x" }, ["--url", "https://charts.example.com/x"]],
    ["as JSON", { json: true }, ["--json"]],
    ["merged", { merge: "other.yaml" }, ["--merge", "other.yaml"]],
    ["merged with one that is missing", { merge: "none.yaml" }, ["--merge", "none.yaml"]],
  ];
  test.each(cases)("writes what the helm command writes: %s", async (_, options, flags) => {
    using charts = await packed("1.0.0", "1.1.0");
    using others = await packed("0.9.0");
    await Bun.write(join(charts.path, "no chart.tgz"), "nothing");
    const merge = options.merge === undefined ? {} : { merge: join(others.path, String(options.merge)) };
    await helm.repositories.index(others.path, { url: "https://old.example.com" });
    await Bun.$`cp ${others.path}/index.yaml ${others.path}/other.yaml`;
    const theirFlags = flags.map((flag) => (flag.endsWith(".yaml") ? join(others.path, flag) : flag));
    const { exitCode } = await helmCommand(["repo", "index", charts.path, ...theirFlags]);
    expect(exitCode).toBe(0);
    const theirs = readFileSync(join(charts.path, "index.yaml"), "utf8");
    const { path, content } = await helm.repositories.index(charts.path, { ...options, ...merge });
    expect(path).toBe(join(charts.path, "index.yaml"));
    expect(readFileSync(path, "utf8")).toBe(content);
    expect(withoutTimes(content)).toBe(withoutTimes(theirs));
    expect(content).toContain("shop-1.1.0.tgz");
  });

  test("makes a repository out of a directory", async () => {
    using charts = await packed("1.0.0");
    await helm.repositories.index(pathToFileURL(`${charts.path}/`));
    await using server = await Repository.serve();
    server.behaviour = (_, path) => new Response(Bun.file(join(charts.path, path)));
    await using client = newHelm();
    await client.repositories.add("mine", new URL(server.url));
    expect(await client.repositories.search()).toMatchObject([{ name: "mine/shop", version: "1.0.0" }]);
  });

  test("refuses what is no directory, no index to merge and no option, and writes nothing", async () => {
    using charts = await packed("1.0.0");
    const { path } = charts;
    const wrong: [string, object, string][] = [
      [join(path, "none"), {}, "directory"],
      ["", {}, "directory"],
      [path, { merge: join(path, "shop-1.0.0.tgz") }, "merge"],
      [path, { mergeWith: "x" }, "mergeWith"],
    ];
    for (const [directory, options, option] of wrong) {
      const { details } = await expectCode(helm.repositories.index(directory, options), "ERR_HELM_INVALID_ARGUMENT");
      expect(details.option).toBe(option);
    }
    expect(readdirSync(path)).toEqual(["shop-1.0.0.tgz"]);
  });
});
