// What charts.pull and charts.dependencies do otherwise than the command, on purpose: docs/cli.md says so.
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { chartsOf, parent } from "../../lab/chart.ts";
import { clusterHelm, newHelm } from "../../lab/client.ts";
import { byCommand, byUs } from "../../lab/dependencies.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { Repository } from "../../lab/repository.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

/** Changes the index of a repository. */
async function change(repository: Repository, pattern: RegExp, text: string): Promise<void> {
  const file = repository.file("index.yaml");
  const before = await Bun.file(file).text();
  expect(before).toMatch(pattern);
  await Bun.write(file, before.replace(pattern, text));
}

test("an archive with another digest than the index says is refused", async () => {
  await using repository = await Repository.serve();
  await change(repository, /digest: \w{4}/, "digest: 0000");
  using theirs = tempDir();
  using ours = tempDir();
  const repo = repository.url;
  expect((await helmCommand(["pull", "shop", "--repo", repo, "--destination", theirs.path])).exitCode).toBe(0);
  await expectCode(helm.charts.pull("shop", { repo, destination: ours.path }), "ERR_HELM_VERIFICATION_FAILED");
  await expectCode(helm.charts.template("shop", { repo }), "ERR_HELM_VERIFICATION_FAILED");
  expect([readdirSync(theirs.path), readdirSync(ours.path)]).toEqual([["shop-1.0.0.tgz"], []]);
  using source = parent([{ name: "shop", version: "1", repository: repo }]);
  expect(await byCommand(source, ["update"])).toMatchObject({ succeeds: true });
  expect(await byUs(source, "update")).toMatchObject({ succeeds: false, charts: {} });
});

test("untar leaves the chart's directory and no other", async () => {
  await using repository = await Repository.serve();
  using theirs = tempDir();
  using ours = tempDir();
  const reference = `${repository.url}/shop-1.0.0.tgz`;
  await helmCommand(["pull", reference, "--untar", "--destination", theirs.path]);
  await helm.charts.pull(reference, { untar: true, destination: ours.path });
  expect(readdirSync(theirs.path).sort()).toEqual(["shop", "shop-1.0.0.tgz"]);
  expect(readdirSync(ours.path)).toEqual(["shop"]);
});

test("an archive whose address has no name gets the name of a chart's archive", async () => {
  await using repository = await Repository.serve();
  repository.behaviour = (_, path) =>
    path === "/download" || path === "/" ? new Response(Bun.file(repository.file("shop-1.0.0.tgz"))) : undefined;
  await change(repository, /- shop-1.0.0.tgz/, "- download?chart=shop");
  using source = parent([{ name: "shop", version: "1", repository: repository.url }]);
  expect(Object.keys((await byCommand(source, ["update"])).charts)).toEqual(["download"]);
  expect(Object.keys((await byUs(source, "update")).charts)).toEqual(["shop-1.0.0.tgz"]);
  using place = tempDir();
  const command = ["pull", `${repository.url}/?chart=shop`, "--destination", place.path];
  expect((await helmCommand(command)).exitCode).toBe(1);
  await helm.charts.pull(`${repository.url}/?chart=shop`, { destination: place.path });
  expect(readdirSync(place.path)).toEqual(["shop-1.0.0.tgz"]);
});

test("a repository that is down is not missed for what is in the caches", async () => {
  await using repository = await Repository.serve();
  using home = tempDir();
  const env = { HOME: home.path };
  await using client = newHelm({ env });
  await client.repositories.add("mine", repository.url);
  await client.charts.pull("mine/shop");
  await repository[Symbol.asyncDispose]();
  using source = parent([{ name: "shop", version: "1", repository: "@mine" }]);
  const warnings: string[] = [];
  await client.charts.dependencies.update(source.path, {
    onEvent: (event) => event.type === "log" && warnings.push(event.message),
  });
  expect(Object.keys(chartsOf(source.path))).toEqual(["shop-1.0.0.tgz"]);
  expect(warnings.join()).toContain("could not be updated");
  // The command takes the index too, and asks for the archive all the same.
  await Bun.$`rm -r ${source.path}/charts`.quiet();
  expect(await byCommand(source, ["update"], env)).toMatchObject({ succeeds: false });
  await Bun.$`rm -r ${home.path}/.cache/helm/content`.quiet();
  await expectCode(client.charts.dependencies.update(source.path), "ERR_HELM_REPOSITORY_UNREACHABLE");
});

test("a library chart is refused before its dependencies are fetched, as by the command", async () => {
  await using repository = await Repository.serve();
  await using client = await clusterHelm();
  using source = parent([{ name: "shop", version: "1", repository: repository.url }], {}, { type: "library" });
  const command = await helmCommand(["template", source.path, "--dependency-update"]);
  expect(command.stderr).toContain("library charts are not installable");
  const options = { dependencyUpdate: true };
  for (const operation of [
    () => client.charts.template(source.path, options),
    () => client.releases.install("library", source.path, options),
  ])
    expect((await expectCode(operation(), "ERR_HELM_CHART_INVALID")).message).toContain("not installable");
  expect(chartsOf(source.path)).toEqual({});
});
