// What an error of charts and repositories says: what is missing, what there is instead, what to do.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chart, parent, type Wanted } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { account, Repository } from "../../lab/repository.ts";
import type { Helm } from "../../src/index.ts";

setDefaultTimeout(60_000);

let repository: Repository;
let home: TempDir;
/** Has the repository as "mine". */
let helm: Helm;

beforeAll(async () => {
  repository = await Repository.serve(["1.0.0", "1.2.0", "2.0.0-rc.1"]);
  home = tempDir();
  helm = newHelm({ env: { HOME: home.path } });
  await helm.repositories.add("mine", repository.url);
});

afterAll(async () => {
  await helm.close();
  await repository[Symbol.asyncDispose]();
  home[Symbol.dispose]();
});

describe("a chart that a repository lacks", () => {
  const versions = ["2.0.0-rc.1", "1.2.0", "1.0.0"];

  test.each([
    ["9.9.9", "there is no version 9.9.9 of chart"],
    ["^9", 'there is no version matching "^9" of chart'],
  ])("in version %s is told from one that it lacks altogether", async (version, message) => {
    const error = await expectCode(helm.charts.pull("mine/shop", { version }), "ERR_HELM_CHART_NOT_FOUND");
    expect(error.message).toBe(`${message} "shop" in repository "mine"`);
    expect(error.details).toEqual({
      reference: "mine/shop",
      version,
      versions,
      repository: "mine",
      hint: "run repositories.update to look for newer versions",
    });
    const { url: repo } = repository;
    const { details } = await expectCode(helm.charts.pull("shop", { repo, version }), "ERR_HELM_CHART_NOT_FOUND");
    expect(details).toEqual({ reference: "shop", version, versions, repository: repo });
  });

  test("may have been misspelt", async () => {
    const error = await expectCode(helm.charts.show("mine/shp"), "ERR_HELM_CHART_NOT_FOUND");
    expect(error.message).toBe('there is no chart "shp" in repository "mine"');
    expect(error.details).toMatchObject({ reference: "mine/shp", repository: "mine" });
    expect(error.details.hint).toBe('did you mean "shop"? run repositories.update to look for newer versions');
    expect(error.details.versions).toBeUndefined();
  });

  test("may be listed without a version that can be used", async () => {
    await using odd = await Repository.serve([]);
    const entry = { name: "shop", version: `1.0.0-${"a.".repeat(400)}1`, urls: ["a.tgz"] };
    const index = JSON.stringify({ apiVersion: "v1", entries: { shop: [entry] } });
    odd.behaviour = (_, path) => (path.endsWith("/index.yaml") ? new Response(index) : undefined);
    const said = `chart "shop" is in repository "${odd.url}", but none of its versions can be used`;
    for (const version of [undefined, "~1.0.0-0"]) {
      const failing = helm.charts.show("shop", { repo: odd.url, ...(version && { version }) });
      const error = await expectCode(failing, "ERR_HELM_CHART_NOT_FOUND");
      expect(error.message).toBe(said);
      expect(error.details.hint).toContain("at most 256 bytes");
      expect(error.details.hint).not.toContain("did you mean");
    }
    using parent = chart({ metadata: { dependencies: [{ name: "shop", version: "1.x", repository: odd.url }] } });
    const error = await expectCode(helm.charts.dependencies.update(parent.path), "ERR_HELM_CHART_NOT_FOUND");
    expect(error.message).toContain(said);
    expect(error.details.hint).toContain("at most 256 bytes");
  });

  test("may be there as pre-releases", async () => {
    await using early = await Repository.serve(["2.0.0-rc.1"]);
    const error = await expectCode(helm.charts.pull("shop", { repo: early.url }), "ERR_HELM_CHART_NOT_FOUND");
    expect(error.message).toContain('has only pre-releases of chart "shop"');
    expect(error.details).toMatchObject({ versions: ["2.0.0-rc.1"], hint: expect.stringContaining("devel: true") });
  });

  test("may be there under the name without the repository's", async () => {
    const operation = helm.charts.pull("mine/shop", { repo: repository.url });
    const { details } = await expectCode(operation, "ERR_HELM_CHART_NOT_FOUND");
    expect(details.hint).toBe('with the option repo, leave "mine/" out');
  });

  test("cannot be looked for by a word, as the command says too", async () => {
    const { details } = await expectCode(
      helm.charts.show("mine/shop", { version: "latest" }),
      "ERR_HELM_INVALID_ARGUMENT",
    );
    expect(details.option).toBe("version");
    const { stderr } = await helmCommand(["show", "chart", "mine/shop", "--version", "latest"], { HOME: home.path });
    expect(stderr).toContain("improper constraint");
  });

  test("is missing at its address, which is told from an address of a repository", async () => {
    const url = `${repository.url}/shop-9.9.9.tgz`;
    const { details } = await expectCode(helm.charts.pull(url), "ERR_HELM_CHART_NOT_FOUND");
    expect(details).toMatchObject({ reference: url, hint: expect.stringContaining("option repo") });
  });
});

