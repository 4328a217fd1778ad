// Runs cases, a few at a time, and counts.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askCli, eachInTurn } from "../helm-cli/help.ts";
import type { TestCluster } from "../src/testing/index.ts";
import { type Case, compare, type Outcome, type Places } from "./case.ts";
import { copyTestdata, fixtureCases } from "./fixtures.ts";
import { folderCases } from "./folder.ts";
import { goldenCases } from "./goldens.ts";
import { Grounds } from "./grounds.ts";
import { Reader, Unreachable } from "./line.ts";
import { ownCases } from "./own.ts";

export interface Result {
  readonly outcomes: readonly Outcome[];
  /** Cases that are no call, with the reason. */
  readonly unreachable: readonly { readonly case: Case; readonly reason: string }[];
}

export type OnOutcome = (done: number, total: number, outcome?: Outcome) => void;

/** A directory for each side, which goes at the end. */
export class Workshop implements AsyncDisposable {
  readonly scratch: string;

  private constructor(scratch: string) {
    this.scratch = scratch;
  }

  static async make(): Promise<Workshop> {
    return new Workshop(await realpath(await mkdtemp(join(tmpdir(), "bunhelm-parity-"))));
  }

  get places(): Places {
    const place = (name: string): Places["command"] => {
      const directory = join(this.scratch, name);
      const env = { HOME: join(directory, "home"), PATH: process.env.PATH ?? "" };
      return { directory, env, names: { "{directory}": directory } };
    };
    return { command: place("one"), bunhelm: place("two") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.scratch, { recursive: true, force: true });
  }
}

export async function run(cases: readonly Case[], places: Places, onOutcome?: OnOutcome): Promise<Result> {
  const counter = new Counter(cases, onOutcome);
  await eachInTurn(cases, (one) => counter.take(one, places));
  return counter.result;
}

/** Takes case by case, in any order. */
export class Counter {
  readonly #cases: readonly Case[];
  readonly #onOutcome: OnOutcome | undefined;
  readonly #outcomes = new Map<Case, Outcome>();
  readonly #unreachable = new Map<Case, string>();

  constructor(cases: readonly Case[], onOutcome?: OnOutcome) {
    this.#cases = cases;
    this.#onOutcome = onOutcome;
  }

  async take(one: Case, places: Places): Promise<void> {
    const reader = new Reader(await askCli());
    try {
      this.#outcomes.set(one, await compare(reader, one, places));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#unreachable.set(one, error.message);
    }
    this.#onOutcome?.(this.#outcomes.size + this.#unreachable.size, this.#cases.length, this.#outcomes.get(one));
  }

  /** In the order of the cases. */
  get result(): Result {
    return {
      outcomes: this.#cases.flatMap((one) => this.#outcomes.get(one) ?? []),
      unreachable: this.#cases.flatMap((one) => {
        const why = this.#unreachable.get(one);
        return why === undefined ? [] : [{ case: one, reason: why }];
      }),
    };
  }
}

/** The charts of a folder. */
export async function runFolder(folder: string, onOutcome?: OnOutcome): Promise<Result> {
  await using workshop = await Workshop.make();
  const { places } = workshop;
  await Promise.all(
    [places.command, places.bunhelm].map(({ directory }) => Bun.write(join(directory, "home/.keep"), "")),
  );
  return await run(await folderCases(folder, join(workshop.scratch, "values")), places, onOutcome);
}

/** The cases that come with Helm: the charts it is tested with, and the tests of its command. */
export async function runBuiltIn(cluster: TestCluster, onOutcome?: OnOutcome): Promise<Result> {
  await using workshop = await Workshop.make();
  const { places } = workshop;
  await Promise.all([places.command, places.bunhelm].map(({ directory }) => copyTestdata(directory)));
  const fixtures = await fixtureCases(places.command.directory);
  const others = [...goldenCases(), ...ownCases()];
  const counter = new Counter([...fixtures, ...others], onOutcome);
  await eachInTurn(fixtures, (one) => counter.take(one, places));
  await using grounds = new Grounds(cluster, places);
  // The cases of one test stand on each other. The longest first, so that at the end nobody waits for it alone.
  const tests = Map.groupBy(others, ({ golden }) => golden?.test);
  await eachInTurn(
    [...tests.values()].sort((a, b) => b.length - a.length),
    async (cases) => {
      for (const one of cases) await counter.take(one, await grounds.of(one));
    },
  );
  return counter.result;
}

export interface Group {
  readonly group: string;
  readonly cases: number;
  readonly equal: number;
  readonly succeeded: number;
  readonly masked: number;
}

/** The counts of each kind of cases. */
export function groups({ outcomes }: Result): Group[] {
  return [...Map.groupBy(outcomes, (outcome) => outcome.case.group)].map(([group, own]) => ({
    group,
    cases: own.length,
    equal: own.filter(({ equal }) => equal).length,
    succeeded: own.filter(({ succeeded }) => succeeded).length,
    masked: own.reduce((sum, { masked }) => sum + masked, 0),
  }));
}

/** The last line of the program. */
export function summary({ outcomes }: Result): string {
  const equal = outcomes.filter((outcome) => outcome.equal).length;
  const masked = outcomes.reduce((sum, outcome) => sum + outcome.masked, 0);
  return `parity: ${outcomes.length} cases, ${equal} equal, ${outcomes.length - equal} different, ${masked} masked`;
}
