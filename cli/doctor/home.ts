import { access, constants, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Helm, type HelmOptions } from "bunhelm";
import type { ClientSettings, Inspection } from "#doctor";
import { type Finding, failure, listed, sentence } from "./finding.ts";

/** What Helm keeps on disk: repositories, logins, plugins, downloads. */
export async function* checkHome(inspection: Inspection, options: HelmOptions): AsyncGenerator<Finding> {
  const settings = await inspection.settings();
  yield await checkRepositories(settings, options);
  yield* checkLogins(settings);
  yield* checkPlugins(settings);
  yield await checkCaches(settings);
}

async function checkRepositories({ repositoryConfig: file }: ClientSettings, options: HelmOptions): Promise<Finding> {
  const check = "home.repositories";
  if (file === "") return inMemory(check, "Repositories");
  await using client = new Helm(options);
  try {
    const repositories = await client.repositories.list();
    const count = counted(repositories.length, "repository", "repositories");
    return { check, status: "ok", message: `${count} in ${file}`, data: { file, repositories: repositories.length } };
  } catch (error) {
    return { ...failure(check, error), data: { file } };
  }
}

async function* checkLogins({ registryConfig: file }: ClientSettings): AsyncGenerator<Finding> {
  const check = "home.logins";
  if (file === "") {
    yield inMemory(check, "Logins to registries");
    return;
  }
  let logins: Logins;
  try {
    logins = JSON.parse(await readFile(file, "utf8")) as Logins;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What a file that is no JSON holds is not repeated: there may be a password in it.
    const why = code === undefined ? "it is not JSON" : code;
    if (code === "ENOENT")
      yield { check, status: "ok", message: `No logins to registries in ${file}`, data: { file, registries: [] } };
    else
      yield {
        check,
        status: "problem",
        message: `The logins to registries in ${file} cannot be read: ${why}`,
        advice: "Correct the file, or move it away and log in again.",
        data: { file },
      };
    return;
  }
  const registries = Object.keys(logins?.auths ?? {});
  const message = registries.length === 0 ? "No logins to registries" : `Logins to ${listed(registries)}`;
  yield { check, status: "ok", message: `${message} in ${file}`, data: { file, registries } };
  const helpers = [logins?.credsStore, ...Object.values(logins?.credHelpers ?? {})].filter(
    (name) => name !== undefined,
  );
  for (const helper of new Set(helpers)) {
    const program = `docker-credential-${helper}`;
    if (Bun.which(program) === null)
      yield {
        check: "home.credential-helpers",
        status: "warning",
        message: `${file} names the credential helper "${helper}", but there is no ${program} in PATH`,
        advice: `Install ${program}, or log in without it.`,
        data: { file, helper },
      };
  }
}

/** Of Docker's configuration, what is looked at. */
interface Logins {
  readonly auths?: Readonly<Record<string, unknown>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

async function* checkPlugins({ pluginsDirectory: directory, plugins }: ClientSettings): AsyncGenerator<Finding> {
  const usable = plugins.filter(({ problem }) => problem === undefined);
  const names = usable.map(({ name = "" }) => name);
  const message = names.length === 0 ? "No plugins" : `${counted(names.length, "plugin", "plugins")}: ${listed(names)}`;
  const place = directory === "" ? "" : ` in ${directory}`;
  yield { check: "home.plugins", status: "ok", message: `${message}${place}`, data: { directory, plugins } };
  for (const { directory, problem } of plugins)
    if (problem !== undefined)
      yield {
        check: "home.plugins",
        status: "warning",
        message: `The plugin in ${directory} cannot be used: ${problem}`,
        advice: "Install it again, or remove it.",
        data: { directory },
      };
}

async function checkCaches({ repositoryCache, contentCache }: ClientSettings): Promise<Finding> {
  const check = "home.caches";
  const directories = [...new Set([repositoryCache, contentCache])].filter((directory) => directory !== "");
  if (directories.length === 0) return inMemory(check, "Indexes and downloaded charts");
  const reasons = new Set((await Promise.all(directories.map(unwritable))).filter((why) => why !== undefined));
  const data = { directories };
  if (reasons.size === 0)
    return { check, status: "ok", message: `Indexes and downloaded charts are kept in ${listed(directories)}`, data };
  return {
    check,
    status: "warning",
    message: `Indexes and downloaded charts cannot be kept: ${[...reasons].join("; ")}`,
    advice: 'Set HELM_CACHE_HOME to a directory that can be written to, or use a client with home: "memory".',
    data,
  };
}

/** Why nothing can be written to a directory, which need not be there yet. */
async function unwritable(directory: string): Promise<string | undefined> {
  try {
    if (!(await stat(directory)).isDirectory()) return `${directory} is not a directory`;
    await access(directory, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = dirname(directory);
    if ((code === "ENOENT" || code === "ENOTDIR") && above !== directory) return unwritable(above);
    return `${directory} cannot be written to`;
  }
}

function inMemory(check: string, what: string): Finding {
  const message = `${what} are kept in memory, since HOME is not set`;
  return { check, status: "warning", message, advice: "Set HOME, or the HELM_* variables that name the places." };
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? sentence(`no ${many}`) : `${count} ${count === 1 ? one : many}`;
}
