// Repositories and logins that are a client's own, and no file.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { cluster, newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { internal } from "../../lab/internal.ts";
import { account, Repository } from "../../lab/repository.ts";
import type { HelmOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

// A home that must not be touched, one that cannot be, and none.
const homes: [string, (home: string) => HelmOptions][] = [
  ['home: "memory"', (home) => ({ home: "memory", env: { HOME: home, HELM_REPOSITORY_CONFIG: join(home, "r.yaml") } })],
  ['home: "memory" where there is no directory', () => ({ home: "memory", env: { HOME: "/dev/null" } })],
  ["no HOME", () => ({ env: {} })],
];

describe.each(homes)("a client with %s", (_, optionsFor) => {
  test("adds, updates, searches and removes repositories, and finds charts in them", async () => {
    using dir = tempDir();
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    repository.behaviour = account("ann", "s3cret");
    await using helm = newHelm(optionsFor(dir.path));
    const { repositories } = helm;
    const options = { username: "ann", password: "s3cret" };
    expect(await repositories.list()).toEqual([]);
    await expectCode(repositories.search("shop"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect((await repositories.add("mine", repository.url, options)).action).toBe("added");
    expect((await repositories.add("mine", repository.url, options)).action).toBe("unchanged");
    await expectCode(repositories.add("mine", repository.url), "ERR_HELM_REPOSITORY_EXISTS");
    expect(await repositories.update()).toMatchObject([{ name: "mine", changed: false }]);
    expect(await repositories.search("shop", { versions: true })).toHaveLength(2);
    expect((await helm.charts.template("mine/shop")).manifest).toContain("1.1.0");
    await repositories.remove("mine");
    expect(await repositories.list()).toEqual([]);
    await expectCode(helm.charts.template("mine/shop"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(readdirSync(dir.path)).toEqual([]);
  });

  test("keeps its logins to itself, until it is closed", async () => {
    using dir = tempDir();
    const { registryAuth } = await cluster();
    const { host, ...who } = registryAuth;
    const reference = `oci://${host}/nothing-${crypto.randomUUID()}/shop`;
    const { homes } = await internal("internal.counts");
    await using helm = newHelm(optionsFor(dir.path));
    await using other = newHelm(optionsFor(dir.path));
    await helm.registry.login(host, { ...who, plainHttp: true });
    await expectCode(helm.registry.tags(reference, { plainHttp: true }), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(other.registry.tags(reference, { plainHttp: true }), "ERR_HELM_REGISTRY_UNAUTHORIZED");
    expect(await helm.registry.logout(host)).toEqual({ host, removed: true });
    await expectCode(helm.registry.tags(reference, { plainHttp: true }), "ERR_HELM_REGISTRY_UNAUTHORIZED");
    expect(readdirSync(dir.path)).toEqual([]);
    await Promise.all([helm.close(), other.close()]);
    expect((await internal("internal.counts")).homes).toBe(homes);
  });
});

test("clients share no repository, and many may add to one at once", async () => {
  await using repository = await Repository.serve();
  await using one = newHelm({ home: "memory" });
  await using other = newHelm({ home: "memory" });
  const names = Array.from({ length: 20 }, (_, i) => `r${i}`);
  await Promise.all(names.map((name) => one.repositories.add(name, repository.url)));
  expect((await one.repositories.list()).map(({ name }) => name).sort()).toEqual(names.sort());
  expect(await other.repositories.list()).toEqual([]);
  await Promise.all(names.slice(1).map((name) => one.repositories.remove(name)));
  expect(await one.repositories.list()).toEqual([{ name: names[0] as string, url: repository.url }]);
});

test("a path that is given as an option counts beside the memory", async () => {
  await using repository = await Repository.serve();
  using dir = tempDir();
  const repositoryConfig = join(dir.path, "repositories.yaml");
  await using helm = newHelm({ home: "memory", repositoryConfig });
  await helm.repositories.add("mine", repository.url);
  expect(readdirSync(dir.path).sort()).toEqual(["repositories.lock", "repositories.yaml"]);
  expect(await helm.repositories.search()).toHaveLength(1);
});

test("Docker's logins are not for a client with its home in memory, unless their file is named", async () => {
  const { registryAuth } = await cluster();
  const { host, username, password } = registryAuth;
  const auth = btoa(`${username}:${password}`);
  using dir = tempDir({ ".docker/config.json": JSON.stringify({ auths: { [host]: { auth } } }) });
  const reference = `oci://${host}/nothing-${crypto.randomUUID()}/shop`;
  const options = { home: "memory", env: { HOME: dir.path } } as const;
  await using helm = newHelm(options);
  await expectCode(helm.registry.tags(reference, { plainHttp: true }), "ERR_HELM_REGISTRY_UNAUTHORIZED");
  await using named = newHelm({ ...options, registryConfig: join(dir.path, ".docker/config.json") });
  await expectCode(named.registry.tags(reference, { plainHttp: true }), "ERR_HELM_CHART_NOT_FOUND");
});

test("another word than the two is refused", async () => {
  const helm = newHelm({ home: "ram" as "memory" });
  expect((await expectCode(helm.repositories.list(), "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("home");
});
