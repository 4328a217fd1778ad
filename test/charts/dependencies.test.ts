// What Chart.yaml asks for and what charts/ has: charts.dependencies beside `helm dependency`.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chart, chartsOf, lockOf, parent } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { byCommand, byUs } from "../../lab/dependencies.ts";
import { contents, type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand, pack } from "../../lab/helm.ts";
import { account, Repository } from "../../lab/repository.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

describe("charts.dependencies.list", () => {
  test("tells how each dependency stands, in the words of the command", async () => {
    const names = ["ok", "gone", "old", "unpacked", "oldunpacked", "corrupt", "misnamed", "twice", "odd", "ranged"];
    const repository = "https://charts.example.test/stable";
    using source = parent(
      names.map((name) => ({ name, version: name === "odd" ? "one" : name === "ranged" ? "^1" : "1.0.0", repository })),
      {
        "charts/unpacked/Chart.yaml": "{apiVersion: v2, name: unpacked, version: 1.0.0}",
        "charts/oldunpacked/Chart.yaml": "{apiVersion: v2, name: oldunpacked, version: 0.1.0}",
      },
    );
    const charts = { path: join(source.path, "charts"), [Symbol.dispose]() {} };
    for (const [name, version, file] of [
      ["ok", "1.0.0"],
      ["old", "0.9.0"],
      ["another", "1.0.0", "misnamed-1.0.0.tgz"],
      ["twice", "1.0.0"],
      ["twice", "1.1.0"],
      ["odd", "1.0.0"],
      ["ranged", "1.7.0"],
    ] as const) {
      using sub = chart({ name, version });
      using packed = tempDir();
      const path = await pack(sub, packed);
      await Bun.write(join(charts.path, file ?? `${name}-${version}.tgz`), Bun.file(path));
    }
    const { stdout } = await helmCommand(["dependency", "list", source.path, "--max-col-width", "200"]);
    const theirs = stdout
      .split("\n\n")[0]
      ?.split("\n")
      .slice(1)
      .map((row) => row.split("\t").map((cell) => cell.trim()));
    const ours = await helm.charts.dependencies.list(source.path);
    expect(ours.map(({ name, version, repository, status }) => [name, version, repository, status])).toEqual(
      theirs as string[][],
    );
    const status = Object.fromEntries(ours.map(({ name, status }) => [name, status]));
    expect(status).toEqual({
      ok: "ok",
      gone: "missing",
      old: "wrong version",
      unpacked: "unpacked",
      oldunpacked: "wrong version",
      corrupt: "missing",
      misnamed: "misnamed",
      twice: "too many matches",
      odd: "invalid version",
      ranged: "ok",
    });
  });

  test("is empty for a chart without any, and warns of a chart that is none", async () => {
    using bare = chart();
    expect(await helm.charts.dependencies.list(bare.path)).toEqual([]);
    using source = parent([], { "charts/stray/Chart.yaml": "{apiVersion: v2, name: stray, version: 1.0.0}" });
    const warnings: string[] = [];
    await helm.charts.dependencies.list(Bun.pathToFileURL(source.path), {
      onEvent: (event) => event.type === "log" && warnings.push(event.message),
    });
    expect(warnings.join()).toContain("is not in Chart.yaml");
  });

  test("says when there is no chart", async () => {
    using empty = tempDir();
    await expectCode(helm.charts.dependencies.list(join(empty.path, "nowhere")), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(helm.charts.dependencies.list(empty.path), "ERR_HELM_CHART_INVALID");
  });
});

describe("charts.dependencies.update", () => {
  test("fetches the newest versions that fit, and writes the lock of the command", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.2.0", "1.10.0", "2.0.0-rc.1"]);
    for (const version of ["^1", "1.0.0", "~1.2", ">0-0", "1.x", "v1.0.0", "3", "one"]) {
      using source = parent([{ name: "shop", version, repository: repository.url }]);
      expect({ version, ...(await byUs(source, "update")) }).toEqual({
        version,
        ...(await byCommand(source, ["update"])),
      });
    }
  });

  test("tells what has changed", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.2.0"]);
    using source = parent([{ name: "shop", version: "1.0.0", repository: repository.url }]);
    const first = await helm.charts.dependencies.update(source.path);
    const saved = { name: "shop", repository: repository.url, changed: true };
    const file = (version: string): object => ({
      version,
      file: `charts/shop-${version}.tgz`,
      archiveDigest: chartsOf(source.path)[`shop-${version}.tgz`],
    });
    expect(first).toEqual({ saved: [{ ...saved, ...file("1.0.0") }], removed: [], lockWritten: true } as never);
    const again = await helm.charts.dependencies.update(source.path);
    expect(again).toMatchObject({ saved: [{ changed: false }], removed: [], lockWritten: false });
    await Bun.write(
      join(source.path, "Chart.yaml"),
      (await Bun.file(join(source.path, "Chart.yaml")).text()).replace('"1.0.0","repository"', '"1.x","repository"'),
    );
    const newer = await helm.charts.dependencies.update(source.path);
    expect(newer).toEqual({
      saved: [{ ...saved, ...file("1.2.0") }],
      removed: ["charts/shop-1.0.0.tgz"],
      lockWritten: true,
    } as never);
  });

  test("deletes what the command deletes, and keeps what it keeps", async () => {
    await using repository = await Repository.serve(["1.0.0"]);
    using stray = chart({ name: "stray" });
    using own = chart({ name: "own" });
    using source = parent(
      [
        { name: "shop", version: "1", repository: repository.url },
        { name: "own", version: "1" },
      ],
      {
        "charts/own/Chart.yaml": "{apiVersion: v2, name: own, version: 1.0.0}",
        "charts/_notes.txt": "keep me",
        "charts/stray-1.0.0.tgz.prov": "and me",
        "charts/broken-1.0.0.tgz": "no archive",
      },
    );
    const charts: TempDir = { path: join(source.path, "charts"), [Symbol.dispose]() {} };
    await pack(stray, charts);
    await pack(own, charts);
    const ours = await byUs(source, "update");
    expect(ours).toEqual(await byCommand(source, ["update"]));
    expect(ours).toMatchObject({ succeeds: false }); // broken-1.0.0.tgz makes it no chart
    await Bun.file(join(charts.path, "broken-1.0.0.tgz")).delete();
    const mended = await byUs(source, "update");
    expect(mended).toEqual(await byCommand(source, ["update"]));
    const kept = Object.keys((mended as { charts: object }).charts).map((name) => name.replace(/\/$/, ""));
    expect(kept.sort()).toEqual([
      "_notes.txt",
      "own",
      "own-1.0.0.tgz",
      "own/Chart.yaml",
      "shop-1.0.0.tgz",
      "stray-1.0.0.tgz.prov",
    ]);
  });

  test("packs charts beside it, dated by SOURCE_DATE_EPOCH", async () => {
    using place = tempDir({
      "common/Chart.yaml": "{apiVersion: v2, name: common, version: 1.5.0}",
      "common/values.yaml": "a: 1",
    });
    for (const [version, repository] of [
      ["1.x", "file://../common"],
      ["1.5.0", `file://${place.path}/common`],
      ["2.x", "file://../common"],
      ["1.x", "file://../nowhere"],
    ]) {
      mkdirSync(join(place.path, "parent"), { recursive: true });
      const metadata = { apiVersion: "v2", name: "parent", version: "1.0.0" };
      const dependencies = [{ name: "common", version, repository }];
      const path = join(place.path, "parent");
      const results: object[] = [];
      for (const run of ["theirs", "ours"]) {
        await Bun.$`rm -rf ${path}`.quiet();
        await Bun.write(join(path, "Chart.yaml"), JSON.stringify({ ...metadata, dependencies }));
        const succeeds =
          run === "theirs"
            ? (await helmCommand(["dependency", "update", path], { SOURCE_DATE_EPOCH: "1000" })).exitCode === 0
            : await helm.charts.dependencies.update(path, { sourceDateEpoch: 1000 }).then(
                () => true,
                () => false,
              );
        results.push({ version, repository, succeeds, charts: chartsOf(path), lock: await lockOf(path) });
      }
      expect(results[1] as object).toEqual(results[0] as object);
    }
  });

  test("asks a repository that was added with its account, by URL and by name", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.2.0"]);
    repository.behaviour = account("ann", "s3cret");
    using home = tempDir();
    const env = { HOME: home.path };
    const flags = ["--username", "ann", "--password", "s3cret"];
    expect((await helmCommand(["repo", "add", "mine", repository.url, ...flags], env)).exitCode).toBe(0);
    await using client = newHelm({ env });
    for (const address of ["@mine", "alias:mine", repository.url, `${repository.url}/`]) {
      using source = parent([{ name: "shop", version: "1.x", repository: address }]);
      const ours = await byUs(source, "update", {}, client);
      expect(ours).toEqual(await byCommand(source, ["update"], env));
      expect(ours).toMatchObject({ succeeds: true });
      const skipped = await byUs(source, "update", { skipRefresh: true }, client);
      expect(skipped).toEqual(await byCommand(source, ["update", "--skip-refresh"], env));
    }
    using stranger = parent([{ name: "shop", version: "1.x", repository: repository.url }]);
    const refused = helm.charts.dependencies.update(stranger.path);
    const error = await expectCode(refused, "ERR_HELM_REPOSITORY_UNAUTHORIZED");
    expect(JSON.stringify([error, String(error.cause)])).not.toContain("s3cret");
  });

  test("leaves the same indexes in Helm's cache as the command", async () => {
    await using repository = await Repository.serve();
    await using other = await Repository.serve();
    using source = parent([{ name: "shop", version: "1.x", repository: repository.url }]);
    const caches: object[] = [];
    for (const run of ["theirs", "ours"]) {
      using home = tempDir();
      const env = { HOME: home.path };
      await helmCommand(["repo", "add", "other", other.url], env);
      await Bun.$`rm -rf ${home.path}/.cache`.quiet();
      await using client = newHelm({ env });
      if (run === "theirs") await byCommand(source, ["update"], env);
      else await byUs(source, "update", {}, client);
      caches.push(contents(join(home.path, ".cache/helm/repository")));
    }
    expect(caches[1] as object).toEqual(caches[0] as object);
    expect(Object.keys(caches[0] as object)).toHaveLength(4);
  });

  test("takes charts from a registry, with the call's account", async () => {
    const { registryAuth } = await cluster();
    const { host, username, password } = registryAuth;
    await using repository = await Repository.serve(["1.0.0", "1.2.0"]);
    const place = `oci://${host}/dependencies-${crypto.randomUUID()}`;
    const flags = ["--plain-http", "--username", username, "--password", password];
    for (const version of ["1.0.0", "1.2.0"])
      await helmCommand(["push", repository.file(`shop-${version}.tgz`), place, ...flags]);
    const options = { plainHttp: true, username, password };
    for (const version of ["1.0.0", "^1", "9.9.9"]) {
      using source = parent([{ name: "shop", version, repository: place }]);
      const ours = await byUs(source, "update", options);
      expect({ version, ...ours }).toEqual({ version, ...(await byCommand(source, ["update", ...flags])) });
    }
    using source = parent([{ name: "shop", version: "1.0.0", repository: place }]);
    const { plainHttp } = options;
    const nobody = helm.charts.dependencies.update(source.path, { plainHttp });
    await expectCode(nobody, "ERR_HELM_REGISTRY_UNAUTHORIZED");
    const wrong = helm.charts.dependencies.update(source.path, { ...options, password: "wr0ng" });
    const error = await expectCode(wrong, "ERR_HELM_REGISTRY_UNAUTHORIZED");
    expect(JSON.stringify([error, error.message, String(error.cause)])).not.toContain("wr0ng");
    using missing = parent([{ name: "shop", version: "^7", repository: place }]);
    await expectCode(helm.charts.dependencies.update(missing.path, options), "ERR_HELM_CHART_NOT_FOUND");
  });

  test("knows charts of apiVersion v1 and their requirements", async () => {
    await using repository = await Repository.serve(["1.0.0"]);
    using source = chart({
      name: "parent",
      metadata: { apiVersion: "v1" },
      files: {
        "requirements.yaml": JSON.stringify({
          dependencies: [{ name: "shop", version: "1.x", repository: repository.url }],
        }),
      },
    });
    using theirs = tempDir();
    cpSync(source.path, theirs.path, { recursive: true });
    await helmCommand(["dependency", "update", theirs.path]);
    await helm.charts.dependencies.update(source.path);
    const lock = async (path: string): Promise<string> =>
      (await Bun.file(join(path, "requirements.lock")).text()).replace(/^generated.*$/m, "");
    expect(await lock(source.path)).toBe(await lock(theirs.path));
    expect(chartsOf(source.path)).toEqual(chartsOf(theirs.path));
  });
});