test("a chart's file that is not there is missing as its path is", async () => {
  const gone = join(home.path, "gone.tgz");
  for (const chart of [gone, Bun.file(gone)]) {
    const { details } = await expectCode(helm.charts.load(chart), "ERR_HELM_CHART_NOT_FOUND");
    expect(details.reference).toBe(gone);
  }
});

describe("a path at which there is no chart", () => {
  test("is told as it was looked for, from the working directory", async () => {
    using work = tempDir({ "charts/shop/Chart.yaml": "" });
    const before = process.cwd();
    process.chdir(work.path);
    try {
      for (const path of ["charts/nope", "./charts/nope", "nope.tgz"]) {
        const error = await expectCode(helm.charts.load(path), "ERR_HELM_CHART_NOT_FOUND");
        expect(error.message).toBe(`chart "${path}": there is no directory or archive ${join(work.path, path)}`);
      }
    } finally {
      process.chdir(before);
    }
  });

  test("is told once if it is absolute", async () => {
    const error = await expectCode(helm.charts.load("/nope/shop"), "ERR_HELM_CHART_NOT_FOUND");
    expect(error.message).toBe('chart "/nope/shop": there is no such directory or archive');
  });

  test("may be meant as a repository's chart, if it begins with no directory", async () => {
    const error = await expectCode(helm.charts.load("mien/shop"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(error.message).toBe('chart "mien/shop": there is neither such a path nor a repository "mien"');
  });
});

describe("a pull", () => {
  test("of a path says that a path cannot be pulled", async () => {
    using work = tempDir({ "work/shop/Chart.yaml": "" });
    const before = process.cwd();
    process.chdir(work.path);
    try {
      for (const path of ["work/shop", "work", "./work", join(work.path, "work")]) {
        const error = await expectCode(helm.charts.pull(path), "ERR_HELM_CHART_NOT_FOUND");
        expect(error.message).toContain("a path cannot be pulled");
        expect(error.details.hint).toContain("charts.package");
      }
    } finally {
      process.chdir(before);
    }
  });

  test("from a repository that was not added names those that were", async () => {
    const error = await expectCode(helm.charts.pull("mien/shop"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(error.message).toBe('chart "mien/shop": there is no repository "mien"');
    expect(error.details).toMatchObject({ name: "mien", known: ["mine"] });
    expect(error.details.hint).toStartWith('did you mean "mine"?');
  });

  test("from a registry needs no option repo", async () => {
    const operation = helm.charts.pull("shop", { repo: "oci://127.0.0.1:1/charts" });
    const { details, message } = await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT");
    expect(details.option).toBe("repo");
    expect(message).toContain("refer to them as oci://");
  });

  test("into a directory that is not there names it, and makes none, as the command does", async () => {
    using place = tempDir();
    const destination = join(place.path, "nodir");
    const operation = helm.charts.pull("mine/shop", { destination });
    const { message } = await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT");
    expect(message).toBe(`destination: there is no directory ${destination}`);
    const args = ["pull", "mine/shop", "--destination", destination];
    expect((await helmCommand(args, { HOME: home.path })).exitCode).toBe(1);
    expect(existsSync(destination)).toBe(false);
    expect(readdirSync(place.path)).toEqual([]);
  });
});

describe("a name that no repository has", () => {
  test.each([
    ["remove", (name: string) => helm.repositories.remove(name)],
    ["update", (name: string) => helm.repositories.update(name)],
  ])("is told by %s beside those there are", async (_, call) => {
    const { details } = await expectCode(call("mime"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(details).toMatchObject({ name: "mime", known: ["mine"], hint: expect.stringContaining('"mine"') });
  });
});

describe("what is no index", () => {
  test.each([
    ["a web page", "<!doctype html><title>Charts</title>", "it is a web page"],
    ["nothing", "", "it is empty"],
    ["broken YAML", "apiVersion: v1\n  entries: [", "line 2"],
    ["something else", "hello", "it is one string"],
    ["something like one", "apiVersion: v1\nentries: 3", 'its "entries" is one number'],
  ])("has one code and one sentence: %s", async (_, body, why) => {
    await using other = await Repository.serve([]);
    other.behaviour = () => new Response(body);
    const error = await expectCode(helm.repositories.add("other", other.url), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(error.message).toStartWith(`${other.url}/index.yaml: this is not the index of a repository: `);
    expect(error.message).toContain(why);
    expect(error.message).not.toContain("Go ");
    expect(error.details).toMatchObject({ name: "other", hint: expect.stringContaining("index.yaml") });
  });
});

describe("the way to a server", () => {
  test("is explained before Go's own words", async () => {
    const { dir } = (await cluster()).description;
    const pem = (name: string): Blob => Bun.file(join(dir, name));
    const tls = { cert: pem("serving.crt"), key: pem("serving.key") } as Bun.TLSOptions;
    await using secure = await Repository.serve([], { tls });
    const cases: [url: string, said: string, hint: string][] = [
      [
        secure.url,
        "its certificate is not signed by an authority that this machine trusts: ",
        "caFile, or insecureSkipTlsVerify",
      ],
      [secure.url.replace("https:", "http:"), "it closed the connection: ", "https://"],
      [repository.url.replace("http:", "https:"), "the server speaks plain HTTP, not TLS: ", "http://"],
      ["http://127.0.0.1:1", "nothing is listening there: ", "host and port"],
    ];
    for (const [url, said, hint] of cases) {
      const error = await expectCode(helm.repositories.add("far", url), "ERR_HELM_REPOSITORY_UNREACHABLE");
      expect(error.message).toStartWith(`${url}/index.yaml: ${said}`);
      expect(error.details.hint).toContain(hint);
    }
    const hub = helm.repositories.searchHub("shop", { endpoint: secure.url });
    expect((await expectCode(hub, "ERR_HELM_REPOSITORY_UNREACHABLE")).details.hint).toBeUndefined();
  });

  test("may want TLS, which is asked only where none was used", async () => {
    await using server = await Repository.serve([]);
    server.behaviour = () => new Response("plain HTTP was sent to a port with TLS", { status: 400 });
    const hint = async (call: Promise<unknown>, code: "REPOSITORY" | "REGISTRY"): Promise<string | undefined> =>
      (await expectCode(call, `ERR_HELM_${code}_UNREACHABLE`)).details.hint;
    expect(await hint(helm.repositories.add("far", server.url), "REPOSITORY")).toContain("https://");
    const host = new URL(server.url).host;
    expect(await hint(helm.registry.tags(`${host}/shop`, { plainHttp: true }), "REGISTRY")).toContain(
      "leave plainHttp out",
    );
    const { dir } = (await cluster()).description;
    const tls = { cert: Bun.file(join(dir, "serving.crt")), key: Bun.file(join(dir, "serving.key")) };
    await using secure = await Repository.serve([], { tls });
    secure.behaviour = server.behaviour;
    const options = { insecureSkipTlsVerify: true };
    expect(await hint(helm.repositories.add("far", secure.url, options), "REPOSITORY")).toBeUndefined();
  });

  test("may lead beside a repository", async () => {
    const operation = helm.repositories.add("far", `${repository.url}/charts`);
    const { details } = await expectCode(operation, "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(details).toMatchObject({ status: 404, hint: expect.stringContaining("directory that contains index.yaml") });
  });

  test("is not tried again where nothing can go it", async () => {
    await expectCode(helm.repositories.add("far", "ftp://127.0.0.1/charts"), "ERR_HELM_REPOSITORY_NOT_FOUND");
  });
});

describe("credentials that a repository does not take", () => {
  test("are told from those that are missing", async () => {
    await using locked = await Repository.serve();
    locked.behaviour = account("ann", "right");
    const { url: repo } = locked;
    const wrong = { username: "ann", password: "wr0ng" };
    await using client = newHelm({ home: "memory" });
    const code = "ERR_HELM_REPOSITORY_UNAUTHORIZED";
    const hint = async (operation: Promise<unknown>): Promise<string | undefined> =>
      (await expectCode(operation, code)).details.hint;
    expect(await hint(client.repositories.add("locked", repo))).toBe("give username and password");
    expect(await hint(client.repositories.add("locked", repo, wrong))).toContain("password is wrong");
    expect(await hint(client.charts.pull("shop", { repo }))).toContain("give username and password");
    expect(await hint(client.charts.pull("shop", { repo, ...wrong }))).toContain("password is wrong");
    expect(await hint(client.repositories.searchHub("shop", { endpoint: repo }))).toBe(
      "hubs are queried without credentials",
    );
    await client.repositories.add("locked", repo, { username: "ann", password: "right" });
    locked.behaviour = account("ann", "changed");
    expect(await hint(client.repositories.update())).toContain("forceUpdate: true");
  });
});

describe("a dependency that cannot be had", () => {
  const of = async (dependency: Partial<Wanted>): Promise<void> => {
    using source = parent([{ name: "redis", version: "1.0.0", ...dependency }]);
    await helm.charts.dependencies.update(source.path);
  };

  test.each([
    ["ftp://127.0.0.1/charts", "ERR_HELM_REPOSITORY_NOT_FOUND", "no installed plugin can fetch ftp:// URLs"],
    [
      "http://127.0.0.1:1",
      "ERR_HELM_REPOSITORY_UNREACHABLE",
      "http://127.0.0.1:1/index.yaml: nothing is listening there",
    ],
    ["oci://127.0.0.1:1/charts", "ERR_HELM_REGISTRY_UNREACHABLE", "nothing is listening there"],
    ["@mien", "ERR_HELM_REPOSITORY_NOT_FOUND", 'there is no repository "mien"'],
  ] as const)("from %s is named with its chart", async (where, code, why) => {
    const error = await expectCode(of({ repository: where }), code);
    expect(error.message).toStartWith('dependency "redis" of chart "parent": ');
    expect(error.message).toContain(why);
    expect(JSON.stringify(error)).not.toContain("helm-manager");
  });

  test("from this machine says where it is looked for", async () => {
    const near = await expectCode(of({ repository: "file://../nothere-redis" }), "ERR_HELM_DEPENDENCY_MISSING");
    expect(near.message).toContain('has the repository "file://../nothere-redis", so it must be in /');
    expect(near.message).toEndWith("/nothere-redis, which is not there");
    const own = await expectCode(of({}), "ERR_HELM_DEPENDENCY_MISSING");
    expect(own.message).toMatch(/has no repository, so it must be in \/.*\/charts\/redis, which is not there$/);
  });

  test("in this version says which there are", async () => {
    const operation = of({ name: "shop", version: "^9", repository: repository.url });
    const { details } = await expectCode(operation, "ERR_HELM_CHART_NOT_FOUND");
    expect(details).toMatchObject({
      version: "^9",
      versions: ["2.0.0-rc.1", "1.2.0", "1.0.0"],
      repository: repository.url,
    });
  });
});

describe("an option of another verb, or of the command only", () => {
  // biome-ignore lint/suspicious/noExplicitAny: what a user without types may write
  const any = (options: object): any => options;

  test.each([
    ["insecure of push", () => helm.charts.push("a.tgz", "oci://a", any({ insecure: true })), "insecureSkipTlsVerify"],
    [
      "insecureSkipTlsVerify of login",
      () => helm.registry.login("a", any({ insecureSkipTlsVerify: true })),
      "insecure",
    ],
    ["passwordStdin of login", () => helm.registry.login("a", any({ passwordStdin: true })), "password"],
    ["dest of pull", () => helm.charts.pull("a", any({ dest: "." })), "destination"],
    ["d of pull", () => helm.charts.pull("a", any({ d: "." })), "destination"],
  ])("is told what it is called: %s", async (_, call, name) => {
    expect((await expectCode(call(), "ERR_HELM_INVALID_ARGUMENT")).details.didYouMean).toBe(name);
  });

  test("is told what to do without it", async () => {
    const operation = helm.repositories.search("shop", any({ failOnNoResult: true }));
    expect((await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT")).details.hint).toContain("empty list");
  });
});
