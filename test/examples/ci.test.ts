// The program for CI jobs, as a user who may do only what docs/guides/deploy-from-ci.md asks for.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { tempDir } from "../../lab/directory.ts";
import { Fixture, type Rule } from "../../lab/fixture.ts";
import { bunExe, type Finished, runFile } from "../../lab/process.ts";
import { root } from "../../project/project.ts";

const script = join(root, "examples/ci.ts");
const chart = join(root, "examples/web");

/** The rules of the Role on the page. */
async function rules(): Promise<Rule[]> {
  const page = await Bun.file(join(root, "docs/guides/deploy-from-ci.md")).text();
  const yaml = page.match(/^```yaml\n(apiVersion: rbac.*?)^```$/ms)?.[1] ?? "";
  return (Bun.YAML.parse(yaml) as { rules: Rule[] }).rules;
}

test("deploys with the permissions of the page, and says what happens", async () => {
  await using fixture = await Fixture.make();
  const env = { KUBECONFIG: await fixture.userWith("deployer", await rules()), HELM_NAMESPACE: fixture.namespace };
  const run = (...args: string[]): Promise<Finished> => runFile(script, args, { env });
  using files = tempDir({
    "values.yaml": "greeting: Good morning\n",
    "broken.yaml":
      "podAnnotations: { web: { testcluster.bunhelm/exit-code: '3' }, migration: { testcluster.bunhelm/exit-code: '3' } }\n",
  });

  const installed = await run("shop", chart);
  expect(installed).toMatchObject({ stderr: "", exitCode: 0 });
  expect(installed.stdout).toEndWith("shop revision 1 is deployed\n");
  expect(installed.stdout).toMatch(/^\d\d:\d\d:\d\d created Deployment\/shop$/m);
  expect(installed.stdout).toMatch(/^\d\d:\d\d:\d\d Current Deployment\/shop/m);

  const upgraded = await run("shop", chart, join(files.path, "values.yaml"));
  expect(upgraded).toMatchObject({ stderr: "", exitCode: 0 });
  expect(upgraded.stdout).toEndWith("shop revision 2 is deployed\n");

  const failed = await run("shop", chart, join(files.path, "broken.yaml"));
  expect(failed).toMatchObject({ exitCode: 1 });
  expect(failed.stderr).toContain("ERR_HELM_HOOK_FAILED");
  expect(await fixture.records()).toEqual(["1 superseded", "2 superseded", "3 failed", "4 deployed"]);
  expect(await run()).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("usage:") });
}, 90_000);

test("deploys without the permissions that the page calls optional", async () => {
  await using fixture = await Fixture.make();
  const needed = (await rules()).slice(0, -1);
  const env = { KUBECONFIG: await fixture.userWith("deployer", needed), HELM_NAMESPACE: fixture.namespace };
  expect(await runFile(script, ["shop", chart], { env })).toMatchObject({ stderr: "", exitCode: 0 });
  expect(await fixture.records()).toEqual(["1 deployed"]);
}, 60_000);

test("a job that is cancelled leaves no pending release", async () => {
  await using fixture = await Fixture.make();
  using files = tempDir({ "slow.yaml": "podAnnotations: { web: { testcluster.bunhelm/never-ready: 'true' } }\n" });
  await using child = Bun.spawn([bunExe, script, "shop", chart, join(files.path, "slow.yaml")], {
    env: { ...process.env, KUBECONFIG: fixture.cluster.kubeconfig, HELM_NAMESPACE: fixture.namespace },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let isCancelled = false;
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    output += chunk;
    if (isCancelled || !output.includes("phase wait")) continue;
    isCancelled = true; // a second signal would end it at once
    child.kill("SIGTERM");
  }
  expect(await child.exited).toBe(1);
  expect(await child.stderr.text()).toContain("the job got SIGTERM");
  expect(await fixture.records()).toEqual(["1 failed"]);
}, 60_000);
