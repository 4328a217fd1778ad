// Objects of public operators: a wait tells when they are ready and why not, and never waits in silence for a status that
// it cannot read.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { cluster } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import { type OperatorKind, operators } from "../../lab/operators.ts";
import { until } from "../../lab/wait.ts";
import type { Operation, Release } from "../../src/index.ts";

setDefaultTimeout(120_000);

const plural = (kind: string): string => `${kind.toLowerCase()}s`;
const named = ({ kind }: OperatorKind): [group: string, kind: string] => kind.split("/") as [string, string];

beforeAll(async () => {
  const { apply, request } = await cluster().then((it) => ({ apply: it.apply.bind(it), request: it.request.bind(it) }));
  await Promise.all(
    operators.map(async (operator) => {
      const [group, kind] = named(operator);
      const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
      await apply({
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: {
          name: `${plural(kind)}.${group}`,
          annotations: { "api-approved.kubernetes.io": "unapproved, for a test" }, // which *.k8s.io want
        },
        spec: {
          group,
          scope: "Namespaced",
          names: { kind, plural: plural(kind) },
          versions: [{ name: operator.version, served: true, storage: true, subresources: { status: {} }, schema }],
        },
      });
      const path = `/apis/${group}/${operator.version}/namespaces/default/${plural(kind)}`;
      await until(async () => (await request("GET", path)).ok);
    }),
  );
});

/** Installs one object, and writes its status as soon as it is there. */
async function install(
  fixture: Fixture,
  operator: OperatorKind,
  status: object,
  { timeout, ruled = true }: { timeout: string; ruled?: boolean },
): Promise<{ installing: Operation<Release> }> {
  const [group, kind] = named(operator);
  const api = `${group}/${operator.version}`;
  const object = `apiVersion: ${api}\nkind: ${kind}\nmetadata: {name: shop}\nspec: {}\n`;
  // The wait goes on when it sees the object before its status: to kstatus it is ready then.
  using shop = chart({ templates: { "o.yaml": object, ...(!ruled && { "a.yaml": configMap("never") }) } });
  const readiness = ruled
    ? { [operator.kind]: operator.rule ?? "condition=Ready" }
    : { ConfigMap: "jsonpath={.data.never}" as const };
  const installing = fixture.helm.releases.install("shop", shop.path, { timeout, readiness });
  installing.catch(() => {});
  const path = `/apis/${api}/namespaces/${fixture.namespace}/${plural(kind)}/shop`;
  await until(async () => (await fixture.cluster.request("GET", path)).ok);
  const type = { headers: { "content-type": "application/merge-patch+json" } };
  const answer = await fixture.cluster.request("PATCH", `${path}/status`, { status }, type);
  if (!answer.ok) throw new Error(await answer.text());
  return { installing };
}

describe.concurrent.each(operators.map((operator) => [operator.kind, operator] as const))("%s", (_kind, operator) => {
  test.concurrent("is waited for until it is ready", async () => {
    await using fixture = await Fixture.make();
    const { installing } = await install(fixture, operator, operator.ready, { timeout: "60s" });
    expect(await installing).toMatchObject({ status: "deployed" });
  });

  test.concurrent("is told of, with the reason, if it fails", async () => {
    await using fixture = await Fixture.make();
    const { installing } = await install(fixture, operator, operator.failing, { timeout: "10s" });
    const error = await expectCode(installing, "ERR_HELM_WAIT_TIMEOUT");
    expect(error.message).toContain(operator.why);
  });

  test.concurrent("ends the wait soon if its status cannot be read", async () => {
    await using fixture = await Fixture.make();
    const status = { observedGeneration: "one", conditions: "none", health: "fine", phase: ["a", "b"] };
    const start = performance.now();
    const { installing } = await install(fixture, operator, status, { timeout: "10m", ruled: false });
    const error = await expectCode(installing, "ERR_HELM_RESOURCE_FAILED");
    expect(performance.now() - start).toBeLessThan(60_000);
    expect(error.message).toContain(`nobody can tell whether ${named(operator)[1]}/shop is ready`);
    expect(error.details.hint).toContain(`readiness: { "${operator.kind}":`);
  });
});
