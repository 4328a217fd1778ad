// Chart repositories in Helm's own files, which the helm command may change at the same time.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { account, Repository } from "../../lab/repository.ts";
import type { Helm, HelmErrorCode } from "../../src/index.ts";

setDefaultTimeout(60_000);

const config = ".config/helm/repositories.yaml";
const indexOf = (name: string): string => `.cache/helm/repository/${name}-index.yaml`;
const chartsOf = (name: string): string => `.cache/helm/repository/${name}-charts.txt`;

/** A home with a client, and the helm command in it. */
class Home implements AsyncDisposable {
  readonly dir: TempDir = tempDir();
  readonly env = { HOME: this.dir.path };
  readonly helm: Helm = newHelm({ env: this.env });

  file(name: string): string {
    return join(this.dir.path, name);
  }

  text(name: string): string {
    return readFileSync(this.file(name), "utf8");
  }

  /** What the command prints; it must succeed. */
  async command(...args: string[]): Promise<string> {
    const { stdout, stderr, exitCode } = await helmCommand(args, this.env);
    if (exitCode !== 0) throw new Error(stderr);
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.helm.close();
    this.dir[Symbol.dispose]();
  }
}

const names = (list: { name: string }[]): string[] => list.map(({ name }) => name).sort();

/** All that an error says. */
const told = (error: Error): string => JSON.stringify([error, error.message, error.stack, String(error.cause)]);

/** A repository that answers when it is told to, and tells when it was asked. */
function hanging(repository: Repository): { asked: Promise<void>; answer: () => void } {
  const asked = Promise.withResolvers<void>();
  const open = Promise.withResolvers<void>();
  repository.behaviour = async (_, path) => {
    asked.resolve();
    await open.promise;
    return new Response(Bun.file(repository.file(path)));
  };
  return { asked: asked.promise, answer: open.resolve };
}

