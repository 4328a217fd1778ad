import { existing, findBinary } from "./binary.ts";
import { type ClusterDescription, parseDescription } from "./description.ts";
import { TestClusterError } from "./errors.ts";
import type { TestClusterOptions } from "./options.ts";

type Supervisor = Bun.Subprocess<"pipe", "pipe", "pipe">;

/** A supervisor started by this process, which ends with it: its standard input is our pipe. */
export interface RunningCluster {
  description: ClusterDescription;
  /** Stops the supervisor and resolves when it has ended and removed its files. */
  stop(): Promise<void>;
}

/** Keeps the pipes from being collected, and thus closed, while a cluster runs. */
const running = new Set<Supervisor>();

export async function startCluster(options: TestClusterOptions): Promise<RunningCluster> {
  const binary =
    options.binary === undefined
      ? await findBinary()
      : await existing(options.binary, `there is no test cluster binary ${options.binary}`);
  const supervisor = Bun.spawn([binary, "up", ...flagsOf(options)], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
    detached: true, // or ^C in a terminal would end it while others still need it
  });
  running.add(supervisor);
  supervisor.exited.then(() => running.delete(supervisor));
  const line = await firstLine(supervisor.stdout);
  if (line === undefined) {
    const complaints = await new Response(supervisor.stderr).text();
    throw new TestClusterError("start-failed", `the test cluster did not start\n${complaints}`);
  }
  // Nothing more is printed, and a pipe that is being read keeps the process from ending.
  await supervisor.stdout.cancel();
  await supervisor.stderr.cancel();
  const stop = async (): Promise<void> => {
    supervisor.ref();
    await supervisor.stdin.end();
    await supervisor.exited;
  };
  try {
    const description = parseDescription(line);
    if (options.unref) {
      supervisor.unref();
    }
    return { description, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function flagsOf(options: TestClusterOptions): string[] {
  const flags: string[] = [];
  if (options.tmp !== undefined) {
    flags.push(`--tmp=${options.tmp}`);
  }
  if (options.registryAuth !== undefined) {
    flags.push(`--registry-auth=${options.registryAuth.username}:${options.registryAuth.password}`);
  }
  if (options.audit === false) {
    flags.push("--audit=false");
  }
  if (options.realJobClocks) {
    flags.push("--real-job-clocks");
  }
  return flags;
}

/** The first line of a stream, or undefined if it ends without one. Nothing more is read. */
async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return undefined;
      }
      text += decoder.decode(value, { stream: true });
      const end = text.indexOf("\n");
      if (end >= 0) {
        return text.slice(0, end);
      }
    }
  } finally {
    reader.releaseLock();
  }
}
