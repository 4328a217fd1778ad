// Somebody in this process closes file descriptors that are not theirs: the way to Go is gone.
import { expect, setDefaultTimeout, test } from "bun:test";
import { road } from "../../lab/environment.ts";
import { runScript } from "../../lab/process.ts";

setDefaultTimeout(30_000);

// Closes every socket there is, the channel's among them, while one operation waits for its post-renderer.
const closing = (behind: string): string => `
  import { closeSync, readdirSync, readlinkSync } from "node:fs";
  import { chart } from "./lab/chart.ts";
  import { internal } from "./lab/internal.ts";
  import { newHelm } from "./lab/client.ts";
  using shop = chart({ templates: { "a.yaml": "kind: List\\n" } });
  const helm = newHelm();
  const asked = Promise.withResolvers();
  const operation = helm.charts.template(shop.path, { postRenderer: () => (asked.resolve(), new Promise(() => {})) });
  operation.catch(() => {}); // it is awaited later
  await asked.promise;
  for (const name of readdirSync("/proc/self/fd")) {
    let target = "";
    try { target = readlinkSync("/proc/self/fd/" + name) } catch {}
    if (Number(name) > 2 && target.startsWith("socket:")) closeSync(Number(name));
  }
  ${behind}
  console.log(await operation.catch(({ code, message }) => code + " " + message));
  console.log((await helm.version()).helm, (await internal("internal.echo", { events: 2000 })).text);
  await helm.close();`;

const lost =
  road.isolation === "process"
    ? /^ERR_HELM_PROCESS_ENDED the process that ran this call has ended: (exit code 0|SIGKILL), other code in this process/
    : /^ERR_HELM_INTERNAL the channel to the library was closed/;

const endings = [
  ["nobody does anything more", ""],
  ["it is cancelled", "operation.cancel(new Error('enough'));"],
  ["another call is made", "console.error((await helm.version()).helm);"],
] as const;

test.each(endings)("what is under way settles, and later calls work: %s", async (_, behind) => {
  const { stdout, exitCode } = await runScript(closing(behind));
  const [settled, after] = stdout.split("\n");
  expect(settled).toMatch(lost);
  expect(after).toStartWith("v4.");
  expect(exitCode).toBe(0);
});
