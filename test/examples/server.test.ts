// The server that deploys: what it answers, and what its end leaves.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { Fixture } from "../../lab/fixture.ts";
import { bunExe } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";

test("installs, tells, refuses, uninstalls, and cancels when it ends", async () => {
  await using fixture = await Fixture.make();
  await using child = Bun.spawn([bunExe, join(root, "examples/server.ts")], {
    env: { ...process.env, KUBECONFIG: fixture.cluster.kubeconfig, HELM_NAMESPACE: fixture.namespace, PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { value: url } = await child.stdout.pipeThrough(new TextDecoderStream()).getReader().read();
  const ask = async (method: string, name: string, body?: object): Promise<[number, unknown]> => {
    const path = new URL(`releases/${name}`, String(url).trim());
    const answer = await fetch(path, { method, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return [answer.status, text && JSON.parse(text)];
  };

  expect(await ask("PUT", "shop", { values: { replicas: 1 } })).toEqual([200, { revision: 1, status: "deployed" }]);
  expect(await ask("GET", "shop")).toEqual([200, expect.objectContaining({ status: "deployed" })]);
  expect(await ask("PUT", "shop", { values: { replicas: "many" } })).toEqual([
    422,
    expect.objectContaining({ code: "ERR_HELM_VALUES_INVALID", message: expect.stringContaining("replicas") }),
  ]);
  expect(await ask("GET", "nothing")).toEqual([404, expect.objectContaining({ code: "ERR_HELM_RELEASE_NOT_FOUND" })]);

  const never = { podAnnotations: { web: { "testcluster.bunhelm/never-ready": "true" } } };
  const slow = ask("PUT", "slow", { values: never });
  await until(async () => (await fixture.records("secrets", "slow")).length > 0);
  expect(await ask("PUT", "slow", { values: never })).toEqual([409, expect.objectContaining({ retryable: true })]);
  expect(await ask("DELETE", "shop")).toEqual([204, ""]);

  child.kill("SIGTERM");
  expect(await slow).toEqual([499, expect.objectContaining({ code: "ERR_HELM_ABORTED" })]);
  expect(await child.exited).toBe(0);
  expect(await child.stderr.text()).toBe("");
  expect(await fixture.records()).toEqual(["1 failed"]);
}, 60_000);
