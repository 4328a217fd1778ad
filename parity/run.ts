// Runs cases, a few at a time, and counts.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askCli, type Cli, eachInTurn } from "../scripts/cli/help.ts";
import { type Case, compare, type Outcome, type Places } from "./case.ts";
import { copyTestdata, fixtureCases } from "./fixtures.ts";
import { folderCases } from "./folder.ts";
import { Reader, Unreachable } from "./line.ts";

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
      return { directory, env: { HOME: join(directory, "home"), PATH: process.env.PATH ?? "" } };
    };
    return { command: place("one"), bunhelm: place("two") };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.scratch, { recursive: true, force: true });
  }
}

/** What the command says of itself is asked once. */
let cli: Promise<Cli> | undefined;

export async function run(cases: readonly Case[], places: Places, onOutcome?: OnOutcome): Promise<Result> {
  const reader = new Reader(await (cli ??= askCli()));
  const unreachable: Result["unreachable"][number][] = [];
  let done = 0;
  const outcomes = await eachInTurn(cases, async (one) => {
    try {
      const outcome = await compare(reader, one, places);
      onOutcome?.(++done, cases.length, outcome);
      return outcome;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      unreachable.push({ case: one, reason: error.message });
      onOutcome?.(++done, cases.length);
      return undefined;
    }
  });
  return { outcomes: outcomes.filter((outcome) => outcome !== undefined), unreachable };
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

/** The cases that come with Helm. */
export async function runBuiltIn(onOutcome?: OnOutcome): Promise<Result> {
  await using workshop = await Workshop.make();
  const { places } = workshop;
  await Promise.all([places.command, places.bunhelm].map(({ directory }) => copyTestdata(directory)));
  return await run(await fixtureCases(places.command.directory), places, onOutcome);
}

/** The last line of the program. */
export function summary({ outcomes }: Result): string {
  const equal = outcomes.filter((outcome) => outcome.equal).length;
  const masked = outcomes.reduce((sum, outcome) => sum + outcome.masked, 0);
  return `parity: ${outcomes.length} cases, ${equal} equal, ${outcomes.length - equal} different, ${masked} masked`;
}
