// The memory of this process, and of that of Go where it has one of its own.
import { readFileSync } from "node:fs";
import { engines } from "./engine.ts";
import { road } from "./environment.ts";

/** Resident memory in MB. */
export function residentMemory(): number {
  return sum("VmRSS");
}

/** The most resident memory that there was, in MB. */
export function peakMemory(): number {
  return sum("VmHWM");
}

function sum(field: string): number {
  const children = road.isolation === "process" ? engines().filter(({ parent }) => parent === process.pid) : [];
  return [process, ...children].reduce((total, { pid }) => total + kilobytes(pid, field) / 1000, 0);
}

function kilobytes(pid: number, field: string): number {
  const [, text] = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  if (text === undefined) throw new Error(`the kernel says nothing of ${field}`);
  return Number(text);
}
