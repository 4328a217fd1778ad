// Charts in a folder as cases.
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { Helm, HelmError } from "../src/index.ts";
import type { Case } from "./case.ts";

/** The charts below a folder, directories and archives; those inside of a chart are not looked for. */
export async function chartsBelow(folder: string): Promise<string[]> {
  if (existsSync(join(folder, "Chart.yaml"))) return [folder];
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (/\.(tgz|tar\.gz)$/.test(entry.name)) return [path];
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && existsSync(join(path, "Chart.yaml")));
      return isFolder && entry.name !== ".git" && entry.name !== "node_modules" ? chartsBelow(path) : [];
    }),
  );
  return found.flat().sort();
}

/** The files ci/*-values.yaml of a chart; those of an archive are written into `scratch`. */
async function valuesOf(chart: string, scratch: string): Promise<string[]> {
  if (existsSync(join(chart, "Chart.yaml"))) {
    const directory = join(chart, "ci");
    const names = existsSync(directory) ? await readdir(directory) : [];
    return names
      .filter((name) => name.endsWith("-values.yaml"))
      .map((name) => join(directory, name))
      .sort();
  }
  await using helm = new Helm({ env: {} });
  try {
    using archive = await helm.charts.load(chart);
    const names = archive.files.filter((name) => /^ci\/[^/]*-values\.yaml$/.test(name)).sort();
    return await Promise.all(
      names.map(async (name) => {
        const file = join(scratch, Bun.hash(chart).toString(16), basename(name));
        await Bun.write(file, await archive.text(name));
        return file;
      }),
    );
  } catch (error) {
    if (error instanceof HelmError) return []; // no chart: that it fails is a case too
    throw error;
  }
}

/** Each chart with its default values, and with each of its ci/*-values.yaml. */
export async function folderCases(folder: string, scratch: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const chart of await chartsBelow(folder)) {
    const name = relative(folder, chart) || basename(chart);
    const words = ["template", "release-name", chart, "--namespace", "default", "--include-crds"];
    cases.push({ group: "folder", title: name, words });
    for (const file of await valuesOf(chart, scratch))
      cases.push({ group: "folder", title: `${name} with ci/${basename(file)}`, words: [...words, "-f", file] });
  }
  return cases;
}
