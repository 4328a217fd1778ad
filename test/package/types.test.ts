// What a user's compiler makes of the package, whatever its settings.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Project, project, type Registry, registry } from "../../lab/packages.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";

setDefaultTimeout(300_000);

/** A user's program that needs nothing of its platform. */
const consumer = `
import {
  type CallOptions, type Chart, type Charts, type Dependencies, Helm, HelmError, type HelmEvent, type HelmOptions,
  helm, InstallError, type KubernetesObject, type Operation, type Registry, type Release, type Releases,
  type Repositories, type ReleaseSummary,
} from "bunhelm";
import { report, watch, type WatchOptions } from "bunhelm/terminal";
import { type KubeObject, pod, TestCluster, TestClusterError, type TestClusterOptions } from "bunhelm/testing";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <T extends true>(_?: T): void => {};
declare const log: (...what: unknown[]) => void;

export async function deploy(name: string, options: HelmOptions): Promise<Release> {
  const client = new Helm({ ...options, namespace: "shop", env: {}, home: "memory", onLog: ({ message }) => log(message) });
  const groups: readonly [Releases, Charts, Repositories, Registry, Dependencies] =
    [client.releases, client.charts, client.repositories, client.registry, client.charts.dependencies];
  log(groups.length);
  const common: CallOptions = { onEvent: (event: HelmEvent) => log(event.at) };
  const operation: Operation<Release> = client.releases.upgrade(name, "./chart", {
    ...common, install: true, values: { replicas: 3 }, wait: "watcher", timeout: "5m", rollbackOnFailure: true,
  });
  for await (const event of operation) {
    if (event.type === "resource") log(event.action, event.name);
    else if (event.type === "hookLog") log(event.hook);
  }
  try {
    return await operation;
  } catch (error) {
    if (HelmError.is(error, "ERR_HELM_APPLY_CONFLICT")) for (const { field, manager } of error.details.conflicts) log(field, manager);
    if (error instanceof InstallError) log(error.report(), error.code, error.retryable);
    throw error;
  } finally {
    await client.close();
  }
}

export async function rest(): Promise<void> {
  const { objects } = await helm.charts.template("./chart", { objects: true });
  is<Equal<typeof objects, KubernetesObject[]>>();
  const chart: Chart = await helm.charts.load("./chart");
  log(await chart.text("values.yaml"), await helm.charts.lint(chart), await helm.charts.show(chart));
  const listed: ReleaseSummary[] = await helm.releases.list({ allNamespaces: true });
  log(listed[0]?.revision, await helm.releases.history("shop"), await helm.releases.get("shop"));
  log(await helm.releases.status("shop"), await helm.releases.getValues("shop"), await helm.releases.getMetadata("shop"));
  log(await helm.releases.rollback("shop", { revision: 1 }), await helm.releases.test("shop"));
  log(await helm.releases.uninstall("shop", { ignoreNotFound: true }));
  log(await helm.charts.pull("acme/shop", { destination: "." }), await helm.charts.dependencies.list("."));
  log(await helm.repositories.search("web"), await helm.registry.tags("oci://r.example.com/a"), await helm.version());
  // @ts-expect-error: a misspelt option
  void helm.releases.install("shop", "./chart", { instal: true });
  // @ts-expect-error: the list may be empty
  log(listed[0].revision);
}

export async function shown(options: WatchOptions<Release>): Promise<number> {
  const { revision } = await watch(helm.releases.upgrade("shop", "./chart"), options);
  return revision + report(new Error("none")).length;
}

export async function testing(options: TestClusterOptions): Promise<KubeObject | undefined> {
  const cluster = await TestCluster.start(options).catch((error: unknown) => {
    throw error instanceof TestClusterError ? error.code : error;
  });
  const namespace = await cluster.namespace();
  log(pod.annotations({ readyAfter: "1s" }), cluster.kubeconfig);
  return await cluster.get(\`/api/v1/namespaces/\${namespace}\`);
}
`;

/** What this repository compiles itself, which needs Bun's types. */
const own = readFileSync(join(root, "test/types/api.ts"), "utf8")
  .replace("../../src/index.ts", "bunhelm")
  .replaceAll("../../src/testing/index.ts", "bunhelm/testing");

const compilers = { "7": "typescript", "5.9": "typescript-5.9" };

interface World {
  readonly lib: readonly string[];
  readonly types?: readonly string[];
  /** Without it, what is wrong in declarations is found too. */
  readonly skipLibCheck?: boolean;
}

const worlds: Record<string, World> = {
  "ES2022 alone": { lib: ["ES2022"] },
  "ES2022 alone, skipLibCheck": { lib: ["ES2022"], skipLibCheck: true },
  "ES2022, DOM": { lib: ["ES2022", "DOM"] },
  "ES2022, Bun's types": { lib: ["ES2022"], types: ["bun-types"] },
  "ESNext, DOM, Bun's types": { lib: ["ESNext", "DOM"], types: ["bun-types"] },
};

let server: Registry;
let user: Project;
beforeAll(async () => {
  server = await registry();
  user = project(server.url, { "consumer.ts": consumer, "own.ts": own });
  await user.run(bunExe, "add", "bunhelm");
  symlinkSync(join(root, "node_modules/bun-types"), join(user.path, "node_modules/bun-types"));
});
afterAll(() => {
  user[Symbol.dispose]();
  server[Symbol.dispose]();
});

// The old compiler takes half a minute for all of Bun's types: once for each of its resolutions.
const left = ["5.9 bundler ES2022, Bun's types", "5.9 nodenext ESNext, DOM, Bun's types"];

const cases = Object.entries(compilers).flatMap(([version, compiler]) =>
  ["bundler", "nodenext"].flatMap((resolution) =>
    Object.keys(worlds)
      .filter((world) => !left.includes(`${version} ${resolution} ${world}`))
      .map((world) => [version, resolution, world, compiler] as const),
  ),
);

test.each(cases)("TypeScript %s, %s, %s", async (_version, resolution, world, compiler) => {
  const { lib, types = [], skipLibCheck = false } = worlds[world] as World;
  const hasBun = types.length > 0;
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: !hasBun,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    module: resolution === "bundler" ? "ESNext" : "NodeNext",
    moduleResolution: resolution,
    target: "ES2022",
    lib,
    types,
    skipLibCheck,
  };
  const config = { compilerOptions, files: ["consumer.ts", ...(hasBun ? ["own.ts"] : [])] };
  await Bun.write(join(user.path, "tsconfig.json"), JSON.stringify(config));
  const { exitCode, output } = await user.attempt(bunExe, join(root, "node_modules", compiler, "bin/tsc"), "-p", ".");
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: "" });
});

test("the examples compile against the package", async () => {
  cpSync(join(root, "examples"), join(user.path, "examples"), { recursive: true });
  const compilerOptions = {
    noEmit: true,
    strict: true,
    module: "Preserve",
    moduleResolution: "bundler",
    target: "ESNext",
    lib: ["ESNext"],
    types: ["bun-types"],
    allowImportingTsExtensions: true,
  };
  await Bun.write(join(user.path, "examples/tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const { exitCode, output } = await user.attempt(
    bunExe,
    join(root, "node_modules/typescript/bin/tsc"),
    "-p",
    "examples",
  );
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: "" });
});
