// New charts: charts.create beside `helm create`.
import { describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";

/** Each file of a directory with its text. */
async function contents(directory: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of [...new Bun.Glob("**/*").scanSync({ cwd: directory, dot: true })].sort())
    files[name] = await Bun.file(join(directory, name)).text();
  return files;
}

const starter = {
  "simple/Chart.yaml": "apiVersion: v2\nname: simple\nversion: 9.9.9\n",
  "simple/values.yaml": "# of <CHARTNAME>\nname: <CHARTNAME>\n",
  "simple/templates/a.yaml": "name: <CHARTNAME>\n",
};

describe("charts.create", () => {
  const helm = newHelm();

  test("makes the chart that the command makes", async () => {
    using mine = tempDir();
    using theirs = tempDir();
    const { path } = await helm.charts.create("shop", { directory: mine.path });
    expect(path).toBe(join(mine.path, "shop"));
    await helmCommand(["create", join(theirs.path, "shop")]);
    const made = await contents(path);
    expect(made).toEqual(await contents(join(theirs.path, "shop")));
    expect(Object.keys(made)).toContain("templates/deployment.yaml");
    expect((await helm.charts.lint(path, { strict: true })).passed).toBe(true);
  });

  test("the name may be a path, as with the command", async () => {
    using place = tempDir();
    expect((await helm.charts.create(join(place.path, "shop"))).path).toBe(join(place.path, "shop"));
    const both = helm.charts.create(join(place.path, "shop"), { directory: place.path });
    expect((await expectCode(both, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("directory");
  });

  test("starts from a starter by its path", async () => {
    using starters = tempDir(starter);
    using place = tempDir();
    const { path } = await helm.charts.create("shop", {
      directory: place.path,
      starter: join(starters.path, "simple"),
    });
    const made = await contents(path);
    expect(made["templates/a.yaml"]).toBe("name: shop\n");
    expect(made["values.yaml"]).toBe("# of shop\nname: shop\n");
  });

  test("starts from one in Helm's data directory by its name, as the command does", async () => {
    using data = tempDir(Object.fromEntries(Object.entries(starter).map(([name, text]) => [`starters/${name}`, text])));
    using mine = tempDir();
    using theirs = tempDir();
    const env = { HELM_DATA_HOME: data.path };
    await using client = newHelm({ env });
    const { path } = await client.charts.create("shop", { directory: mine.path, starter: "simple" });
    const command = await helmCommand(["create", join(theirs.path, "shop"), "--starter", "simple"], env);
    expect(command.exitCode).toBe(0);
    expect(await contents(path)).toEqual(await contents(join(theirs.path, "shop")));
  });

  test("a starter that is missing or broken, a name that is none, a directory that is not there", async () => {
    using place = tempDir({ "broken/Chart.yaml": "name: [" });
    const directory = place.path;
    const gone = helm.charts.create("shop", { directory, starter: "/no/such/starter" });
    expect((await expectCode(gone, "ERR_HELM_CHART_NOT_FOUND")).details.reference).toBe("/no/such/starter");
    const broken = helm.charts.create("shop", { directory, starter: join(place.path, "broken") });
    await expectCode(broken, "ERR_HELM_CHART_INVALID");
    for (const [name, option] of [
      ["", "name"],
      ["no spaces", "name"],
    ] as const) {
      const error = await expectCode(helm.charts.create(name, { directory }), "ERR_HELM_INVALID_ARGUMENT");
      expect(error.details.option).toBe(option);
    }
    const nowhere = helm.charts.create("shop", { directory: join(directory, "missing") });
    expect((await expectCode(nowhere, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("directory");
  });

  test("replaces its files and leaves others alone", async () => {
    using place = tempDir({ "shop/values.yaml": "mine: 1\n", "shop/NOTES": "mine" });
    mkdirSync(join(place.path, "shop/templates"), { recursive: true });
    const { path } = await helm.charts.create("shop", { directory: place.path });
    const made = await contents(path);
    expect(made["values.yaml"]).toContain("replicaCount");
    expect(made.NOTES).toBe("mine");
  });
});
