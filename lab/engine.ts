// The processes that run Go for clients with isolation: "process". Those with different limits have different ones, so
// who wants one for himself takes a limit of his own.
import { readdirSync, readFileSync } from "node:fs";
import { road } from "./environment.ts";

/** The engines with this limit, or with none, whoever started them. */
export function engines(limit?: number): { pid: number; parent: number }[] {
  const end = `libbunhelm.so\0${limit === undefined ? "" : `${limit}\0`}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/cmdline`, "utf8").endsWith(end)) return [];
        const [state, parent] = statOf(name);
        return state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}

/** What the kernel says of a process, from its state on: then its parent, its group, its session, its terminal. */
export function statOf(pid: number | string): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** The process that Go runs in for the clients of a test: this one, unless they take the other road. */
export function processOfGo(): number {
  return road.isolation === "process" ? engine() : process.pid;
}

/** The engine of this process with this limit, or with none: there must be one. */
export function engine(limit?: number): number {
  const found = engines(limit).filter(({ parent }) => parent === process.pid);
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} engines with the limit ${limit}`);
  return one.pid;
}

let limits = 0;

/** A limit that nobody else has. So high a one bounds nothing. */
export function ownLimit(): number {
  return 2 ** 40 + process.pid * 2 ** 12 + ++limits;
}
