// The demo is the first thing that a user runs: whole, and interrupted.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { cluster, clusterHelm } from "../../lab/client.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";

interface Demo extends AsyncDisposable {
  /** Resolves with all that was printed so far as soon as a pattern is in it. */
  printed(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<number>;
  readonly output: string;
}

/** Starts the demo in a pipe, on the cluster that all tests share. */
async function startDemo(): Promise<Demo> {
  const { description } = await cluster();
  const child = Bun.spawn([bunExe, join(root, "examples/demo.ts")], {
    env: { ...process.env, BUNHELM_TEST_CLUSTER: JSON.stringify(description) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  let output = "";
  const read = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    output += decoder.decode(value, { stream: !done });
    return !done;
  };
  return {
    async printed(pattern) {
      while (!pattern.test(output)) if (!(await read())) throw new Error(`${pattern} is not in\n${output}`);
      return output;
    },
    kill: (signal) => child.kill(signal),
    get exited() {
      return (async () => {
        while (await read());
        return await child.exited;
      })();
    },
    get output() {
      return output;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

/** The namespace that the demo has said it works in. */
function namespaceOf(output: string): string {
  return output.match(/namespace (demo-\w+)/)?.[1] as string;
}

test("runs to its end", async () => {
  await using demo = await startDemo();
  expect(await demo.exited).toBe(0);
  for (const line of [
    /^✓ cluster /m,
    /^✓ install .* revision 1 is deployed$/m,
    /^✓ plan .* 2 objects would change, 3 would not; nothing is written yet$/m,
    /data\.greeting: "Hello" → "Good morning"/,
    /^✓ upgrade .* revision 2 is deployed$/m,
    /^✓ list .* shop, revision 2, deployed, chart web 1\.0\.0$/m,
    /^✓ status .* 5 objects are as they should be$/m,
    /^✗ bad upgrade .* failed$/m,
    /It failed as it should, was rolled back/,
    /code: ERR_HELM_WAIT_TIMEOUT/,
    /\| fatal: no such file/,
    /recorded: revision 4 is deployed/,
    /^✓ drift .* somebody has changed an object by hand$/m,
    /data\.greeting is "Hacked" instead of "Good morning", by bunhelm-testing/,
    /^✓ repair .* it is again as revision 2 has it/m,
    /^✓ takeover .* left revision 5 pending; revision 6 took the release over$/m,
    /^✓ uninstall /m,
    /Job\/shop-migration \| 3 migrations applied/,
    /Deployment\/shop not ready: /,
  ])
    expect(demo.output).toMatch(line);
  expect(demo.output).not.toContain("\x1b");
  expect(demo.output.match(/✗/g)).toHaveLength(1);
  await using helm = await clusterHelm({ namespace: namespaceOf(demo.output) });
  expect(await helm.releases.list()).toEqual([]);
}, 60_000);

test.each([
  ["SIGINT", 130, /pre-upgrade hook Job\/shop-migration started/],
  ["SIGTERM", 143, /^upgrade\n[\s\S]*waiting for 5 objects/m],
] as const)(
  "%s in mid-upgrade leaves nothing pending",
  async (signal, code, moment) => {
    await using demo = await startDemo();
    const namespace = namespaceOf(await demo.printed(moment));
    demo.kill(signal);
    expect(await demo.exited).toBe(code);
    expect(demo.output).toMatch(/^✗ upgrade /m);
    expect(demo.output).toMatch(new RegExp(`cancelled: interrupted by ${signal}$`, "m"));
    expect(demo.output).not.toMatch(/^. (list|uninstall) /m);
    await using helm = await clusterHelm({ namespace });
    const [release, ...others] = await helm.releases.list();
    expect(others).toEqual([]);
    expect(release).toMatchObject({ name: "shop", revision: 2, status: "failed" });
    expect(demo.output).toContain(`shop revision 2 is failed ("${release?.description}")`);
    const next = await helm.releases.upgrade("shop", join(root, "examples/web"), { wait: false });
    expect(next).toMatchObject({ revision: 3, status: "deployed" });
  },
  60_000,
);
