// One case: a command line, through the helm command and through bunhelm.
import { join } from "node:path";
import { root } from "../project/project.ts";
import { Helm, HelmError } from "../src/index.ts";
import { type Answer, type Place, pretty, type Said } from "./answer.ts";
import { answers } from "./answers.ts";
import type { Golden } from "./harvest.ts";
import { type Line, type Reader, Unreachable } from "./line.ts";
import { type Difference, Mask } from "./mask.ts";

export interface Case {
  /** Where it comes from: "golden", "fixture", "folder". */
  readonly group: string;
  readonly title: string;
  readonly words: readonly string[];
  /** Where Helm's tests have the case from, and what it needs. */
  readonly golden?: Golden;
  /** Whether both have to fail; no matter which where it is not said. */
  readonly fails?: boolean;
}

/** What one of the two has said. */
export interface Told {
  readonly ok: boolean;
  /** What it has printed, or would have. */
  readonly text: string;
  /** Why it failed. */
  readonly error?: string;
}

export interface Outcome {
  readonly case: Case;
  readonly command: string;
  readonly flags: readonly string[];
  readonly equal: boolean;
  /** Whether both succeeded. */
  readonly succeeded: boolean;
  /** Lines in which the command differs from itself. */
  readonly masked: number;
  readonly difference?: Difference | { readonly command: string; readonly bunhelm: string };
}

export interface Places {
  readonly command: Place;
  readonly bunhelm: Place;
}

/** How often, and how many milliseconds, the command is run again to see what of it is not the same each time. */
const runs = 60; // three keys of a map of Go are in the same order three times of four
const second = 1100; // and so may a time

/** Both sides of a case. */
export async function compare(reader: Reader, one: Case, places: Places): Promise<Outcome> {
  const line = reader.read(one.words);
  const { repeatable } = answerTo(line); // both throw Unreachable before anything is run
  const [theirs, ours] = await Promise.all([
    askCommand(reader, one.words, places.command),
    askUs(reader, one.words, places.bunhelm),
  ]);
  const succeeded = theirs.ok && ours.every(({ ok }) => ok);
  const about = { case: one, command: line.command, flags: line.flags, succeeded };
  const odd = ours.find(({ ok }) => ok !== theirs.ok);
  if (odd !== undefined) {
    const say = ({ ok, error = "" }: Told): string => (ok ? "succeeds" : `fails: ${error}`);
    return { ...about, equal: false, masked: 0, difference: { command: say(theirs), bunhelm: say(odd) } };
  }
  const mask = new Mask(theirs.text);
  const differing = (): Difference | undefined =>
    ours.map(({ text }) => mask.difference(text)).find((difference) => difference !== undefined);
  let difference = differing();
  const start = performance.now();
  const isEnough = (run: number): boolean => run > runs && performance.now() - start > second;
  for (let run = 1; difference !== undefined && repeatable && !isEnough(run); run++) {
    mask.add((await askCommand(reader, one.words, places.command)).text);
    difference = differing();
  }
  return { ...about, equal: difference === undefined, masked: mask.count, ...(difference && { difference }) };
}

const within = (words: readonly string[], { names }: Place): string[] =>
  words.map((word) => word.replace(/\{\w+\}/g, (name) => names[name] ?? name));

function hide(text: string, { names }: Place): string {
  const longestFirst = Object.entries(names).sort(([, a], [, b]) => b.length - a.length);
  return longestFirst.reduce((text, [name, meant]) => text.replaceAll(meant, name), text);
}

function answerTo({ command }: Line): Answer {
  const answer = answers[command];
  if (answer === undefined) throw new Unreachable(`helm ${command}: nothing compares what it says`);
  return answer;
}

async function askCommand(reader: Reader, words: readonly string[], place: Place): Promise<Told> {
  const line = reader.read(within(words, place));
  const answer = answerTo(line);
  const json = answer.json === undefined ? [] : ["--output", "json"];
  const debug = line.debug ? ["--debug"] : [];
  await using child = Bun.spawn(
    [join(root, ".build/helm"), ...line.plain, ...json, ...(answer.extra ?? []), ...debug],
    {
      cwd: place.directory,
      env: { ...place.env },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  const ok = (await child.exited) === 0;
  const text = ok || answer.printsFailures || line.debug ? printed(answer, stdout, line) : "";
  const after = (await answer.after?.(line, place, ok)) ?? "";
  return { ok, text: hide(text + after, place), ...(!ok && { error: hide(stderr.trim(), place) }) };
}

function printed(answer: Answer, stdout: string, line: Line): string {
  if (answer.json !== undefined) return pretty(answer.json(JSON.parse(stdout), line));
  return answer.text?.(stdout, line) ?? stdout;
}

/** What we say, in each of the ways to ask. */
async function askUs(reader: Reader, words: readonly string[], place: Place): Promise<Told[]> {
  const line = reader.read(within(words, place));
  const answer = answerTo(line);
  // The command follows links wherever they lead.
  await using helm = new Helm({ env: place.env, followLinks: true, ...line.client });
  const told = async (ask: () => Promise<readonly Said[]>): Promise<Told[]> => {
    const after = async (ok: boolean): Promise<string> => (await answer.after?.(line, place, ok)) ?? "";
    try {
      const said = (await ask()).map(async ({ ok = true, text }) => {
        return { ok, text: hide((ok || answer.printsFailures ? text : "") + (await after(ok)), place) };
      });
      return await Promise.all(said);
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      // With --debug the command prints what was rendered before it failed.
      const rendered = line.debug && error.manifest ? `${error.manifest.trim()}\n` : "";
      const text = hide(rendered + (await after(false)), place);
      return [{ ok: false, text, error: hide(`${error.code} ${error.message}`, place) }];
    }
  };
  const first = await told(async () => [await answer.ask(helm, line)]);
  return [...first, ...(await told(async () => (await answer.again?.(helm, line)) ?? []))];
}
