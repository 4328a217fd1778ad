// The processes that are killed while they work on a release.
import { join } from "node:path";
import { engine, engines } from "../../lab/engine.ts";
import { bunExe } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import { HelmError } from "../../src/index.ts";
import { type Verb, valuesOf } from "../verbs.ts";
import type { KillLane } from "./lane.ts";
import { type Orders, obey } from "./verb.ts";

/** What was there to see of an end. */
export interface Death {
  /** Milliseconds from the kill until the call had rejected, or the engine of a killed program had ended. */
  readonly settled: number;
  /** What the call's error says of the release: "2 pending-upgrade". */
  readonly known: string | undefined;
  /** What is not as promised. */
  readonly broken: readonly string[];
}

/** Something that works on a release. */
export interface Victim extends AsyncDisposable {
  /** Why the verb fails when nobody kills it; undefined when it works. */
  readonly end: Promise<string | undefined>;
  kill(): Promise<Death>;
}

/** Calls a verb in a process that can be killed. */
export function start(lane: KillLane, verb: Verb, release: string, userAgent: string): Victim {
  const { chart } = lane;
  const orders: Orders = { verb, client: lane.options(userAgent), release, chart, values: valuesOf(verb) };
  return lane.target === "engine" ? withEngine(lane.limit, orders) : program(lane, orders);
}

function program({ target, limit }: KillLane, orders: Orders): Victim {
  const child = Bun.spawn([bunExe, join(import.meta.dir, "victim.ts"), JSON.stringify(orders)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = async (): Promise<number> => {
    const start = performance.now();
    child.kill("SIGKILL");
    await child.exited;
    await until(() => engines(limit).length === 0);
    return performance.now() - start;
  };
  return {
    end: child.exited.then((code) => (code === 0 ? undefined : child.stderr.text())),
    async kill() {
      const settled = await gone();
      const late = target === "parent" && settled > 1_000;
      return {
        settled,
        known: undefined,
        broken: late ? [`the engine has ended after ${Math.round(settled)} ms`] : [],
      };
    },
    [Symbol.asyncDispose]: async () => void (await gone()),
  };
}

const patience = 20_000;

/** A call of this process. */
function withEngine(limit: number, orders: Orders): Victim {
  const outcome = obey(orders).then(
    () => undefined,
    (error: unknown) => error,
  );
  return {
    end: outcome.then((error) => (error === undefined ? undefined : Bun.inspect(error))),
    async kill() {
      const start = performance.now();
      const killed = engine(limit);
      process.kill(killed, "SIGKILL");
      const error = await Promise.race([outcome, Bun.sleep(patience).then(() => "nothing: it hangs")]);
      const settled = performance.now() - start;
      if (!HelmError.is(error, "ERR_HELM_PROCESS_ENDED") || error.details.signal !== "SIGKILL")
        return { settled, known: undefined, broken: [`the call ends with ${Bun.inspect(error)}`] };
      const { release } = error;
      const known = release && `${release.revision} ${release.status}`;
      return { settled, known, broken: [] };
    },
    async [Symbol.asyncDispose]() {},
  };
}
