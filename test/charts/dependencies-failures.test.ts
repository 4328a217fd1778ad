// What charts.dependencies leaves behind when it fails, is cancelled or runs many times at once.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { archive, chartYaml } from "../../lab/archive.ts";
import { chartsOf, lockOf, parent, type Wanted } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { contents, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { Repository } from "../../lab/repository.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

describe("what goes wrong", () => {
  test("has its code, and changes nothing", async () => {
    await using repository = await Repository.serve(["1.0.0"]);
    const { url } = repository;
    const wrong: [Wanted, Parameters<typeof expectCode>[1]][] = [
      [{ name: "cart", version: "1", repository: url }, "ERR_HELM_CHART_NOT_FOUND"],
      [{ name: "shop", version: "^2", repository: url }, "ERR_HELM_CHART_NOT_FOUND"],
      [{ name: "shop", version: "new", repository: url }, "ERR_HELM_CHART_INVALID"],
      [{ name: "shop", version: "1", repository: "@nobody" }, "ERR_HELM_REPOSITORY_NOT_FOUND"],
      [{ name: "shop", version: "1", repository: "stable" }, "ERR_HELM_REPOSITORY_NOT_FOUND"],
      [{ name: "shop", version: "1", repository: "http://127.0.0.1:1" }, "ERR_HELM_REPOSITORY_UNREACHABLE"],
      [{ name: "shop", version: "1", repository: "oci://127.0.0.1:1/x" }, "ERR_HELM_REGISTRY_UNREACHABLE"],
      [{ name: "shop", version: "1" }, "ERR_HELM_DEPENDENCY_MISSING"],
      [{ name: "shop", version: "1", repository: "file://../nowhere" }, "ERR_HELM_DEPENDENCY_MISSING"],
    ];
    for (const [dependency, code] of wrong) {
      using source = parent([{ name: "shop", version: "1", repository: url, alias: "first" }, dependency]);
      const before = contents(source.path);
      await expectCode(helm.charts.dependencies.update(source.path), code);
      expect(contents(source.path)).toEqual(before);
    }
    using source = parent([]);
    await expectCode(helm.charts.dependencies.update(join(source.path, "nowhere")), "ERR_HELM_CHART_NOT_FOUND");
    const file = helm.charts.dependencies.update(join(source.path, "Chart.yaml"));
    await expectCode(file, "ERR_HELM_INVALID_ARGUMENT");
    // @ts-expect-error an option that does not exist
    const misspelt = helm.charts.dependencies.build(source.path, { skipRefesh: true });
    expect((await expectCode(misspelt, "ERR_HELM_INVALID_ARGUMENT")).message).toContain('"skipRefresh"');
  });

  test("in the middle of an archive leaves no part of it, whether it is cut, another or no archive", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    using source = parent([{ name: "shop", version: "1.0.0", repository: repository.url }], {
      "charts/old/Chart.yaml": "{apiVersion: v2, name: old, version: 1.0.0}",
    });
    const before = contents(source.path);
    const bodies: [() => Response, Parameters<typeof expectCode>[1]][] = [
      [() => new Response("no archive"), "ERR_HELM_VERIFICATION_FAILED"],
      [() => new Response(Bun.file(repository.file("shop-1.1.0.tgz"))), "ERR_HELM_VERIFICATION_FAILED"],
      [() => new Response("", { status: 500 }), "ERR_HELM_REPOSITORY_UNREACHABLE"],
      [() => new Response("", { status: 404 }), "ERR_HELM_CHART_NOT_FOUND"],
    ];
    for (const [answer, code] of bodies) {
      repository.behaviour = (_, path) => (path.endsWith(".tgz") ? answer() : undefined);
      await expectCode(helm.charts.dependencies.update(source.path), code);
      expect(contents(source.path)).toEqual(before);
    }
  });

  test("at the last step brings charts/ back", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    using source = parent([{ name: "shop", version: "1.0.0", repository: repository.url }]);
    await helm.charts.dependencies.update(source.path);
    const yaml = join(source.path, "Chart.yaml");
    await Bun.write(yaml, (await Bun.file(yaml).text()).replace('"1.0.0","repository"', '"1.1.0","repository"'));
    await Bun.$`mv Chart.lock elsewhere.lock`.cwd(source.path).quiet();
    symlinkSync("elsewhere.lock", join(source.path, "Chart.lock"));
    const before = contents(source.path);
    const { message } = await expectCode(helm.charts.dependencies.update(source.path), "ERR_HELM_INVALID_ARGUMENT");
    expect(message).toContain("symlink");
    expect(contents(source.path)).toEqual(before);
    using copy = tempDir();
    cpSync(source.path, copy.path, { recursive: true });
    expect((await helmCommand(["dependency", "update", copy.path])).exitCode).toBe(1);
  });

  test("or is cancelled leaves the chart as it was, while the index or an archive is on its way", async () => {
    await using repository = await Repository.serve();
    using source = parent([{ name: "shop", version: "1.0.0", repository: repository.url }]);
    const before = contents(source.path);
    for (const silent of ["index.yaml", ".tgz"]) {
      const arrived = Promise.withResolvers<void>();
      repository.behaviour = (_, path) => {
        if (!path.endsWith(silent)) return undefined;
        arrived.resolve();
        return new Promise<Response>(() => {});
      };
      const operation = helm.charts.dependencies.update(source.path);
      await arrived.promise;
      operation.cancel(new Error("enough"));
      await expectCode(operation, "ERR_HELM_ABORTED");
      expect(contents(source.path)).toEqual(before);
    }
  });
});

