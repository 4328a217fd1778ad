// Charts that are read once: charts.load, and what may be done with its result.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { inspect } from "node:util";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { helmCommand, pack } from "../../lab/helm.ts";
import { internal } from "../../lab/internal.ts";
import { libraryOnly } from "../../lab/library-only.ts";
import { configMap } from "../../lab/objects.ts";
import { runScript } from "../../lab/process.ts";
import { Repository } from "../../lab/repository.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";
import type { TemplateOptions } from "../../src/index.ts";

const helm = newHelm();
const handles = async (): Promise<number> => (await internal("internal.counts")).handles;

const web = (metadata = {}): TempDir =>
  chart({
    metadata,
    values: { text: "default", deep: { kept: true } },
    templates: { "a.yaml": configMap("a", { text: "{{ .Values.text }}" }), "_b.tpl": "" },
    files: {
      "values.schema.json": '{"properties": {"text": {"type": "string"}}}',
      "README.md": "# Shop",
      "crds/a.yaml": "kind: CustomResourceDefinition",
      "config/app.toml": "port = 80",
    },
  });

/** A chart in which Helm changes all that it changes in any: aliases, conditions, tags, import-values. */
const nested = (): TempDir => {
  const sub = (name: string, extra = {}): Record<string, string> => ({
    [`charts/${name}/Chart.yaml`]: JSON.stringify({ apiVersion: "v2", name, version: "1.0.0", ...extra }),
    [`charts/${name}/values.yaml`]: JSON.stringify({ own: name, exports: { data: { from: name } }, list: { a: 1 } }),
    [`charts/${name}/templates/a.yaml`]: configMap(`${name}-{{ .Chart.Name }}`, {
      all: "{{ .Values | toJson | b64enc }}",
    }),
  });
  const dependency = (name: string, extra = {}): object => ({ name, version: ">0.0.0-0", repository: "", ...extra });
  const inner = Object.entries(sub("inner")).map(([file, text]) => [`charts/middle/${file}`, text]);
  return chart({
    metadata: {
      dependencies: [
        dependency("plain", { "import-values": ["data", { child: "list", parent: "taken" }] }),
        dependency("middle", { alias: "first", condition: "first.enabled" }),
        dependency("middle", { alias: "second", tags: ["some"] }),
        dependency("off", { condition: "off.enabled" }),
      ],
    },
    values: { off: { enabled: false }, first: { own: "replaced" }, global: { who: "all" } },
    templates: { "a.yaml": configMap("a", { all: "{{ .Values | toJson | b64enc }}" }) },
    files: {
      ...sub("plain"),
      ...sub("middle", {
        dependencies: [dependency("inner", { condition: "inner.enabled", "import-values": ["data"] })],
      }),
      ...sub("off"),
      ...Object.fromEntries(inner),
      "charts/unlisted/Chart.yaml": "apiVersion: v2\nname: unlisted\nversion: 1.0.0\n",
    },
  });
};

