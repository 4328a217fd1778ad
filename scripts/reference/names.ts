// What is documented, and on which page of docs/reference/.
import { join } from "node:path";
import { Complaint } from "../../project/command.ts";
import { root } from "../../project/project.ts";
import { type Declaration, declarations } from "./syntax.ts";

/** A page. */
export interface Page {
  /** Its file in docs/reference/, without the ending. */
  readonly name: string;
  readonly title: string;
  readonly intro: string;
  /** Its classes, the first of which is the page's own, and how each is written in a call. */
  readonly classes: Readonly<Record<string, string>>;
  /** The modules and files of Go whose types it has: the rest of a path, such as "chart.go" or "src/call.ts". */
  readonly files: RegExp;
}

const guide = (name: string): string => `[docs/${name}.md](../${name}.md)`;

export const pages: readonly Page[] = [
  {
    name: "client",
    title: "The Helm client",
    intro: `\`helm\` is the default client: it takes all settings from the environment, which it reads on first use. \`new Helm(options)\` makes others.`,
    classes: { Helm: "helm", Operation: "operation" },
    files: /(^|\/)(client\w*|limits|kubeconfig|memory_driver|duration|words)\.go$|^src\/(call|helm|operation|options)/,
  },
  {
    name: "releases",
    title: "helm.releases",
    intro: `${guide("releases")} shows common tasks as programs.`,
    classes: { Releases: "helm.releases" },
    files: /(^|\/)(releases?(_\w+)?|resource|options_\w+)\.go$/,
  },
  {
    name: "plans",
    title: "Plans",
    intro: "What `helm.releases.plan`, `planRollback` and `planUninstall` resolve with.",
    classes: { Plan: "plan" },
    files: /(^|\/)releases_plan\.go$|^src\/plan/,
  },
  {
    name: "charts",
    title: "helm.charts",
    intro: `${guide("charts")} shows common tasks as programs.`,
    classes: { Charts: "helm.charts", Chart: "chart" },
    files: /(^|\/)(charts?(_\w+)?|attachments|wire)\.go$/,
  },
  {
    name: "dependencies",
    title: "helm.charts.dependencies",
    intro: "The charts that a chart lists in its Chart.yaml.",
    classes: { Dependencies: "helm.charts.dependencies" },
    files: /(^|\/)charts_dependencies\.go$/,
  },
  {
    name: "repositories",
    title: "helm.repositories",
    intro: `${guide("charts")} shows common tasks as programs.`,
    classes: { Repositories: "helm.repositories" },
    files: /(^|\/)repositories_\w+\.go$/,
  },
  {
    name: "registry",
    title: "helm.registry",
    intro: `${guide("charts")} shows common tasks as programs.`,
    classes: { Registry: "helm.registry" },
    files: /(^|\/)registry_\w+\.go$/,
  },
  {
    name: "errors",
    title: "Errors",
    intro: `${guide("errors")} has all codes on one page, and says which call rejects with which.`,
    classes: { HelmError: "error" },
    files: /(^|\/)errors\w*\.go$|^src\/error/,
  },
  {
    name: "events",
    title: "Events",
    intro: `An [\`Operation\`](client.md#operation) is an async iterable of its events, and calls \`onEvent\` with each. ${guide("events")} says which come when.`,
    classes: {},
    files: /(^|\/)events\.go$/,
  },
  {
    name: "terminal",
    title: "bunhelm/terminal",
    intro: `Shows an operation while it runs. ${guide("guides/progress-and-cancel")} has examples.`,
    classes: {},
    files: /^src\/terminal\//,
  },
  {
    name: "testing",
    title: "bunhelm/testing",
    intro: `${guide("testing")} explains how to test with it, and what is real and what is not.`,
    classes: { TestCluster: "cluster", pod: "pod" },
    files: /^src\/testing\//,
  },
];

/** All that is public, by name, and where each is told of. */
export interface Names {
  readonly all: ReadonlyMap<string, Declaration>;
  /** The names of a page, in the order of their sources. */
  of(page: Page): readonly Declaration[];
}

export async function readNames(): Promise<Names> {
  const all = new Map<string, Declaration>();
  const read = new Map<string, readonly Declaration[]>();
  for (const entry of ["src/index.ts", "src/terminal/index.ts", "src/testing/index.ts"]) {
    for (const [name, file] of await exportsOf(entry)) {
      const source = file === "src/types.gen.ts" ? "src/wire.gen.ts" : file;
      const declared = read.get(source) ?? [...declarations(source, await Bun.file(join(root, source)).text())];
      read.set(source, declared);
      const found = declared.find((each) => each.name === name); // Chart is a class, then also an interface
      if (found === undefined) throw new Complaint(`${entry} exports ${name}, which ${source} does not declare.`);
      all.set(name, found);
    }
  }
  const go = await goFiles();
  const pageOf = ({ name, file }: Declaration): Page => {
    const place = file === "src/wire.gen.ts" ? (go.get(name) ?? name) : file;
    const found = pages.findLast(({ files, classes }) => name in classes || files.test(place));
    if (found === undefined) throw new Complaint(`No page of docs/reference has ${name}, of ${place}.`);
    return found;
  };
  const byPage = Map.groupBy(all.values(), pageOf);
  return { all, of: (page) => byPage.get(page) ?? [] };
}

/** The names that a module exports from others, with their modules. */
async function exportsOf(entry: string): Promise<[name: string, file: string][]> {
  const text = await Bun.file(join(root, entry)).text();
  const found: [string, string][] = [];
  for (const [, list = "", from = ""] of text.matchAll(/^export (?:type )?(\*|\{[^}]*\}) from "\.\/(.*)";/gm)) {
    const file = `${entry.slice(0, entry.lastIndexOf("/"))}/${from}`;
    if (list === "*") found.push(...(await exportsOf(file)).map(([name]): [string, string] => [name, file]));
    else for (const [, name = ""] of list.matchAll(/(?:type )?(\w+)\s*[,}]/g)) found.push([name, file]);
  }
  return found;
}

/** The file of Go that each type comes from. */
async function goFiles(): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, "go/helm/internal/wire");
  const renames = (await Bun.file(join(root, "go/helm/cmd/typegen/types.go")).text()).matchAll(
    /^\t"(\w+)": +"(\w+)",$/gm,
  );
  const names = new Map([...renames].map(([, name = "", inTypeScript = ""]) => [name, inTypeScript]));
  const found = new Map([
    ["HelmEvent", "events.go"],
    ["DetailsOf", "errors.go"],
    ["ReadinessAnswer", "options_readiness.go"],
  ]);
  for await (const file of new Bun.Glob("*.go").scan({ cwd: folder }))
    for (const [, name = ""] of (await Bun.file(join(folder, file)).text()).matchAll(/^type (\w+) /gm))
      found.set(names.get(name) ?? name, file);
  return found;
}
