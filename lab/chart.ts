// Charts in directories of their own.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { contents, type TempDir, tempDir } from "./directory.ts";
import { configMap } from "./objects.ts";

export interface ChartFiles {
  /** @default "shop" */
  name?: string;
  /** @default "1.0.0" */
  version?: string;
  /** What Chart.yaml has beside these. */
  metadata?: Record<string, unknown>;
  values?: Record<string, unknown>;
  /** By path below templates/. */
  templates?: Record<string, string>;
  /** By path in the chart. */
  files?: Record<string, string>;
}

/** A chart in a directory of its own; `path` is what to install. */
export function chart({ name = "shop", version = "1.0.0", ...parts }: ChartFiles = {}): TempDir {
  const templates = Object.entries(parts.templates ?? {}).map(([file, text]) => [`templates/${file}`, text]);
  const metadata = { apiVersion: "v2", name, version, ...parts.metadata };
  return tempDir({
    "Chart.yaml": JSON.stringify(metadata), // JSON is YAML
    "values.yaml": JSON.stringify(parts.values ?? {}),
    ...Object.fromEntries(templates),
    ...parts.files,
  });
}

/** A chart that shows by its objects which values, notes and subcharts went into it. */
export function optionsChart(): TempDir {
  return chart({
    values: { text: "one", extra: false },
    templates: {
      "a.yaml": configMap("a", { text: "{{ .Values.text }}", all: "{{ .Values | toJson | b64enc }}" }),
      "extra.yaml": `{{ if .Values.extra }}${configMap("extra")}{{ end }}`,
      "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n",
      "NOTES.txt": "Hello {{ .Release.Name }}.",
    },
    files: {
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 2.0.0\n",
      "charts/sub/templates/NOTES.txt": "Hello from sub.",
    },
  });
}

export interface Wanted {
  name: string;
  version: string;
  repository?: string;
  alias?: string;
}

/** A chart that depends on others. */
export function parent(dependencies: Wanted[], files: Record<string, string> = {}, metadata = {}): TempDir {
  return chart({ name: "parent", metadata: { dependencies, ...metadata }, files });
}

/** Chart.lock without the time at which it was made. */
export async function lockOf(directory: string): Promise<string | undefined> {
  const file = Bun.file(join(directory, "Chart.lock"));
  return (await file.exists()) ? (await file.text()).replace(/^generated: .*$/m, "") : undefined;
}

/** What is in charts/ of a chart. */
export function chartsOf(directory: string): Record<string, string> {
  const charts = join(directory, "charts");
  return existsSync(charts) ? contents(charts) : {};
}