describe("a loaded chart", () => {
  test("tells what is in it", async () => {
    using source = web({ appVersion: "2.0" });
    using loaded = await helm.charts.load(source.path);
    expect(loaded.metadata).toEqual({ apiVersion: "v2", name: "shop", version: "1.0.0", appVersion: "2.0" });
    expect(loaded.values).toEqual({ text: "default", deep: { kept: true } });
    expect(loaded.schema).toEqual({ properties: { text: { type: "string" } } });
    expect(loaded.readme).toBe("# Shop");
    expect([...loaded.templates].sort()).toEqual(["templates/_b.tpl", "templates/a.yaml"]);
    expect([...loaded.files].sort()).toEqual(["README.md", "config/app.toml", "crds/a.yaml"]);
    expect(loaded.crds).toEqual(["shop/crds/a.yaml"]);
    expect(await loaded.text("config/app.toml")).toBe("port = 80");
    expect(await loaded.bytes("config/app.toml")).toEqual(new TextEncoder().encode("port = 80"));
    const missing = await expectCode(loaded.text("no/such/file"), "ERR_HELM_INVALID_ARGUMENT");
    expect(missing.details.option).toBe("file");
  });

  test("gives files that are no text as they are", async () => {
    const image = new Uint8Array([0, 0xff, 0xfe, 0xc3, 0x28, 0x0a]);
    using source = web();
    await Bun.write(join(source.path, "files/logo.png"), image);
    await Bun.write(join(source.path, "files/empty"), "");
    using loaded = await helm.charts.load(source.path);
    expect(await loaded.bytes("files/logo.png")).toEqual(image);
    expect(await loaded.bytes("files/empty")).toEqual(new Uint8Array());
  });

  test("a chart without schema, README and values has none", async () => {
    using source = chart({ files: { "values.yaml": "" } });
    using loaded = await helm.charts.load(source.path);
    expect(loaded).toMatchObject({ values: {}, schema: undefined, readme: "", templates: [], crds: [], files: [] });
  });

  test("is shown by console.log as what it tells, not as how it is made", async () => {
    using source = chart({ files: { notes: "..." } });
    using loaded = await helm.charts.load(source.path);
    for (const text of [Bun.inspect(loaded), inspect({ loaded })]) {
      expect(text).toMatch(
        /Chart \{\s+metadata: \{[^}]+name: .shop.[^}]+\},\s+dependencies: \[\],\s+templates: \[\],\s+files: \[ .notes. \],/,
      );
      expect(text).not.toMatch(/handle/i);
    }
  });

  test("names its dependencies: those it lists and those it has", async () => {
    using source = nested();
    using loaded = await helm.charts.load(source.path);
    const names = loaded.dependencies.map(({ name }) => name).sort();
    expect(names).toEqual(["middle", "off", "plain", "unlisted"]);
    expect(loaded.metadata.dependencies?.map(({ alias, name }) => alias ?? name)).toEqual([
      "plain",
      "first",
      "second",
      "off",
    ]);
  });

  test("renders as its directory does, and does not look at it again", async () => {
    const source = web();
    using loaded = await helm.charts.load(source.path);
    const options: TemplateOptions = { values: { text: "mine" }, includeCrds: true };
    const expected = await helm.charts.template(source.path, options);
    source[Symbol.dispose]();
    expect(await helm.charts.template(loaded, options)).toEqual(expected);
    expect(expected.manifest).toContain("mine");
  });

  test("fifty renders at once, each with other values, are as fifty charts read anew", async () => {
    using source = nested();
    using loaded = await helm.charts.load(source.path);
    const options = (index: number): TemplateOptions => ({
      values: {
        index,
        first: { enabled: index % 2 === 0, own: `first-${index}`, inner: { enabled: index % 3 === 0 } },
        second: index % 5 === 0 ? { list: { b: index } } : {},
        off: { enabled: index % 7 === 0 },
        tags: { some: index % 4 !== 0 },
        taken: index % 6 === 0 ? { a: null, c: index } : {},
      },
    });
    const all = Array.from({ length: 50 }, (_, index) => index);
    const rendered = await Promise.all(all.map((index) => helm.charts.template(loaded, options(index))));
    for (const index of all) {
      const fresh = await helm.charts.template(source.path, options(index));
      expect([index, rendered[index]?.manifest]).toEqual([index, fresh.manifest]);
    }
    expect(new Set(rendered.map(({ manifest }) => manifest)).size).toBe(50);
    using file = tempDir({ "values.yaml": JSON.stringify(options(42).values) });
    const command = await helmCommand(["template", source.path, "-f", join(file.path, "values.yaml")]);
    expect(rendered[42]?.manifest).toBe(command.stdout);
    expect(loaded.metadata).toEqual((await helm.charts.show(loaded)).metadata);
  });

  test("values that do not fit its schema are refused in the same words each time", async () => {
    const properties = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`option${i}`, { type: "integer" }]));
    const schema = JSON.stringify({ properties, additionalProperties: false });
    using source = chart({ files: { "values.schema.json": schema } });
    using loaded = await helm.charts.load(source.path);
    const values = { option7: "seven", other: 1 };
    const fresh = await expectCode(helm.charts.template(source.path, { values }), "ERR_HELM_VALUES_INVALID");
    await helm.charts.template(loaded, { values: { option7: 7 } });
    for (let round = 0; round < 2; round++) {
      const error = await expectCode(helm.charts.template(loaded, { values }), "ERR_HELM_VALUES_INVALID");
      expect(error.message).toBe(fresh.message);
      expect(error.details).toEqual(fresh.details);
      expect(String(error.cause)).toBe(String(fresh.cause));
    }
    await helm.charts.template(loaded, { values, skipSchemaValidation: true });
  });

  test("a schema that refers to a server is asked for each time, as Helm does", async () => {
    let asked = 0;
    await using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => {
        asked++;
        return Response.json({ type: asked > 2 ? "string" : "integer" });
      },
    });
    const padding = "x".repeat(10_000);
    const schema = JSON.stringify({ $comment: padding, properties: { a: { $ref: server.url.href } } });
    using source = chart({ files: { "values.schema.json": schema } });
    using loaded = await helm.charts.load(source.path);
    const options = { values: { a: 1 }, schemaReferences: true };
    await helm.charts.template(loaded, options);
    await helm.charts.template(loaded, options);
    const error = await expectCode(helm.charts.template(loaded, options), "ERR_HELM_VALUES_INVALID");
    expect(error.details.violations).toMatchObject([{ path: "/a", message: "must be a string, but is a number" }]);
    expect(asked).toBeGreaterThanOrEqual(3);
  });

  test("comes from an archive's bytes and from a repository, with what was downloaded", async () => {
    using source = web();
    using packed = tempDir();
    using bytes = await helm.charts.load(Bun.file(await pack(source, packed)));
    expect(bytes.metadata.name).toBe("shop");
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    using loaded = await helm.charts.load("shop", { repo: repository.url, version: "1.0.0" });
    expect(loaded.url).toBe(`${repository.url}/shop-1.0.0.tgz`);
    expect(loaded.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const before = repository.asked.length;
    expect((await helm.charts.template(loaded)).manifest).toContain("1.0.0");
    expect(repository.asked.length).toBe(before);
  });

  test("can be installed and upgraded, again and again", async () => {
    await using fixture = await Fixture.make();
    using source = web();
    using loaded = await fixture.helm.charts.load(source.path);
    await Promise.all(
      ["one", "two"].map((name) => fixture.helm.releases.install(name, loaded, { skipCrds: true, dryRun: "client" })),
    );
    await fixture.helm.releases.install("shop", loaded, { skipCrds: true });
    const release = await fixture.helm.releases.upgrade("shop", loaded, { values: { text: "new" } });
    expect(release).toMatchObject({ revision: 2, status: "deployed", chart: { name: "shop" } });
    expect((await fixture.get("configmaps/a")).data?.text).toBe("new");
    const generated = await fixture.helm.releases.install(undefined, loaded, { generateName: true, dryRun: "client" });
    expect(generated.name).toMatch(/^chart-\d+$/);
  }, 30_000);
});

