// What examples/unlock.ts makes of releases that a killed process has left.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { Fixture } from "../../lab/fixture.ts";
import { type Finished, runFile } from "../../lab/process.ts";
import { root } from "../../project/project.ts";

const chart = join(root, "examples/web");

function unlock({ cluster, namespace }: Fixture): Promise<Finished> {
  const env = { KUBECONFIG: cluster.kubeconfig, HELM_NAMESPACE: namespace };
  return runFile(join(root, "examples/unlock.ts"), ["shop"], { env });
}

test.concurrent("an upgrade goes back to the revision before it", async () => {
  await using fixture = await Fixture.make();
  await fixture.helm.releases.install("shop", chart);
  await fixture.helm.releases.upgrade("shop", chart, { values: { replicas: 3 } });
  expect(await unlock(fixture)).toMatchObject({ stdout: "shop is deployed: there is nothing to do\n", exitCode: 0 });
  await fixture.rewrite("shop", 1, ({ info }) => (info.status = "deployed"));
  await fixture.rewrite("shop", 2, ({ info }) => (info.status = "pending-upgrade"));

  expect(await unlock(fixture)).toMatchObject({ stdout: "shop is back at revision 1, as revision 3\n", exitCode: 0 });
  expect((await fixture.records()).at(-1)).toBe("3 deployed");
  expect((await fixture.get("deployments/shop")).spec.replicas).toBe(2);
}, 60_000);

test.concurrent("an install, and an uninstall, that did not end are uninstalled", async () => {
  for (const status of ["pending-install", "uninstalling"]) {
    await using fixture = await Fixture.make();
    await fixture.helm.releases.install("shop", chart);
    await fixture.rewrite("shop", 1, ({ info }) => (info.status = status));
    expect(await unlock(fixture)).toMatchObject({ stdout: "shop is uninstalled\n", exitCode: 0 });
    expect(await fixture.records()).toEqual([]);
    expect(await fixture.names("deployments")).toEqual([]);
  }
}, 60_000);
