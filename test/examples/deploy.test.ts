// The deploy script, as a script and as one file copied to a bare host.
import { expect, test } from "bun:test";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { cluster, clusterHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";

const script = join(root, "examples/deploy.ts");
const chart = join(root, "examples/web");

async function run(
  command: string[],
  options: { env: Record<string, string>; cwd?: string },
): Promise<[number, string]> {
  await using child = Bun.spawn(command, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return [await child.exited, output + errors];
}

test("installs, upgrades and says what is wrong", async () => {
  const { kubeconfig } = await cluster();
  const namespace = await (await cluster()).namespace();
  using files = tempDir({ "values.yaml": "greeting: Good morning\n", "wrong.yaml": "replicas: many\n" });
  const env = { ...process.env, KUBECONFIG: kubeconfig, HELM_NAMESPACE: namespace } as Record<string, string>;

  expect(await run([bunExe, script, "shop", chart], { env })).toEqual([
    0,
    expect.stringMatching(/✓ deploy .* shop revision 1 is deployed/),
  ]);
  expect(await run([bunExe, script, "shop", chart, join(files.path, "values.yaml")], { env })).toEqual([
    0,
    expect.stringMatching(/✓ deploy .* shop revision 2 is deployed\nGood morning!/),
  ]);
  expect(await run([bunExe, script, "shop", chart, join(files.path, "wrong.yaml")], { env })).toEqual([
    1,
    expect.stringMatching(/✗ deploy [\s\S]*ERR_HELM_VALUES_INVALID/),
  ]);
  expect(await run([bunExe, script], { env })).toEqual([2, expect.stringContaining("usage:")]);
}, 60_000);

test("compiled into one file, deploys from an empty environment", async () => {
  using built = tempDir();
  using host = tempDir();
  const [code, output] = await run([bunExe, "build", "--compile", script, "--outfile", join(built.path, "deploy")], {
    env: process.env as Record<string, string>,
    cwd: root,
  });
  expect(output).not.toContain("error:");
  expect(code).toBe(0);
  await copyFile(join(built.path, "deploy"), join(host.path, "deploy"));

  const namespace = await (await cluster()).namespace();
  const env = { KUBECONFIG: (await cluster()).kubeconfig, HELM_NAMESPACE: namespace, TMPDIR: host.path };
  expect(await run([join(host.path, "deploy"), "shop", chart], { env, cwd: "/" })).toEqual([
    0,
    expect.stringMatching(/✓ deploy .* shop revision 1 is deployed/),
  ]);
  await using helm = await clusterHelm({ namespace });
  expect((await helm.releases.status("shop")).status).toBe("deployed");
}, 120_000);
