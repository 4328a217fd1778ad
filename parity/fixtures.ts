// The charts that Helm itself is tested with as cases.
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { capture } from "../project/command.ts";
import { helmSource } from "../project/helm-source.ts";
import type { Case } from "./case.ts";
import { chartsBelow } from "./folder.ts";

const folders = [
  "pkg/cmd/testdata/testcharts",
  "pkg/action/testdata/charts",
  "pkg/chart/v2/lint/rules/testdata",
  "pkg/chart/v2/util/testdata",
  "pkg/chart/v2/loader/testdata",
];

/** Copies Helm's test data to where it may be written: one copy for each side. */
export async function copyTestdata(directory: string): Promise<void> {
  const source = await helmSource();
  // What is pushed into a registry has its file's time.
  const options = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
  for (const folder of [...folders, "pkg/cmd/testdata", "pkg/provenance/testdata"])
    await cp(join(source, folder), join(directory, folder), options);
  await capture(["chmod", "-R", "u+w", directory]); // Go's copy is read-only
}

/** Every chart of Helm's tests, good and bad. `directory`: one of the copies. */
export async function fixtureCases(directory: string): Promise<Case[]> {
  const charts = (await Promise.all(folders.map((folder) => chartsBelow(join(directory, folder))))).flat();
  const at = (path: string): string => path.replace(directory, "{directory}");
  return charts.flatMap((chart) => {
    const path = at(chart);
    const make = (...words: string[]): Case => {
      const title = words.map((word) => word.replace("{directory}/", "")).join(" ");
      return { group: "fixture", title, words };
    };
    return [
      make("template", "release-name", path, "--include-crds"),
      make("show", "all", path),
      make("lint", path, "--with-subcharts"),
    ];
  });
}
