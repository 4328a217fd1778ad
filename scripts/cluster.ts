// One Kubernetes for a whole test run. It ends when its standard input does: with us, however we end.
import { join } from "node:path";
import { announce, Complaint } from "../project/command.ts";
import { platform, root } from "../project/project.ts";
import { duration } from "./progress.ts";

export interface RunningCluster extends AsyncDisposable {
  /** The line of JSON that says how to reach it. */
  readonly description: string;
}

/** Starts a test cluster, or takes the one of the environment variable BUNHELM_TEST_CLUSTER. */
export async function startCluster(): Promise<RunningCluster> {
  const given = process.env.BUNHELM_TEST_CLUSTER;
  if (given) return { description: given, async [Symbol.asyncDispose]() {} };
  const command = [join(root, "lib", `testcluster-${platform}`, "testcluster"), "up"];
  announce(command);
  const start = performance.now();
  // Not of our process group: ^C must not end it before the tests that use it.
  const child = Bun.spawn(command, { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const description = await firstLine(child.stdout);
  if (description === "") throw new Complaint(`The test cluster did not start (exit ${await child.exited}).`);
  console.log(`test cluster up in ${duration(performance.now() - start)}`);
  return {
    description,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await child.exited;
    },
  };
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return "";
    text += decoder.decode(value, { stream: true });
    const end = text.indexOf("\n");
    if (end >= 0) return text.slice(0, end);
  }
}
