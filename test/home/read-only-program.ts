// What needs no disk, and what does, in a process that can write nowhere. Prints what came of each step.
import { readdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Helm, HelmError, type HelmOptions } from "../../src/index.ts";

export interface Task {
  /** A chart repository with "shop", and a place in the registry that wants an account with the same. */
  repo: string;
  place: string;
  account: { host: string; username: string; password: string };
  kubeconfig: object;
  namespace: string;
  client: HelmOptions;
  /** A chart with a dependency that it lacks, and an empty directory. */
  parent: string;
  empty: string;
}

/** Where a file could be made. */
function writable(places: readonly string[]): string[] {
  return places.filter((place) => {
    const file = join(place, `bunhelm-${crypto.randomUUID()}`);
    try {
      writeFileSync(file, "");
    } catch {
      return false;
    }
    unlinkSync(file);
    return true;
  });
}

/** A failure as "CODE option". */
async function outcome(step: () => Promise<unknown>): Promise<unknown> {
  try {
    return await step();
  } catch (error) {
    if (!HelmError.is(error)) return String(error);
    const { option } = error.details as { option?: string };
    return `${error.code}${option === undefined ? "" : ` ${option}`}`;
  }
}

const task = JSON.parse(process.argv[2] as string) as Task;
const { repo, place, account, parent, empty } = task;
const { host, ...who } = account;
await using helm = new Helm({ kubeconfig: task.kubeconfig, namespace: task.namespace, ...task.client });
const { charts, registry, releases, repositories } = helm;
const plainHttp = true;
const shop = { "with repo": ["shop", { repo }], "by URL": [`${repo}/shop-1.0.0.tgz`, {}] } as const;
const fromRegistry = [`${place}/shop`, { plainHttp, ...who }] as const;
let installed = 0;

const steps: Record<string, () => Promise<unknown>> = {};
for (const [way, [reference, options]] of Object.entries({ ...shop, "from a registry": fromRegistry })) {
  steps[`pull ${way}`] = async () => (await charts.pull(reference, options)).archiveDigest;
  steps[`show ${way}`] = async () => (await charts.show(reference, options)).metadata.version;
  steps[`template ${way}`] = async () => (await charts.template(reference, options)).manifest.includes("ConfigMap");
  steps[`load ${way}`] = async () => {
    using chart = await charts.load(reference, options);
    return (await charts.template(chart)).manifest.includes("ConfigMap");
  };
  steps[`install ${way}`] = async () => (await releases.install(`shop-${++installed}`, reference, options)).status;
}
Object.assign(steps, {
  "add a repository": async () => (await repositories.add("mine", repo)).action,
  "update it": async () => (await repositories.update()).length,
  "template from it": async () => (await charts.template("mine/shop")).manifest.includes("ConfigMap"),
  "log in": async () => (await registry.login(host, { ...who, plainHttp })).host === host,
  "template as logged in": async () => (await charts.template(`${place}/shop`, { plainHttp })).manifest !== "",
  "pull into a directory": () => charts.pull("shop", { repo, destination: empty }),
  "pull and unpack": () => charts.pull("shop", { repo, untar: true, untarDir: empty }),
  "template into a directory": () => charts.template("shop", { repo, outputDir: empty }),
  "update dependencies": () => charts.dependencies.update(parent),
  "build dependencies": () => charts.dependencies.build(parent),
  "template with dependencyUpdate": () => charts.template(parent, { dependencyUpdate: true }),
  package: async () => (await charts.package(join(parent, "../shop"))).bytes !== undefined,
  "package into a directory": () => charts.package(join(parent, "../shop"), { destination: empty }),
  create: () => charts.create("new", { directory: empty }),
  lint: async () => (await charts.lint(join(parent, "../shop"))).passed,
  "lint what is in memory": async () => charts.lint((await charts.pull("shop", { repo })).bytes),
});

const places = ["/", "/tmp", "/var/tmp", "/dev/shm", "/run", process.cwd(), empty, process.env.HOME ?? "/"];
const outcomes: Record<string, unknown> = { "can write into": writable(places) };
for (const [name, step] of Object.entries(steps)) outcomes[name] = await outcome(step);
console.log(JSON.stringify({ ...outcomes, left: readdirSync(empty) }));
