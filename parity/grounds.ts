// What the cases of Helm's tests and ours stand on: a namespace for each side, releases, repositories, registries.
import { join } from "node:path";
import { type StoredRelease, store } from "../lab/records.ts";
import { TlsRegistry } from "../lab/registry.ts";
import { account, Repository } from "../lab/repository.ts";
import type { TestCluster } from "../src/testing/index.ts";
import type { Place } from "./answer.ts";
import type { Case, Places } from "./case.ts";
import type { Golden } from "./harvest.ts";
import { Hub } from "./hub.ts";
import { objectsIn } from "./objects.ts";

/** Of these the releases are in the cluster: with the memory driver's data the command changes no objects. */
const changes = /^(install|upgrade|rollback|uninstall)$/;

export class Grounds implements AsyncDisposable {
  readonly #cluster: TestCluster;
  readonly #places: Places;
  readonly #servers = new Map<string, Promise<Repository>>();
  /** Of our own cases: those of one name share a ground. */
  readonly #shared = new Map<string, Promise<Places>>();
  readonly #tlsRegistry: TlsRegistry;
  readonly #hub = new Hub();
  readonly #run = `parity-${crypto.randomUUID()}`;
  #count = 0;

  constructor(cluster: TestCluster, places: Places) {
    this.#cluster = cluster;
    this.#places = places;
    this.#tlsRegistry = new TlsRegistry(cluster.description.dir, cluster.registryAuth.host);
  }

  async of({ group, words, golden }: Case): Promise<Places> {
    if (golden === undefined) return this.#places;
    if (group !== "own") return this.#make(golden, words, await this.#serversOf(golden, words));
    let ground = this.#shared.get(golden.test);
    if (ground === undefined) {
      const { registry, registryAuth, description } = this.#cluster;
      ground = this.#make(golden, words, {
        "{registry}": registry,
        "{accountRegistry}": registryAuth.host,
        "{username}": registryAuth.username,
        "{password}": registryAuth.password,
        "{tlsRegistry}": this.#tlsRegistry.host,
        "{caFile}": description.caFile,
        "{hub}": this.#hub.url,
        "{run}": `${this.#run}/${golden.test.replace(/\W/g, "-")}`,
        "{accountServer}": await this.#server("own", "{accountServer}"),
        "{server1}": await this.#server("own", "{server1}"),
        "{server2}": await this.#server("own", "{server2}"),
      });
      this.#shared.set(golden.test, ground);
    }
    const { command, bunhelm } = await ground;
    return { command: await withDigest(command, words), bunhelm: await withDigest(bunhelm, words) };
  }

  async #make(golden: Golden, words: readonly string[], servers: Record<string, string>): Promise<Places> {
    const number = this.#count++;
    const inCluster = changes.test(words[0] as string);
    const [command, bunhelm] = await Promise.all(
      [this.#places.command, this.#places.bunhelm].map(async (place, side): Promise<Place> => {
        const namespace = inCluster ? await this.#cluster.namespace("parity") : `parity-${number}-${side}`;
        const names = {
          ...place.names,
          ...servers,
          "{namespace}": namespace,
          "{temp}": join(place.directory, "temp", golden.test),
          ...(servers["{run}"] && { "{side}": `${servers["{run}"]}-${side}` }),
        };
        const named = (text: string): string => text.replace(/\{\w+\}/g, (name) => names[name as "{temp}"] ?? name);
        for (const [path, text] of Object.entries(golden.files ?? {})) {
          await Bun.write(named(path), named(text));
          // In Helm's test a link makes it the index of the repository "test" too.
          if (path === "{temp}/index.yaml") await Bun.write(named("{temp}/test-index.yaml"), named(text));
        }
        const home = join(place.directory, "home", golden.test);
        const env = {
          ...place.env,
          KUBECONFIG: this.#cluster.kubeconfig,
          HELM_NAMESPACE: namespace,
          SOURCE_DATE_EPOCH: "1767225600",
          HELM_REGISTRY_CONFIG: join(home, "registry.json"),
          HELM_REPOSITORY_CONFIG: join(home, "repositories.yaml"),
          HELM_REPOSITORY_CACHE: join(home, "cache"),
        };
        const seeds = (golden.seeds ?? []) as StoredRelease[];
        const own = seeds.map(({ namespace: theirs = "default", version = 1, ...release }) => {
          return { ...release, version, namespace: theirs === "default" ? namespace : theirs };
        });
        if (seeds.length === 0 || inCluster) {
          await store(
            this.#cluster,
            own.map((release) => ({ release })),
          );
          return { ...place, env, names, objects: () => objectsIn(this.#cluster, namespace) };
        }
        const data = join(place.directory, `seeds/${number}.json`);
        await Bun.write(data, JSON.stringify(own));
        return { ...place, env: { ...env, HELM_DRIVER: "memory", HELM_MEMORY_DRIVER_DATA: data }, names };
      }),
    );
    return { command, bunhelm } as Places;
  }

  /** The repositories that the words name. One of TestInstall asks for an account. */
  async #serversOf({ test, files = {} }: Golden, words: readonly string[]): Promise<Record<string, string>> {
    const text = `${words.join(" ")} ${Object.values(files).join(" ")}`;
    const names = [...new Set(text.match(/\{server\d+\}/g) ?? [])];
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await this.#server(test, name)])));
  }

  /** The address of a repository, which all of a test ask. */
  async #server(test: string, name: string): Promise<string> {
    const key = `${test} ${name}`;
    const isLocked = test === "TestInstall" || name === "{accountServer}";
    const folder = join(this.#places.command.directory, "pkg/cmd/testdata/testcharts");
    const server =
      this.#servers.get(key) ?? Repository.of(folder, isLocked ? account("username", "password") : undefined);
    this.#servers.set(key, server);
    return (await server).url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers.values()) await (await server)[Symbol.asyncDispose]();
    await this.#tlsRegistry[Symbol.asyncDispose]();
    await this.#hub[Symbol.asyncDispose]();
  }
}

/** {digest} is that of version 0.1.0 of the chart before it. */
async function withDigest(place: Place, words: readonly string[]): Promise<Place> {
  const chart = words.find((word) => word.endsWith("@{digest}"))?.match(/^oci:\/\/\{registry\}\/\{side\}\/(\w+)/)?.[1];
  if (chart === undefined) return place;
  const { "{registry}": host, "{side}": path } = place.names;
  const manifest = await fetch(`http://${host}/v2/${path}/${chart}/manifests/0.1.0`, {
    headers: { accept: "application/vnd.oci.image.manifest.v1+json" },
  });
  const digest = manifest.headers.get("docker-content-digest") ?? "";
  return { ...place, names: { ...place.names, "{digest}": digest } };
}
