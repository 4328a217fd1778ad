// Search in repositories and in hubs, beside the helm command.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { Repository } from "../../lab/repository.ts";
import type { HelmEvent, SearchOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

type Entry = Record<string, unknown>;

const entry = (name: string, version: string, more: Entry = {}): Entry => ({
  apiVersion: "v2",
  name,
  version,
  appVersion: `app-${version}`,
  urls: [`${name}-${version}.tgz`],
  ...more,
});

const nginx = (version: string, description = "A web server"): Entry =>
  entry("nginx", version, { description, keywords: ["Proxy", "http"] });

const indexes: Record<string, Record<string, Entry[]>> = {
  acme: {
    nginx: [
      nginx("1.2.0"),
      nginx("1.10.0"),
      nginx("2.0.0-rc.1"),
      nginx("0.9.0", "It was called httpd"),
      nginx("1.10.0"),
    ],
    shop: [entry("shop", "1.0.0", { description: "Sells with nginx", created: "2026-01-02T03:04:05Z", digest: "abc" })],
    early: [entry("early", "0.1.0-beta")],
    odd: [entry("odd", "not.a.version"), entry("odd", "v3"), entry("odd", "3.0.1+build")],
    old: [entry("old", "1.0.0", { deprecated: true, kubeVersion: ">=1.20.0", home: "https://example.com" })],
  },
  "nginx-charts": {
    tool: [entry("tool", "1.0.0"), entry("tool", "1.1.0")],
    renamed: [entry("another", "1.0.0", { description: "its entry has another name" })],
  },
};

/** A home with repositories whose indexes were fetched. */
function home(): TempDir {
  const repositories = Object.keys(indexes).map((name) => ({ name, url: "http://127.0.0.1:1" }));
  const files = Object.entries(indexes).map(([name, entries]) => [
    `.cache/helm/repository/${name}-index.yaml`,
    JSON.stringify({ apiVersion: "v1", entries }),
  ]);
  return tempDir({ ".config/helm/repositories.yaml": JSON.stringify({ repositories }), ...Object.fromEntries(files) });
}

describe("search", () => {
  const cases: [string | undefined, SearchOptions, string[]][] = [
    [undefined, {}, []],
    ["nginx", {}, []],
    ["NGINX", { versions: true }, ["--versions"]],
    ["nginx", { devel: true, versions: true }, ["--devel", "--versions"]],
    ["nginx", { version: "^1.0.0" }, ["--version", "^1.0.0"]],
    ["nginx", { version: "1.2.0", devel: true }, ["--version", "1.2.0", "--devel"]],
    ["httpd", {}, []],
    ["proxy http", {}, []],
    ["[A-Z]ells", { regexp: true }, ["--regexp"]],
    ["^(shop|tool)", { regexp: true }, ["--regexp"]],
    [undefined, { version: ">=3" }, ["--version", ">=3"]],
    ["another", { versions: true }, ["--versions"]],
    ["nothing of the kind", {}, []],
  ];
  test("finds what the helm command finds, in its order", async () => {
    using dir = home();
    const env = { HOME: dir.path };
    await using helm = newHelm({ env });
    for (const [keyword, options, flags] of cases) {
      const args = ["search", "repo", ...(keyword === undefined ? [] : [keyword]), ...flags, "-o", "json"];
      const { stdout, stderr } = await helmCommand(args, env);
      const found = await helm.repositories.search(keyword, options);
      const ours = found.map(({ name, version, appVersion = "", description = "" }) => ({
        name,
        version,
        app_version: appVersion,
        description,
      }));
      expect({ args, found: ours }).toEqual({ args, found: JSON.parse(stdout || `"${stderr}"`) });
    }
  });

  test("of all charts takes options alone, and says which of them is none", async () => {
    using dir = home();
    await using helm = newHelm({ env: { HOME: dir.path } });
    const all = await helm.repositories.search(undefined, { versions: true });
    expect(all.length).toBeGreaterThan(3);
    expect(await helm.repositories.search({ versions: true })).toEqual(all);
    const wrong = helm.repositories.search({ regex: true } as SearchOptions);
    expect((await expectCode(wrong, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("regex");
    const aborted = helm.repositories.search({ signal: AbortSignal.abort(new Error("enough")) });
    await expectCode(aborted, "ERR_HELM_ABORTED");
  });

  test("tells more than the command prints", async () => {
    using dir = home();
    await using helm = newHelm({ env: { HOME: dir.path } });
    expect(await helm.repositories.search("old")).toMatchObject([
      {
        name: "acme/old",
        deprecated: true,
        kubeVersion: ">=1.20.0",
        home: "https://example.com",
        urls: ["old-1.0.0.tgz"],
      },
    ]);
    expect(await helm.repositories.search("shop")).toMatchObject([{ created: "2026-01-02T03:04:05Z", digest: "abc" }]);
  });

  test("refuses what is no range, no expression and no option", async () => {
    using dir = home();
    await using helm = newHelm({ env: { HOME: dir.path } });
    const wrong: [string, SearchOptions, string][] = [
      ["nginx", { version: "one" }, "version"],
      ["(", { regexp: true }, "keyword"],
      ["nginx", { regex: true } as SearchOptions, "regex"],
    ];
    for (const [keyword, options, option] of wrong) {
      const { details } = await expectCode(helm.repositories.search(keyword, options), "ERR_HELM_INVALID_ARGUMENT");
      expect(details.option).toBe(option);
    }
  });

  test("passes over an index that is missing or broken, with a warning", async () => {
    using dir = home();
    rmSync(join(dir.path, ".cache/helm/repository/acme-index.yaml"));
    await Bun.write(join(dir.path, ".cache/helm/repository/nginx-charts-index.yaml"), "entries: 7");
    await using helm = newHelm({ env: { HOME: dir.path } });
    const events: HelmEvent[] = [];
    expect(await helm.repositories.search("nginx", { onEvent: (event) => events.push(event) })).toEqual([]);
    const warnings = events.filter((event) => event.type === "log");
    expect(warnings.map(({ level, message }) => `${level} ${message}`)).toEqual([
      expect.stringContaining('warn the index of repository "acme"'),
      expect.stringContaining('warn the index of repository "nginx-charts"'),
    ]);
  });

  test("sees an index as soon as anyone has written it anew", async () => {
    await using repository = await Repository.serve(["1.0.0"]);
    await using newer = await Repository.serve(["1.0.0", "1.1.0"]);
    using dir = tempDir();
    const env = { HOME: dir.path };
    await using helm = newHelm({ env });
    await helm.repositories.add("mine", repository.url);
    expect(await helm.repositories.search("shop")).toMatchObject([{ version: "1.0.0" }]);
    repository.behaviour = (_, path) => new Response(Bun.file(newer.file(path)));
    await helmCommand(["repo", "update"], env);
    expect(await helm.repositories.search("shop")).toMatchObject([{ version: "1.1.0" }]);
  });

  test("without a repository is refused, as the command does", async () => {
    using dir = tempDir();
    await using helm = newHelm({ env: { HOME: dir.path } });
    await expectCode(helm.repositories.search("nginx"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect((await helmCommand(["search", "repo", "nginx"], { HOME: dir.path })).exitCode).toBe(1);
  });
});

describe("searchHub", () => {
  const helm = newHelm();

  /** A hub that answers with this. */
  const hub = (fetch: (request: Request) => Response | Promise<Response>): Bun.Server<undefined> =>
    Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });

  const data = [
    {
      id: "acme/nginx",
      artifactHub: { packageUrl: "https://hub.example.com/packages/helm/acme/nginx" },
      attributes: {
        name: "nginx",
        description: "A web server",
        repo: { name: "acme", url: "https://charts.example.com" },
      },
      relationships: { latestChartVersion: { data: { version: "1.2.0", app_version: "1.27" } } },
    },
    {
      id: "old/nginx",
      attributes: { repo: {} },
      relationships: { latestChartVersion: { data: { version: "0.1.0" } } },
    },
  ];

  test("finds what the helm command finds", async () => {
    const asked: string[] = [];
    using server = hub((request) => {
      asked.push(request.url.slice(server.url.href.length - 1));
      return Response.json({ data });
    });
    const endpoint = server.url.href.replace(/\/$/, "");
    const ours = await helm.repositories.searchHub("web & server", { endpoint });
    const { stdout } = await helmCommand(["search", "hub", "web & server", "--endpoint", endpoint, "-o", "json"]);
    expect(
      ours.map(({ name: _, appVersion = "", description = "", ...rest }) => {
        return { ...rest, app_version: appVersion, description };
      }),
    ).toEqual(JSON.parse(stdout));
    expect(ours[1]?.url).toBe(`${endpoint}/charts/old/nginx`);
    expect(asked).toEqual(Array(2).fill("/api/chartsvc/v1/charts/search?q=web+%26+server"));
  });

  test("tells what is pulled by: the name and the repository", async () => {
    await using repository = await Repository.serve();
    const attributes = { name: "shop", repo: { name: "acme", url: repository.url } };
    const relationships = { latestChartVersion: { data: { version: "1.0.0" } } };
    using server = hub(() => Response.json({ data: [{ id: "acme/shop", attributes, relationships }] }));
    const [found] = await helm.repositories.searchHub("shop", { endpoint: server.url });
    const { name = "", version = "", repository: from } = found ?? {};
    expect(await helm.charts.pull(name, { repo: from?.url, version })).toMatchObject({
      name: "shop",
      version: "1.0.0",
    });
  });

  test("has a code for a hub that fails, or is none", async () => {
    using broken = hub(() => new Response("", { status: 500 }));
    using page = hub(() => new Response("<html>welcome</html>"));
    for (const { url } of [broken, page, { url: "http://127.0.0.1:1" }]) {
      const operation = helm.repositories.searchHub("nginx", { endpoint: String(url) });
      const { details } = await expectCode(operation, "ERR_HELM_REPOSITORY_UNREACHABLE");
      expect(details.url).toStartWith(String(url));
    }
    const wrong = helm.repositories.searchHub("nginx", { endpoint: "hub" });
    expect((await expectCode(wrong, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("endpoint");
  });

  test("is given up when it is cancelled", async () => {
    const arrived = Promise.withResolvers<void>();
    using server = hub(() => {
      arrived.resolve();
      return new Promise<Response>(() => {});
    });
    const operation = helm.repositories.searchHub("nginx", { endpoint: server.url.href });
    await arrived.promise;
    operation.cancel();
    await expectCode(operation, "ERR_HELM_ABORTED");
  });
});
