// The soak's process: runs the operations of a world and writes what it measures as lines of JSON.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { type Counts, internal } from "../lab/internal.ts";
import { until } from "../lab/wait.ts";
import { Lane } from "./lane.ts";
import { Random } from "./random.ts";
import type { World } from "./world.ts";

/** What is measured while no operation runs. Memory in bytes. */
export interface Sample extends Counts {
  /** Operations so far, those of Workers included. */
  done: number;
  seconds: number;
  resident: number;
  scripts: number;
  descriptors: number;
  sockets: number;
}

/** What the process says at its end. */
export interface Ending {
  /** How often each operation ended how: "upgrade WAIT_TIMEOUT". */
  readonly outcomes: Record<string, number>;
  readonly workers: number;
  /** Before the first operation, with the library loaded. */
  readonly before: Sample;
  /** After the last one: clients closed, idle clusters dropped. */
  readonly after: Sample;
}

/** No operation of this mix takes longer by itself. */
const patience = 120_000;

const world: World = JSON.parse(await Bun.stdin.text());
const start = performance.now();
const outcomes: Record<string, number> = {};
let done = 0;
let workers = 0;

say({ seed: world.seed }); // or the descriptor of standard output would come later
const before = await sample();
const lanes = world.places.map((place) => new Lane(world, place));
const share = Math.max(1, Math.floor(world.operations / 10));
for (let goal = share; goal <= world.operations; goal += share) {
  await Promise.all([...lanes.map((lane) => work(lane, goal)), employ(goal)]);
  say({ sample: await sample() });
}
await Promise.all(lanes.map((lane) => lane.close()));
await internal("internal.idle");
await until(() => sockets() === before.sockets, 30_000).catch(() => {}); // the figures tell
say({ ending: { outcomes, workers, before, after: await sample() } satisfies Ending });
process.exit();

/** Runs operations of a lane until so many are done by all together. */
async function work(lane: Lane, goal: number): Promise<void> {
  while (done < goal) {
    const number = done++;
    const { what, outcome } = await inTime(() => `operation ${number}, ${lane.current},`, lane.step(randomOf(number)));
    const key = `${what.split(" ")[0]} ${outcome}`;
    outcomes[key] = (outcomes[key] ?? 0) + 1;
  }
}

/** Opens Workers, one after the other, and terminates them with operations under way. */
async function employ(goal: number): Promise<void> {
  while (done < goal) {
    const next = done + 100;
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { env: { ...process.env } as never });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    const closed = new Promise((gone) => worker.addEventListener("close", gone));
    worker.postMessage({ world, number: workers++ });
    const random = randomOf(done);
    const started = await inTime(() => "a Worker", promise);
    done += started; // not before the wait: others count meanwhile
    await Bun.sleep(random.next() ** 2 * 300);
    worker.terminate();
    await inTime(() => "a Worker's end", closed);
    while (done < Math.min(next, goal)) await Bun.sleep(10);
  }
}

/** What an operation draws from: its number and the seed alone decide. */
function randomOf(number: number): Random {
  return new Random(world.seed * 1_000_003 + number);
}

/** Fails when something does not end, with the stacks of Go. */
async function inTime<T>(what: () => string, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(async () => {
    const { stacks } = await internal("internal.goroutines");
    reject(new Error(`${what()} has not ended after ${patience / 1000} s\n${stacks.join("\n\n")}`));
  }, patience);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until what was left behind has ended, and measures. */
async function sample(): Promise<Sample> {
  const deadline = performance.now() + 30_000;
  let counts = await internal("internal.counts");
  while (counts.operations > 0 && performance.now() < deadline) {
    await Bun.sleep(20);
    counts = await internal("internal.counts");
  }
  Bun.gc(true);
  const status = readFileSync("/proc/self/status", "latin1");
  return {
    ...counts,
    done,
    seconds: (performance.now() - start) / 1000,
    resident: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024,
    scripts: process.memoryUsage().heapUsed,
    descriptors: descriptors().length,
    sockets: sockets(),
  };
}

function descriptors(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // the one that reads the directory
    }
  });
}

function sockets(): number {
  return descriptors().filter((target) => target.startsWith("socket:")).length;
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
