// Helm's own files of repositories, which the helm command may change at the same time.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Repository } from "../../lab/repository.ts";
import { config, Home, hanging, names } from "./home.ts";

setDefaultTimeout(60_000);

describe("several changes of repositories at once", () => {
  test("lose no repository: clients of this process and helm commands on one home", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    const clients = Array.from({ length: 4 }, () => newHelm({ env: home.env }));
    const ours = clients.flatMap(({ repositories }, client) =>
      ["x", "y", "z"].map((name) => repositories.add(`${name}${client}`, repository.url)),
    );
    const theirs = ["a", "b", "c"].map((name) => home.command("repo", "add", name, repository.url));
    await Promise.all([...ours, ...theirs]);
    const expected = ["a", "b", "c", ...["x", "y", "z"].flatMap((name) => [0, 1, 2, 3].map((n) => `${name}${n}`))];
    expect(names(await home.helm.repositories.list())).toEqual(expected.sort());
    await Promise.all([...clients.map(({ repositories }) => repositories.update()), home.command("repo", "update")]);
    expect(await home.helm.repositories.search("shop")).toHaveLength(expected.length);
    await Promise.all(clients.map(({ repositories }, client) => repositories.remove([`x${client}`, `y${client}`])));
    expect(names(await home.helm.repositories.list())).toEqual(["a", "b", "c", "z0", "z1", "z2", "z3"]);
    await Promise.all(clients.map((client) => client.close()));
  }, 120_000);

  test("wait for the lock of the helm command, and no longer than until they are cancelled", async () => {
    await using home = new Home();
    await using slow = await Repository.serve();
    await using quick = await Repository.serve();
    const { asked, answer } = hanging(slow);
    const command = home.command("repo", "add", "slow", slow.url); // holds the lock while it downloads
    await asked;
    const cancelled = home.helm.repositories.add("never", quick.url);
    const added = home.helm.repositories.add("quick", quick.url);
    expect(await Promise.race([added, cancelled, Bun.sleep(300).then(() => "waiting")])).toBe("waiting");
    cancelled.cancel();
    await expectCode(cancelled, "ERR_HELM_ABORTED");
    answer();
    await Promise.all([command, added]);
    expect(names(await home.helm.repositories.list())).toEqual(["quick", "slow"]);
  });
});

describe("Helm's files of repositories", () => {
  test("that cannot be read or written are named, and stay as they are", async () => {
    await using repository = await Repository.serve();
    using files = tempDir({ "repositories.yaml": "repositories: 7", "a file": "" });
    await using broken = newHelm({ env: { HELM_REPOSITORY_CONFIG: join(files.path, "repositories.yaml") } });
    const { repositories } = broken;
    for (const call of [() => repositories.list(), () => repositories.add("mine", repository.url)]) {
      const { details } = await expectCode(call(), "ERR_HELM_INVALID_ARGUMENT");
      expect(details.option).toBe("repositoryConfig");
    }
    expect(readFileSync(join(files.path, "repositories.yaml"), "utf8")).toBe("repositories: 7");
    await using nowhere = newHelm({ env: { HOME: join(files.path, "a file") } });
    expect(await nowhere.repositories.list()).toEqual([]);
    const { details } = await expectCode(nowhere.repositories.add("mine", repository.url), "ERR_HELM_INVALID_ARGUMENT");
    expect(details.hint).toContain('home: "memory"');
  });

  test("keep their mode, and are replaced where a link leads to", async () => {
    await using repository = await Repository.serve();
    await using home = new Home();
    await home.helm.repositories.add("mine", repository.url);
    chmodSync(home.file(config), 0o640);
    await Bun.$`cd ${home.dir.path} && mv ${config} real.yaml && ln -s ${home.file("real.yaml")} ${config}`.quiet();
    await home.helm.repositories.add("other", repository.url);
    expect(home.text("real.yaml")).toContain("other");
    expect(statSync(home.file("real.yaml")).mode & 0o777).toBe(0o640);
    expect(readdirSync(home.file(".config/helm")).sort()).toEqual(["repositories.lock", "repositories.yaml"]);
  });
});