describe("add", () => {
  test("makes the repository known to bunhelm and to the helm command", async () => {
    await using home = new Home();
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    const { url } = repository;
    expect(await home.helm.repositories.list()).toEqual([]);
    expect(await home.helm.repositories.add("mine", url)).toEqual({ name: "mine", url, action: "added" });
    expect(await home.helm.repositories.list()).toEqual([{ name: "mine", url }]);
    expect(JSON.parse(await home.command("repo", "list", "-o", "json"))).toEqual([{ name: "mine", url }]);
    expect(await home.command("template", "mine/shop")).toContain("1.1.0");
    expect((await home.helm.charts.template("mine/shop", { version: "1.0.0" })).manifest).toContain("1.0.0");
  });

  test("writes what the helm command writes, for the same eyes only", async () => {
    await using repository = await Repository.serve();
    await using ours = new Home();
    await using theirs = new Home();
    const options = { username: "ann", password: "s3cret", passCredentials: true, insecureSkipTlsVerify: true };
    await ours.helm.repositories.add("mine", repository.url, options);
    const flags = ["--username", "ann", "--password", "s3cret", "--pass-credentials", "--insecure-skip-tls-verify"];
    await theirs.command("repo", "add", "mine", repository.url, ...flags);
    for (const file of [config, indexOf("mine"), chartsOf("mine")]) {
      expect(ours.text(file)).toBe(theirs.text(file));
      expect(statSync(ours.file(file)).mode).toBe(statSync(theirs.file(file)).mode);
    }
  });

  test("leaves one alone that is there, and replaces a different one only when forced", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    await using other = await Repository.serve();
    await home.command("repo", "add", "mine", repository.url);
    const asked = repository.asked.length;
    expect((await home.helm.repositories.add("mine", repository.url)).action).toBe("unchanged");
    expect(repository.asked.length).toBe(asked);
    const { details } = await expectCode(home.helm.repositories.add("mine", other.url), "ERR_HELM_REPOSITORY_EXISTS");
    expect(details).toMatchObject({ name: "mine", url: repository.url, hint: expect.stringContaining("forceUpdate") });
    expect((await home.helm.repositories.add("mine", other.url, { forceUpdate: true })).action).toBe("replaced");
    expect(JSON.parse(await home.command("repo", "list", "-o", "json"))).toEqual([{ name: "mine", url: other.url }]);
  });

  test.each([
    ["a name with a slash", ["a/b", "http://127.0.0.1:1"], {}, "name"],
    ["no name", ["", "http://127.0.0.1:1"], {}, "name"],
    ["no address", ["mine", "charts"], {}, "url"],
    ["a registry", ["mine", "oci://127.0.0.1:1/charts"], {}, "url"],
    ["a repository that is gone", ["old", "https://kubernetes-charts.storage.googleapis.com"], {}, "url"],
    ["a username alone", ["mine", "http://127.0.0.1:1"], { username: "ann" }, "password"],
    ["a misspelt option", ["mine", "http://127.0.0.1:1"], { forceUpdat: true }, "forceUpdat"],
    ["no time at all", ["mine", "http://127.0.0.1:1"], { timeout: 0 }, "timeout"],
    ["a certificate that is not there", ["mine", "https://127.0.0.1:1"], { caFile: "/no/ca.crt" }, "caFile"],
  ] as [string, [string, string], object, string][])("refuses %s", async (_, [name, url], options, option) => {
    await using home = new Home();
    const { details } = await expectCode(home.helm.repositories.add(name, url, options), "ERR_HELM_INVALID_ARGUMENT");
    expect(details.option).toBe(option);
    expect(existsSync(home.file(config))).toBe(false);
  });

  test("takes the address of one that is gone when told so", async () => {
    await using home = new Home();
    const gone = "http://127.0.0.1:1//kubernetes-charts.storage.googleapis.com";
    const { message } = await expectCode(home.helm.repositories.add("old", gone), "ERR_HELM_INVALID_ARGUMENT");
    expect(message).toContain("https://charts.helm.sh/stable");
    const allowed = home.helm.repositories.add("old", gone, { allowDeprecatedRepos: true });
    await expectCode(allowed, "ERR_HELM_REPOSITORY_UNREACHABLE");
  });

  const failures: [string, { status?: number; body?: string }, HelmErrorCode][] = [
    ["wants an account", { status: 401 }, "ERR_HELM_REPOSITORY_UNAUTHORIZED"],
    ["has no index", { status: 404 }, "ERR_HELM_REPOSITORY_NOT_FOUND"],
    ["is broken", { status: 500 }, "ERR_HELM_REPOSITORY_UNREACHABLE"],
    ["is a web page", { body: "<html>welcome</html>" }, "ERR_HELM_REPOSITORY_NOT_FOUND"],
  ];
  test.each(failures)("keeps nothing of a repository that %s", async (_, { status = 200, body = "" }, code) => {
    await using home = new Home();
    await using repository = await Repository.serve();
    repository.behaviour = () => new Response(body, { status });
    const { details } = await expectCode(home.helm.repositories.add("mine", repository.url), code);
    expect(details).toMatchObject({ name: "mine" });
    expect(readdirSync(home.dir.path)).toEqual([]);
  });

  test("gives up after the timeout, and when it is cancelled; nothing is kept", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    const { asked, answer } = hanging(repository);
    const late = home.helm.repositories.add("mine", repository.url, { timeout: "50ms" });
    await expectCode(late, "ERR_HELM_REPOSITORY_UNREACHABLE");
    const operation = home.helm.repositories.add("mine", repository.url);
    await asked;
    operation.cancel(new Error("enough"));
    await expectCode(operation, "ERR_HELM_ABORTED");
    answer();
    expect(readdirSync(home.dir.path)).toEqual([]);
  });

  test("keeps the account for later, and shows it to nobody", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    repository.behaviour = account("ann", "s3cret");
    const wrong = home.helm.repositories.add("mine", repository.url, { username: "ann", password: "wr0ng" });
    expect(told(await expectCode(wrong, "ERR_HELM_REPOSITORY_UNAUTHORIZED"))).not.toContain("wr0ng");
    const options = { username: "ann", password: "s3cret" };
    const added = await home.helm.repositories.add("mine", repository.url, options);
    const listed = await home.helm.repositories.list();
    const other = home.helm.repositories.add("mine", repository.url, { ...options, password: "an0ther" });
    const error = told(await expectCode(other, "ERR_HELM_REPOSITORY_EXISTS"));
    for (const text of [JSON.stringify([added, listed]), error]) expect(text).not.toMatch(/s3cret|an0ther/);
    expect(await home.helm.repositories.update()).toEqual([
      { name: "mine", url: repository.url, changed: false, charts: 1 },
    ]);
    await home.command("repo", "update");
    expect((await home.helm.charts.template("mine/shop")).manifest).toContain("1.0.0");
  });
});