describe("charts.dependencies.build", () => {
  test("fetches what Chart.lock says, from repositories that were added", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.2.0"]);
    using home = tempDir();
    const env = { HOME: home.path };
    await helmCommand(["repo", "add", "mine", repository.url], env);
    await using client = newHelm({ env });
    for (const address of ["@mine", repository.url]) {
      using source = parent([{ name: "shop", version: "1.x", repository: address }]);
      await client.charts.dependencies.update(source.path);
      await Bun.$`rm -rf ${source.path}/charts`.quiet();
      const ours = await byUs(source, "build", {}, client);
      expect(ours).toEqual(await byCommand(source, ["build"], env));
      expect(ours).toMatchObject({ succeeds: true });
      expect(await byUs(source, "build", { skipRefresh: true }, client)).toEqual(ours);
    }
  });

  test("works without a home, with repositories that are in memory", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.2.0"]);
    await using client = newHelm({ env: {} });
    await client.repositories.add("mine", repository.url);
    using source = parent([{ name: "shop", version: "1.x", repository: "@mine" }]);
    await client.charts.dependencies.update(source.path);
    const { saved } = await client.charts.dependencies.build(source.path, { skipRefresh: true });
    expect(saved).toMatchObject([{ version: "1.2.0", repository: repository.url, changed: false }]);
  });

  test("is an update without Chart.lock", async () => {
    await using repository = await Repository.serve();
    using source = parent([{ name: "shop", version: "1.x", repository: repository.url }]);
    expect(await byUs(source, "build")).toEqual(await byCommand(source, ["build"]));
    expect(await helm.charts.dependencies.build(source.path)).toMatchObject({ lockWritten: true });
  });

  test("refuses a lock that is out of sync, and a repository that nobody has added", async () => {
    await using repository = await Repository.serve();
    using source = parent([{ name: "shop", version: "1.x", repository: repository.url }]);
    await helm.charts.dependencies.update(source.path);
    expect(await byCommand(source, ["build"])).toMatchObject({ succeeds: false });
    const unknown = await expectCode(helm.charts.dependencies.build(source.path), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(unknown.details.url).toBe(repository.url);
    const yaml = join(source.path, "Chart.yaml");
    await Bun.write(yaml, (await Bun.file(yaml).text()).replace("1.x", "1.0"));
    expect(await byCommand(source, ["build"])).toMatchObject({ succeeds: false });
    const { message, details } = await expectCode(
      helm.charts.dependencies.build(source.path),
      "ERR_HELM_CHART_INVALID",
    );
    expect(message).toContain("Chart.lock is out of sync");
    expect(details.hint).toContain("update");
  });
});
