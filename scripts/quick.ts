// The fast lane of the tests: the files that need no cluster, do not compare with runs of the helm command, and have no
// more time than a minute.
import { dirname, join } from "node:path";
import { root } from "../project/project.ts";

/** What a file imports that needs a cluster. */
const ofClusters = new Set(["cluster", "clusterHelm", "Access", "Fixture", "Stage", "TestCluster"]);

/** Where it imports from that runs the helm command, or a program, again and again. */
const ofPrograms = /\/(lab\/(helm|dependencies)|(parity|reliability|soak)\/.*)\.ts$/;

/** The files of the fast lane, found by what they say themselves: their imports, and how much time they ask for. */
export async function quickTests(): Promise<string[]> {
  const quick: string[] = [];
  for await (const file of new Bun.Glob("test/**/*.test.ts").scan({ cwd: root })) {
    const path = join(root, file);
    const text = await Bun.file(path).text();
    const helpers = importsOf(text).flatMap(({ from }) => (from.startsWith("./") ? from : []));
    const others = [...text.matchAll(/^import "(\.[^"]+)";/gm)].map(([, from]) => from as string); // test files themselves
    const imported = [...helpers, ...others].map((from) => join(dirname(path), from));
    const texts = [path, ...imported].map((path) => Bun.file(path).text());
    if ((await Promise.all(texts)).every(isQuick)) quick.push(`./${file}`);
  }
  return quick.sort();
}

/** Whether a file with this text may be in the fast lane, or be imported by one that is. */
export function isQuick(text: string): boolean {
  const asked = /^setDefaultTimeout\(([\d_]+)\);/m.exec(text)?.[1]?.replaceAll("_", "") ?? "0";
  const isSlow = importsOf(text).some(({ name, from }) => ofClusters.has(name) || ofPrograms.test(from));
  return !isSlow && Number(asked) <= 60_000;
}

function importsOf(text: string): { name: string; from: string }[] {
  return [...text.matchAll(/^import (?:type )?\{([^}]*)\} from "([^"]+)";/gm)].flatMap(([, names, from]) =>
    (names as string)
      .split(",")
      .map((name) => ({ name: name.trim().replace(/^type | as .*$/g, ""), from: from as string })),
  );
}
