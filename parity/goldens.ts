// The cases of Helm's own tests of its command, and the ground on which each stands.
import { join } from "node:path";
import type { TestCluster } from "../src/testing/index.ts";
import { type StoredRelease, store } from "../test/records.ts";
import type { Case, Place, Places } from "./case.ts";
import all from "./goldens.json";
import type { Golden } from "./harvest.ts";
import { shellWords } from "./line.ts";
import { ChartServer } from "./server.ts";

/** Of these the releases are in the cluster: with the memory driver's data the command changes no objects. */
const changes = /^(install|upgrade|rollback|uninstall)$/;

const testdata = "{directory}/pkg/cmd/testdata/";

/** The case as it was written for the directory of Helm's tests and the namespace "default". */
function caseOf(golden: Golden): Case {
  const words = shellWords(golden.command).map((word) =>
    // A path as the command gets it is a part of its complaints.
    word.replace(/(?<=^|=)testdata\//, testdata).replace(/^[a-z]+\/$/, "{directory}/$&"),
  );
  words.forEach((word, place) => {
    if (word === "default" && words[place - 1] === "--namespace") words[place] = "{namespace}";
  });
  return { group: "golden", title: `${golden.test}: helm ${golden.command}`, words, golden };
}

/** Each but once. */
export function goldenCases(): Case[] {
  const key = ({ test, command, golden, seeds }: Golden): string => JSON.stringify([test, command, golden, seeds]);
  return [...new Map((all as readonly Golden[]).map((golden) => [key(golden), golden])).values()].map(caseOf);
}

/** What golden cases stand on: a namespace for each side, releases in memory, and chart repositories. */
export class Grounds implements AsyncDisposable {
  readonly #cluster: TestCluster;
  readonly #places: Places;
  readonly #servers = new Map<string, ChartServer>();
  #count = 0;

  constructor(cluster: TestCluster, places: Places) {
    this.#cluster = cluster;
    this.#places = places;
  }

  async of({ words, golden }: Case): Promise<Places> {
    if (golden === undefined) return this.#places;
    const servers = await this.#serversOf(golden, words);
    const number = this.#count++;
    const [command, bunhelm] = await Promise.all(
      [this.#places.command, this.#places.bunhelm].map(async (place): Promise<Place> => {
        const namespace = await this.#cluster.namespace("parity");
        const names = {
          ...place.names,
          ...servers,
          "{namespace}": namespace,
          "{temp}": join(place.directory, "temp", golden.test),
        };
        const named = (text: string): string => text.replace(/\{\w+\}/g, (name) => names[name as "{temp}"] ?? name);
        for (const [path, text] of Object.entries(golden.files ?? {})) {
          await Bun.write(named(path), named(text));
          // In Helm's test a link makes it the index of the repository "test" too.
          if (path === "{temp}/index.yaml") await Bun.write(named("{temp}/test-index.yaml"), named(text));
        }
        const env = {
          ...place.env,
          KUBECONFIG: this.#cluster.kubeconfig,
          HELM_NAMESPACE: namespace,
          SOURCE_DATE_EPOCH: "1767225600",
          HELM_REPOSITORY_CONFIG: join(place.directory, "home", golden.test, "repositories.yaml"),
          HELM_REPOSITORY_CACHE: join(place.directory, "home", golden.test, "cache"),
        };
        const seeds = (golden.seeds ?? []) as StoredRelease[];
        const own = seeds.map(({ namespace: theirs = "default", version = 1, ...release }) => {
          return { ...release, version, namespace: theirs === "default" ? namespace : theirs };
        });
        if (seeds.length === 0 || changes.test(words[0] as string)) {
          await store(
            this.#cluster,
            own.map((release) => ({ release })),
          );
          return { ...place, env, names };
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
    const servers = names.map(async (name) => {
      const key = `${test} ${name}`;
      const account = test === "TestInstall" ? { username: "username", password: "password" } : undefined;
      const folder = join(this.#places.command.directory, "pkg/cmd/testdata/testcharts");
      const server = this.#servers.get(key) ?? (await ChartServer.start(folder, account));
      this.#servers.set(key, server);
      return [name, server.url];
    });
    return Object.fromEntries(await Promise.all(servers));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers.values()) await server.stop();
  }
}
