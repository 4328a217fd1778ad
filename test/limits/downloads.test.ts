// What others send is bounded: each kind of download has a limit, and refusing it takes little more memory than that.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { endless, layer, manifest, manifestAnswer, refused, server, sha256 } from "./endless.ts";

setDefaultTimeout(60_000);

const mib = 1 << 20;
const huge = 100 * 2 ** 30;
const tooLarge = "ERR_HELM_TOO_LARGE";
const index = (urls: string[] = ["shop-1.0.0.tgz"]): string =>
  JSON.stringify({ apiVersion: "v1", entries: { shop: [{ name: "shop", version: "1.0.0", urls }] } });

describe("a repository", () => {
  test.each<[what: string, call: (url: string) => string, bad: string, limit: number, option: string]>([
    ["an index", (url) => `helm.repositories.add("a", "${url}")`, "/index.yaml", 128 * mib, "limits.index"],
    [
      "an index of an address",
      (url) => `helm.charts.show("shop", { repo: "${url}" })`,
      "/index.yaml",
      128 * mib,
      "limits.index",
    ],
    [
      "an archive",
      (url) => `helm.charts.show("shop", { repo: "${url}" })`,
      "/shop-1.0.0.tgz",
      128 * mib,
      "limits.archive",
    ],
    ["an archive of an address", (url) => `helm.charts.pull("${url}/a.tgz")`, "/a.tgz", 128 * mib, "limits.archive"],
    [
      "a provenance file",
      (url) => `helm.charts.pull("shop", { repo: "${url}", prov: true })`,
      "/shop-1.0.0.tgz.prov",
      4 * mib,
      "limits.metadata",
    ],
    [
      "an answer to a search",
      (url) => `helm.repositories.searchHub("a", { endpoint: "${url}" })`,
      "/api/chartsvc/v1/charts/search",
      128 * mib,
      "limits.index",
    ],
    [
      "a values file",
      (url) => `helm.charts.template(new Uint8Array(1), { valueFiles: ["${url}/values.yaml"] })`,
      "/values.yaml",
      16 * mib,
      "limits.values",
    ],
    [
      "a text for setFile",
      (url) => `helm.charts.template(new Uint8Array(1), { setFile: ["a=${url}/text"] })`,
      "/text",
      16 * mib,
      "limits.values",
    ],
  ])("that sends %s without an end is refused", async (_, call, bad, limit, option) => {
    const archive = new Uint8Array(9);
    await using site = server((path) => {
      if (path === bad) return new Response(endless());
      if (path === "/index.yaml") return new Response(index());
      return path.endsWith(".tgz") ? new Response(archive) : undefined;
    });
    const { code, message, details, peak } = await refused(call(site.url));
    expect({ code, details }).toMatchObject({ code: tooLarge, details: { url: site.url + bad, limit, option } });
    expect(message).toContain(`is larger than ${limit / mib} MiB`);
    expect(peak).toBeLessThan(limit / 1e6 + 60);
  });

  test("that says how large its archive is is not read at all", async () => {
    using site = Bun.listen({
      port: 0,
      hostname: "127.0.0.1",
      socket: {
        data: (socket) => {
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${huge}\r\n\r\n`);
          socket.write(new Uint8Array(64 << 10));
        },
      },
    });
    const { code, peak } = await refused(`helm.charts.pull("http://127.0.0.1:${site.port}/a.tgz")`);
    expect(code).toBe(tooLarge);
    expect(peak).toBeLessThan(40);
  });

  test("may send more, and must send less, where the client says so", async () => {
    await using site = server((path) => (path === "/index.yaml" ? new Response(index()) : undefined));
    const call = `helm.repositories.add("a", "${site.url}")`;
    expect(await refused(call, { limits: { index: 20 } })).toMatchObject({
      code: tooLarge,
      message: `${site.url}/index.yaml: the index is larger than 20 bytes`,
      details: { limit: 20, option: "limits.index" },
    });
    expect((await refused(call, { limits: { index: 1000 } })).message).toStartWith("resolved");
  });
});

describe("a registry", () => {
  const tags = (url: string): string =>
    `helm.registry.tags("${url.replace("http", "oci")}/a/shop", { plainHttp: true })`;
  const show = (url: string, more = 'version: "1.0.0"'): string =>
    `helm.charts.show("${url.replace("http", "oci")}/a/shop", { plainHttp: true, ${more} })`;
  const next = (to: string): ResponseInit => ({ headers: { link: `<${to}>; rel="next"` } });
  const circle = (request: Request): Response =>
    Response.json(
      { tags: ["1.0.0"] },
      next(`/v2/a/shop/tags/list?last=${new URL(request.url).searchParams.get("last") === "a" ? "b" : "a"}`),
    );

  test.each<[what: string, call: (url: string) => string, answer: (request: Request) => Response, said: string]>([
    ["in a circle", tags, circle, "the list of tags never ends: its pages lead in a circle"],
    ["in a circle, for a range,", (url) => show(url, 'version: "^1"'), circle, "in a circle"],
    ["in a circle, for the newest,", (url) => show(url, ""), circle, "in a circle"],
    [
      "on pages without an end",
      tags,
      (request) => {
        const page = Number(new URL(request.url).searchParams.get("last")) + 1;
        return Response.json({ tags: [`1.0.${page}`] }, next(`/v2/a/shop/tags/list?last=${page}`));
      },
      "the list of tags is larger than 16 MiB",
    ],
    [
      "on a page without an end",
      tags,
      () => new Response(endless('{"tags":["', new TextEncoder().encode('1.0.0","'.repeat(30_000)))),
      "the list of tags is larger than 16 MiB",
    ],
  ])("with tags %s is refused", async (_, call, answer, said) => {
    await using site = server((path, request) => (path.endsWith("/tags/list") ? answer(request) : undefined));
    const { code, message, details, peak } = await refused(call(site.url));
    expect({ code, details }).toMatchObject({ code: tooLarge, details: { limit: 16 * mib, option: "limits.tags" } });
    expect(message).toContain(said);
    expect(details.reference).toStartWith(`oci://${site.host}/a/shop`);
    expect(peak).toBeLessThan(100);
    expect(site.asked()).toBeLessThan(5000);
  });

  test("that pages honestly is read to its end", async () => {
    await using site = server((path, request) => {
      if (!path.endsWith("/tags/list")) return;
      const page = Number(new URL(request.url).searchParams.get("last"));
      return Response.json({ tags: [`1.${page}.0`] }, page < 40 ? next(`/v2/a/shop/tags/list?last=${page + 1}`) : {});
    });
    expect(await newHelm().registry.tags(`oci://${site.host}/a/shop`, { plainHttp: true })).toHaveLength(41);
  });

  const config = JSON.stringify({ name: "shop", version: "1.0.0", apiVersion: "v2" });
  const configLayer = layer.config(config.length, sha256(config));
  const parts = [1, 2, 3, 4].map((byte) => new Uint8Array(60 * mib).fill(byte));
  const manifestOf = (...layers: Parameters<typeof manifest>): string => manifest(...layers);
  const withBlobs =
    (body: string, blobs: Record<string, () => Response> = {}) =>
    (path: string, request: Request): Response | undefined => {
      if (path.includes("/manifests/")) return manifestAnswer(body, request);
      if (path.endsWith(sha256(config))) return new Response(config);
      const blob = Object.keys(blobs).find((digest) => path.endsWith(digest));
      return blob === undefined ? undefined : blobs[blob]?.();
    };

  test.each<[what: string, answer: ReturnType<typeof withBlobs>, option: string, peak: number]>([
    ["an archive of 100 GB", withBlobs(manifestOf(configLayer, layer.chart(huge))), "limits.archive", 40],
    [
      "an archive of 100 GB, of which it sends some,",
      withBlobs(manifestOf(configLayer, layer.chart(huge)), { [sha256("chart")]: () => new Response(endless()) }),
      "limits.archive",
      40,
    ],
    [
      "a configuration of 100 GB",
      withBlobs(manifestOf(layer.config(huge), layer.chart(1)), { [sha256("config")]: () => new Response(endless()) }),
      "limits.metadata",
      40,
    ],
    [
      "archives that are too large together",
      withBlobs(
        manifestOf(configLayer, ...parts.map((part) => layer.chart(part.length, sha256(part)))),
        Object.fromEntries(parts.map((part) => [sha256(part), () => new Response(part)])),
      ),
      "limits.archive",
      300,
    ],
    [
      "a manifest of 100 GB",
      (path, request) => {
        if (!path.includes("/manifests/")) return;
        const headers = {
          "content-type": "application/vnd.oci.image.manifest.v1+json",
          "docker-content-digest": sha256("x"),
        };
        return request.method === "HEAD"
          ? new Response(null, { headers: { ...headers, "content-length": `${huge}` } })
          : new Response(endless("{"), { headers });
      },
      "limits.metadata",
      40,
    ],
  ])("with %s is refused", async (_, answer, option, most) => {
    await using site = server(answer);
    const { code, details, peak, message } = await refused(show(site.url));
    expect({ code, details, message }).toMatchObject({ code: tooLarge, details: { option } });
    expect(details.reference).toBe(`oci://${site.host}/a/shop:1.0.0`);
    expect(peak).toBeLessThan(most);
  });

  test("whose blob is longer than it says is not read further", async () => {
    await using site = server(
      withBlobs(manifestOf(configLayer, layer.chart(1000)), { [sha256("chart")]: () => new Response(endless()) }),
    );
    const { code, peak } = await refused(show(site.url));
    expect(code).toBe("ERR_HELM_VERIFICATION_FAILED");
    expect(peak).toBeLessThan(40);
  });

  test("with a provenance of 100 GB is refused where it is wanted, and else not asked for it", async () => {
    const chart = new TextEncoder().encode("no chart");
    await using site = server(
      withBlobs(manifestOf(configLayer, layer.chart(chart.length, sha256(chart)), layer.provenance(huge)), {
        [sha256(chart)]: () => new Response(chart),
      }),
    );
    expect(await refused(show(site.url))).toMatchObject({ code: "ERR_HELM_CHART_INVALID" });
    expect(await refused(show(site.url, 'version: "1.0.0", verify: true'))).toMatchObject({
      code: tooLarge,
      details: { option: "limits.metadata" },
    });
  });
});

describe("a getter plugin", () => {
  const protocols = ["story"];
  const format = {
    name: "story",
    version: "1.0.0",
    usage: "",
    description: "",
    downloaders: [{ command: "get.sh", protocols }],
  };
  async function plugin(script: string) {
    const home = tempDir({ "plugins/story/plugin.yaml": JSON.stringify(format) });
    const program = join(home.path, "plugins/story/get.sh");
    await Bun.write(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    const env = { HOME: home.path, HELM_PLUGINS: join(home.path, "plugins"), PATH: "/usr/bin:/bin" };
    return { env, home: undefined, [Symbol.dispose]: () => home[Symbol.dispose]() };
  }

  test.each([
    ["pull", "limits.archive", 128],
    ["repositories.add", "limits.index", 128],
  ])("that prints without an end is ended: %s", async (verb, option, limit) => {
    using installed = await plugin("trap '' PIPE; yes; sleep 60");
    const call = verb === "pull" ? 'helm.charts.pull("story://a/b.tgz")' : 'helm.repositories.add("a", "story://a")';
    const { code, details, peak } = await refused(call, { env: installed.env });
    expect({ code, details }).toMatchObject({ code: tooLarge, details: { option, limit: limit * mib } });
    expect(peak).toBeLessThan(limit + 60);
  });

  test("may say without an end what nobody reads: its last words are kept", async () => {
    using installed = await plugin("head -c 500000000 /dev/zero | tr '\\0' x >&2; echo the end >&2; exit 3");
    const { message, peak } = await refused('helm.charts.pull("story://a/b.tgz")', { env: installed.env });
    expect(message).toEndWith("the end");
    expect(message.length).toBeLessThan(2300);
    expect(peak).toBeLessThan(40);
  });
});

test("a post-renderer that prints without an end is ended", async () => {
  const format = {
    apiVersion: "v1",
    name: "endless",
    version: "1.0.0",
    type: "postrenderer/v1",
    runtime: "subprocess",
    runtimeConfig: { platformCommand: [{ command: "yes" }] },
  };
  using home = tempDir({ "plugins/endless/plugin.yaml": JSON.stringify(format) });
  using source = tempDir({ "Chart.yaml": "{apiVersion: v2, name: a, version: 1.0.0}", "templates/a.yaml": "a: 1" });
  const env = { HOME: home.path, HELM_PLUGINS: join(home.path, "plugins"), PATH: "/usr/bin:/bin" };
  const call = `helm.charts.template("${source.path}", { postRendererPlugin: "endless" })`;
  const { code, message, peak } = await refused(call, { env, limits: { render: 8 * mib } });
  expect({ code, message }).toMatchObject({
    code: "ERR_HELM_POST_RENDERER_FAILED",
    message: expect.stringContaining('what the plugin "endless" gave is larger than 8 MiB') as string,
  });
  expect(peak).toBeLessThan(80);
});
