// The answers of the commands about repositories.
import { existsSync } from "node:fs";
import { type Answer, pretty, takes } from "./answer.ts";
import { filesOf } from "./packages.ts";

/** repositories.yaml, by which both know the repositories. */
const known: Answer["after"] = async ({ client }, { env }) => {
  const file = (client.repositoryConfig as string | undefined) ?? env.HELM_REPOSITORY_CONFIG ?? "";
  return existsSync(file) ? timeless(await Bun.file(file).text()) : "";
};

const timeless = (yaml: string): string => yaml.replace(/^(\s*generated:).*$/gm, "$1");

export const repositories: Record<string, Answer> = {
  "repo add": {
    after: known,
    ask: async (helm, line) => {
      const [name = "", url = ""] = takes(line, 2);
      const { action } = await helm.repositories.add(name, url, line.options);
      const same = `"${name}" already exists with the same configuration, skipping\n`;
      return { text: action === "unchanged" ? same : `"${name}" has been added to your repositories\n` };
    },
  },
  "repo remove": {
    after: known,
    ask: async (helm, line) => {
      const names = takes(line, 1, Infinity);
      await helm.repositories.remove(names);
      return { text: names.map((name) => `"${name}" has been removed from your repositories\n`).join("") };
    },
  },
  "repo update": {
    text: () => "", // it tells of its progress
    ask: async (helm, line) => {
      const names = line.positional.length === 0 ? undefined : line.positional;
      await helm.repositories.update(names, line.options);
      return { text: "" };
    },
  },
  "repo index": {
    after: ({ positional: [directory = ""] }) => filesOf(directory),
    ask: async (helm, line) => {
      const [directory = ""] = takes(line, 1);
      await helm.repositories.index(directory, line.options);
      return { text: "" };
    },
  },
  "repo list": {
    json: (list) => list,
    ask: async (helm, line) => {
      takes(line, 0);
      return { text: pretty((await helm.repositories.list()).map(({ name, url }) => ({ name, url }))) };
    },
  },
  "search repo": {
    repeatable: true,
    json: (list) => list,
    ask: async (helm, line) => {
      const found = await helm.repositories.search(line.positional.join(" "), line.options);
      const rows = found.map(({ name, version, appVersion = "", description = "" }) => {
        return { name, version, app_version: appVersion, description };
      });
      return { ok: rows.length > 0 || !line.flags.includes("fail-on-no-result"), text: pretty(rows) };
    },
  },
  "search hub": {
    json: (list) => list,
    ask: async (helm, line) => {
      const found = await helm.repositories.searchHub(line.positional.join(" "), line.options);
      const rows = found.map(({ name: _, appVersion = "", description = "", ...rest }) => {
        return { ...rest, app_version: appVersion, description };
      });
      return { ok: rows.length > 0 || !line.flags.includes("fail-on-no-result"), text: pretty(rows) };
    },
  },
};
