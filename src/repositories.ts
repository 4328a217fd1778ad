import type { CallOptions } from "./call.ts";
import type { Client } from "./client.ts";
import { type Operation, run } from "./operation.ts";
import type {
  AddedRepository,
  AddRepositoryOptions,
  FoundChart,
  HubChart,
  IndexRepositoryOptions,
  Repository,
  RepositoryIndex,
  SearchHubOptions,
  SearchOptions,
  UpdatedRepository,
  UpdateRepositoriesOptions,
} from "./wire.gen.ts";

/**
 * Calls on chart repositories: `helm.repositories`.
 *
 * They are those of the helm command, in its files, unless the client has `home: "memory"`. Both may
 * change them at the same time: each change takes the same lock as `helm repo add`, and replaces the
 * file in one step. (`helm repo remove` takes no lock and may overwrite a change.)
 */
export class Repositories {
  readonly #client: Client;

  /** @internal */
  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * Adds a repository and fetches its index. `helm repo add NAME URL`
   *
   * If it exists with the same options, nothing changes. Paths are stored as absolute paths. A file that
   * cannot be read or written is a ValidationError.
   *
   * Rejects with a HelmError (TOO_LARGE), a RegistryError (REPOSITORY_EXISTS, REPOSITORY_NOT_FOUND,
   * REPOSITORY_UNAUTHORIZED, REPOSITORY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED,
   * INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * await helm.repositories.add("acme", "https://charts.example.com", { username: "ann", password });
   * await helm.releases.install("shop", "acme/shop");
   * ```
   */
  add(name: string, url: string | URL, options?: AddRepositoryOptions & CallOptions): Operation<AddedRepository> {
    return run(this.#client, "repositories.add", { name, url: url as string }, options);
  }

  /**
   * Lists the repositories in the order in which they were added. `helm repo list`
   *
   * @example
   * ```ts
   * for (const { name, url } of await helm.repositories.list()) console.log(name, url);
   * ```
   */
  list(options?: CallOptions): Operation<Repository[]> {
    return run(this.#client, "repositories.list", {}, options);
  }

  /**
   * Removes repositories and their indexes, and returns the removed ones. `helm repo remove NAME...`
   *
   * If one of them does not exist, rejects with REPOSITORY_NOT_FOUND and removes none.
   *
   * Rejects with a RegistryError (REPOSITORY_NOT_FOUND); or, as any call may, with PROCESS_ENDED, CLOSED,
   * INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * await helm.repositories.remove(["acme", "stable"]);
   * ```
   */
  remove(names: string | readonly string[], options?: CallOptions): Operation<Repository[]> {
    return run(this.#client, "repositories.remove", { names }, options);
  }

  /**
   * Fetches the indexes of all repositories, or of the named ones, at the same time.
   * `helm repo update [NAME...]`
   *
   * Each is fetched even if others fail. If any fails, the call rejects with the error of the first, and
   * `details.failures` lists all of them. If a name does not exist, it rejects with REPOSITORY_NOT_FOUND
   * and fetches nothing.
   *
   * Rejects with a HelmError (TOO_LARGE), a RegistryError (REPOSITORY_NOT_FOUND, REPOSITORY_UNAUTHORIZED,
   * REPOSITORY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or
   * INTERNAL.
   *
   * @example
   * ```ts
   * const updated = await helm.repositories.update();
   * console.log(updated.filter(({ changed }) => changed).map(({ name }) => name));
   * ```
   */
  update(
    names?: string | readonly string[],
    options?: UpdateRepositoriesOptions & CallOptions,
  ): Operation<UpdatedRepository[]>;
  /** All of them, with options. */
  update(options: UpdateRepositoriesOptions & CallOptions): Operation<UpdatedRepository[]>;
  update(...given: Given<string | readonly string[], UpdateRepositoriesOptions>): Operation<UpdatedRepository[]> {
    const [names, options] = optional(given);
    return run(this.#client, "repositories.update", { names }, options);
  }

  /**
   * Writes the index.yaml of a directory of chart archives, and returns it.
   * `helm repo index DIRECTORY`
   *
   * Rejects with a HelmError (TOO_LARGE), a ChartError (CHART_INVALID, CHART_NOT_FOUND); or, as any call may,
   * with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const { path } = await helm.repositories.index("./site/charts", { url: "https://charts.example.com" });
   * ```
   */
  index(directory: string | URL, options?: IndexRepositoryOptions & CallOptions): Operation<RepositoryIndex> {
    return run(this.#client, "repositories.index", { directory }, options);
  }

  /**
   * Searches the indexes of the repositories, as they were last fetched.
   * `helm search repo [KEYWORD]`
   *
   * Searches names, descriptions and keywords. Without a keyword, returns every chart. No server is
   * contacted, and an index is parsed again only when it has changed. An index that is missing or broken
   * is skipped with a warning in the log; to have no repositories is an error.
   *
   * Rejects with a HelmError (TOO_LARGE), a RegistryError (REPOSITORY_NOT_FOUND); or, as any call may, with
   * PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or INTERNAL.
   *
   * @example
   * ```ts
   * const [newest] = await helm.repositories.search("nginx", { version: "^1.0.0" });
   * ```
   */
  search(keyword?: string, options?: SearchOptions & CallOptions): Operation<FoundChart[]>;
  /** All charts, with options. */
  search(options: SearchOptions & CallOptions): Operation<FoundChart[]>;
  search(...given: Given<string, SearchOptions>): Operation<FoundChart[]> {
    const [keyword, options] = optional(given);
    return run(this.#client, "repositories.search", { keyword }, options);
  }

  /**
   * Searches Artifact Hub, or another hub with the same API.
   * `helm search hub [KEYWORD]`
   *
   * Rejects with a HelmError (TOO_LARGE), a RegistryError (REPOSITORY_NOT_FOUND, REPOSITORY_UNAUTHORIZED,
   * REPOSITORY_UNREACHABLE); or, as any call may, with PROCESS_ENDED, CLOSED, INVALID_ARGUMENT, ABORTED or
   * INTERNAL.
   *
   * @example
   * ```ts
   * const [found] = await helm.repositories.searchHub("postgresql");
   * if (found) await helm.charts.pull(found.name, { repo: found.repository.url, version: found.version });
   * ```
   */
  searchHub(keyword?: string, options?: SearchHubOptions & CallOptions): Operation<HubChart[]>;
  /** All charts, with options. */
  searchHub(options: SearchHubOptions & CallOptions): Operation<HubChart[]>;
  searchHub(...given: Given<string, SearchHubOptions>): Operation<HubChart[]> {
    const [keyword, options] = optional(given);
    return run(this.#client, "repositories.searchHub", { keyword }, options);
  }
}

/** The arguments of a call whose first one may be left out. */
type Given<First, Options> =
  | readonly [first?: First | undefined, options?: (Options & CallOptions) | undefined]
  | readonly [options: Options & CallOptions];

function optional<First extends string | readonly string[], Options>(
  given: Given<First, Options>,
): readonly [First | undefined, (Options & CallOptions) | undefined] {
  const [first, second] = given as readonly [unknown, (Options & CallOptions) | undefined];
  const isOptions = typeof first === "object" && first !== null && !Array.isArray(first) && second === undefined;
  return isOptions ? [undefined, first as Options & CallOptions] : [first as First | undefined, second];
}