describe("remove", () => {
  test("forgets repositories with their indexes, for the helm command too", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    for (const name of ["a", "b", "c"]) await home.command("repo", "add", name, repository.url);
    expect(names(await home.helm.repositories.remove(["a", "b", "a"]))).toEqual(["a", "b"]);
    expect(names(JSON.parse(await home.command("repo", "list", "-o", "json")))).toEqual(["c"]);
    expect(readdirSync(home.file(".cache/helm/repository")).sort()).toEqual(["c-charts.txt", "c-index.yaml"]);
    await home.command("repo", "remove", "c");
    expect(await home.helm.repositories.list()).toEqual([]);
    await expectCode(home.helm.charts.template("a/shop"), "ERR_HELM_REPOSITORY_NOT_FOUND");
  });

  test("removes none when one of them is not there", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    await expectCode(home.helm.repositories.remove("mine"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    await home.helm.repositories.add("mine", repository.url);
    const { details } = await expectCode(
      home.helm.repositories.remove(["mine", "yours"]),
      "ERR_HELM_REPOSITORY_NOT_FOUND",
    );
    expect(details.name).toBe("yours");
    expect(names(await home.helm.repositories.list())).toEqual(["mine"]);
    await expectCode(home.helm.repositories.remove([]), "ERR_HELM_INVALID_ARGUMENT");
  });
});

describe("update", () => {
  test("fetches all indexes, or those that are named", async () => {
    await using home = new Home();
    await using first = await Repository.serve();
    await using second = await Repository.serve();
    await home.helm.repositories.add("first", first.url);
    await home.helm.repositories.add("second", second.url);
    await using newer = await Repository.serve(["1.0.0", "2.0.0"]);
    first.behaviour = (_, path) => new Response(Bun.file(newer.file(path)));
    const asked = second.asked.length;
    expect(await home.helm.repositories.update("first")).toEqual([
      { name: "first", url: first.url, changed: true, charts: 1 },
    ]);
    expect(second.asked.length).toBe(asked);
    expect(await home.command("search", "repo", "first/shop")).toContain("2.0.0");
    const all = await home.helm.repositories.update();
    expect((await home.helm.repositories.update({ timeout: "10s" })).map(({ name }) => name)).toEqual(
      all.map(({ name }) => name),
    );
    expect(all.map(({ name, changed }) => `${name} ${changed}`)).toEqual(["first false", "second false"]);
  });

  test("asks all at the same time", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    for (const name of ["a", "b", "c"]) await home.helm.repositories.add(name, repository.url);
    let waiting = 0;
    const all = Promise.withResolvers<void>();
    repository.behaviour = async (_, path) => {
      if (++waiting === 3) all.resolve();
      await all.promise; // or it would never end
      return new Response(Bun.file(repository.file(path)));
    };
    expect(await home.helm.repositories.update()).toHaveLength(3);
  });

  test("fetches what it can, and says what has failed", async () => {
    await using home = new Home();
    await using good = await Repository.serve();
    await using gone = await Repository.serve();
    await using closed = await Repository.serve();
    for (const [name, { url }] of Object.entries({ gone, closed, good })) await home.helm.repositories.add(name, url);
    gone.behaviour = () => new Response("", { status: 404 });
    closed.behaviour = account("ann", "s3cret");
    good.behaviour = async (_, path) => new Response(`${await Bun.file(good.file(path)).text()}# newer\n`);
    const error = await expectCode(home.helm.repositories.update(), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(error.message).toContain("2 of 3");
    expect(error.details.failures).toEqual([
      { name: "gone", url: gone.url, code: "ERR_HELM_REPOSITORY_NOT_FOUND", message: expect.any(String) },
      { name: "closed", url: closed.url, code: "ERR_HELM_REPOSITORY_UNAUTHORIZED", message: expect.any(String) },
    ]);
    expect(home.text(indexOf("good"))).toContain("# newer");
    expect((await helmCommand(["repo", "update"], home.env)).exitCode).toBe(1);
  });

  test("fetches nothing when a name is not there, or none is", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    await expectCode(home.helm.repositories.update(), "ERR_HELM_REPOSITORY_NOT_FOUND");
    await home.helm.repositories.add("mine", repository.url);
    const asked = repository.asked.length;
    const unknown = home.helm.repositories.update(["mine", "yours"]);
    expect((await expectCode(unknown, "ERR_HELM_REPOSITORY_NOT_FOUND")).details.name).toBe("yours");
    await expectCode(home.helm.repositories.update([]), "ERR_HELM_INVALID_ARGUMENT");
    expect(repository.asked.length).toBe(asked);
  });

  test("leaves the indexes as they were when it is cancelled", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    await home.helm.repositories.add("mine", repository.url);
    const before = home.text(indexOf("mine"));
    const { asked } = hanging(repository);
    const operation = home.helm.repositories.update();
    await asked;
    operation.cancel();
    await expectCode(operation, "ERR_HELM_ABORTED");
    expect(home.text(indexOf("mine"))).toBe(before);
  });
});

describe("several at once", () => {
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

describe("Helm's files", () => {
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