describe("a handle", () => {
  test("that is closed is refused", async () => {
    using source = web();
    const loaded = await helm.charts.load(source.path);
    await loaded.close();
    await loaded.close();
    const error = await expectCode(helm.charts.template(loaded), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe("chart");
    expect(error.message).toBe(`chart is closed (${loaded.metadata.name} ${loaded.metadata.version})`);
    await expectCode(loaded.text("Chart.yaml"), "ERR_HELM_INVALID_ARGUMENT");
    expect(loaded.values).toEqual({ text: "default", deep: { kept: true } }); // what was read stays
  });

  test("of another client is refused", async () => {
    using source = web();
    using loaded = await helm.charts.load(source.path);
    await using other = newHelm();
    const error = await expectCode(other.charts.template(loaded), "ERR_HELM_INVALID_ARGUMENT");
    expect(error.details.option).toBe("chart");
    expect(error.message).toContain("another client");
  });

  test("among values, in a list, or as an option of a client is refused", async () => {
    using source = web();
    using loaded = await helm.charts.load(source.path);
    const chartValue = loaded as unknown as Record<string, unknown>;
    for (const values of [chartValue, { chart: chartValue }, [chartValue]])
      await expectCode(helm.charts.template(source.path, { values }), "ERR_HELM_INVALID_ARGUMENT");
    await using strange = newHelm({ namespace: loaded as unknown as string });
    await expectCode(strange.charts.template(source.path), "ERR_HELM_INVALID_ARGUMENT");
  });

  test("that is closed while it is used serves those calls to their end", async () => {
    using source = web();
    const loaded = await helm.charts.load(source.path);
    let closing: Promise<void> | undefined;
    const rendered = await helm.charts.template(loaded, {
      postRenderer: (manifest) => {
        closing = loaded.close();
        return manifest;
      },
    });
    expect(rendered.manifest).toContain("default");
    await closing;
  });

  test("goes with `using`, with its client, and when it is forgotten", async () => {
    using source = web();
    const before = await handles();
    {
      await using _ = await helm.charts.load(source.path);
      expect(await handles()).toBe(before + 1);
    }
    expect(await handles()).toBe(before);

    const client = newHelm();
    const kept = await client.charts.load(source.path);
    expect(await handles()).toBe(before + 1);
    await client.close();
    expect(await handles()).toBe(before);
    await kept.close(); // without effect, and no error
    await expectCode(client.charts.template(kept), "ERR_HELM_CLOSED");

    await forget(source.path);
    await until(async () => {
      Bun.gc(true);
      return (await handles()) === before;
    });
  });

  async function forget(path: string): Promise<void> {
    for (let i = 0; i < 20; i++) await helm.charts.load(path);
    expect(await handles()).toBeGreaterThan(0);
  }

  libraryOnly("each context has a child process of its own")(
    "goes with the JavaScript context that has loaded it",
    async () => {
      using source = web();
      const before = await handles();
      using files = tempDir({
        "worker.ts": `import { helm } from ${JSON.stringify(join(root, "src/index.ts"))};
        globalThis.kept = await helm.charts.load(${JSON.stringify(source.path)});
        setInterval(() => {}, 1000); // or it would end by itself
        postMessage("loaded");`,
      });
      const worker = new Worker(join(files.path, "worker.ts"));
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      const said = await promise;
      expect(said).toBe("loaded");
      expect(await handles()).toBe(before + 1);
      worker.terminate();
      await until(async () => (await handles()) === before);
    },
  );

  test("does not keep the process alive", async () => {
    using source = web();
    const script = `import { newHelm } from "./lab/client.ts"; const helm = newHelm(); globalThis.kept = await helm.charts.load(${JSON.stringify(source.path)}); console.log("done");`;
    expect(await runScript(script)).toMatchObject({ stdout: "done\n", exitCode: 0 });
  });

  test("a load that was cancelled leaves nothing behind", async () => {
    using source = web();
    const before = await handles();
    const loading = Array.from({ length: 20 }, () => helm.charts.load(source.path));
    for (const operation of loading) operation.cancel();
    for (const done of await Promise.allSettled(loading)) if (done.status === "fulfilled") await done.value.close();
    await until(async () => (await handles()) === before);
  });
});