describe("a server that means harm", () => {
  /** Serves one chart, whose file has a name without an end. */
  const serve = (name: string, body: Uint8Array<ArrayBuffer> | Bun.BunFile): Bun.Server<undefined> =>
    Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) =>
        new URL(request.url).pathname === "/index.yaml"
          ? Response.json({
              apiVersion: "v1",
              entries: { [name]: [{ name: "shop", version: "1.0.0", urls: ["download"] }] },
            })
          : new Response(body),
    });

  test("writes nowhere but into charts/, whatever its chart is called", async () => {
    await using repository = await Repository.serve();
    const name = "../../shop";
    await using server = serve(name, Bun.file(repository.file("shop-1.0.0.tgz")));
    const dependency = { name, version: "1.0.0", repository: server.url.href };
    using place = tempDir({
      "parent/Chart.yaml": JSON.stringify({
        apiVersion: "v2",
        name: "parent",
        version: "1.0.0",
        dependencies: [dependency],
      }),
    });
    await helm.charts.dependencies.update(join(place.path, "parent"));
    expect(Object.keys(contents(place.path))).toEqual([
      "parent/",
      "parent/Chart.lock",
      "parent/Chart.yaml",
      "parent/charts/",
      "parent/charts/shop-1.0.0.tgz",
    ]);
  });

  test("puts no archive there that would take all memory to read", async () => {
    const files = Array.from({ length: 60_000 }, (_, index) => ({ name: `hostile/files/${index}` }));
    await using server = serve("hostile", archive([chartYaml, ...files]));
    using source = parent([{ name: "hostile", version: "1.0.0", repository: server.url.href }]);
    const before = contents(source.path);
    await expectCode(helm.charts.dependencies.update(source.path), "ERR_HELM_CHART_INVALID");
    expect(contents(source.path)).toEqual(before);
  });
});

describe("at the same time", () => {
  test("many builds of one directory give one result and leave nothing else behind", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    using home = tempDir();
    const env = { HOME: home.path };
    await helmCommand(["repo", "add", "mine", repository.url], env);
    await using client = newHelm({ env });
    using source = parent([
      { name: "shop", version: "1.x", repository: "@mine" },
      { name: "shop", version: "1.0.0", repository: "@mine", alias: "former" },
    ]);
    await client.charts.dependencies.update(source.path);
    const { dependencies } = client.charts;
    const runs = Array.from({ length: 12 }, (_, n) =>
      n % 3 === 0 ? dependencies.update(source.path) : dependencies.build(`${source.path}/${n % 2 ? "" : "."}`),
    );
    for (const { saved } of await Promise.all(runs)) expect(saved).toHaveLength(2);
    expect(readdirSync(source.path).sort()).toEqual(["Chart.lock", "Chart.yaml", "charts", "values.yaml"]);
    expect(Object.keys(chartsOf(source.path))).toEqual(["shop-1.0.0.tgz", "shop-1.1.0.tgz"]);
  });

  test("who waits for another of the same directory can be cancelled", async () => {
    await using repository = await Repository.serve();
    using source = parent([{ name: "shop", version: "1.0.0", repository: repository.url }]);
    const arrived = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    repository.behaviour = async (_, path) => {
      arrived.resolve();
      await go.promise;
      return new Response(Bun.file(repository.file(path)));
    };
    const first = helm.charts.dependencies.update(source.path);
    await arrived.promise;
    const second = helm.charts.dependencies.update(source.path);
    second.cancel();
    await expectCode(second, "ERR_HELM_ABORTED");
    go.resolve();
    await first;
    expect(Object.keys(chartsOf(source.path))).toEqual(["shop-1.0.0.tgz"]);
  });
});

describe("dependencyUpdate", () => {
  test("completes a chart before it is rendered, installed or packaged", async () => {
    const namespace = await (await cluster()).namespace();
    await using client = newHelm({ kubeconfig: (await cluster()).kubeconfig, namespace });
    await using repository = await Repository.serve();
    const dependencies = [{ name: "shop", version: "1.0.0", repository: repository.url }];
    const calls: ((path: string) => Promise<unknown>)[] = [
      (path) => client.charts.template(path, { dependencyUpdate: true }),
      (path) => client.releases.install("whole", path, { dependencyUpdate: true, wait: false }),
      (path) => client.releases.upgrade("whole", path, { dependencyUpdate: true, wait: false }),
      (path) => client.charts.package(path, { dependencyUpdate: true }),
    ];
    for (const call of calls) {
      using source = parent(dependencies);
      await call(source.path);
      expect(Object.keys(chartsOf(source.path))).toEqual(["shop-1.0.0.tgz"]);
      expect(await lockOf(source.path)).toContain("shop");
    }
    using source = parent(dependencies);
    await expectCode(client.charts.template(source.path), "ERR_HELM_DEPENDENCY_MISSING");
    const { manifest } = await client.charts.template(source.path, { dependencyUpdate: true });
    const asked = repository.asked.length;
    expect(manifest).toContain("# Source: parent/charts/shop/templates/version.yaml");
    await client.charts.template(source.path, { dependencyUpdate: true }); // nothing is missing any more
    expect(repository.asked.length).toBe(asked);
  });
});
