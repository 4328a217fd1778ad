import { readFileSync } from "node:fs";
import { findBinary } from "./binary.ts";
import { type ClusterDescription, parseDescription } from "./description.ts";
import { TestClusterError } from "./errors.ts";

/**
 * Returns the cluster of this test run, which ends with it. All processes and files of the run get the same
 * one: the first to ask starts it, the others wait.
 */
export async function shareCluster(): Promise<ClusterDescription> {
  const command = [await findBinary(), "share", `--until=${firstOfRun()}`];
  const asked = Bun.spawn(command, { stdio: ["ignore", "pipe", "pipe"] });
  const [line, complaints, code] = await Promise.all([asked.stdout.text(), asked.stderr.text(), asked.exited]);
  if (code !== 0) throw new TestClusterError("start-failed", `the test cluster did not start\n${complaints}`);
  return parseDescription(line);
}

/** The first process of a run: the parent of a worker of `bun test --parallel`, otherwise this one. */
function firstOfRun(): number {
  return isWorker() ? process.ppid : process.pid;
}

// Bun exposes the flag nowhere in JavaScript, and the environment variables are also set without workers.
function isWorker(): boolean {
  try {
    return readFileSync("/proc/self/cmdline", "utf8").split("\0").includes("--test-worker");
  } catch {
    return false;
  }
}
