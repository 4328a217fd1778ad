// Unit tests of a chart's templates: no cluster, no files written, milliseconds each.
import { afterAll, describe, expect, test } from "bun:test";
import { Helm, HelmError, type KubernetesObject } from "bunhelm";

const helm = new Helm({ env: {} }); // nothing of this machine's settings
const chart = `${import.meta.dir}/web`;

afterAll(() => helm.close());

/** The rendered objects and hooks, by kind and name. */
async function render(values: Record<string, unknown> = {}): Promise<Record<string, KubernetesObject>> {
  const { objects } = await helm.charts.template(chart, { name: "shop", values, objects: true });
  return Object.fromEntries(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}

describe("the chart web", () => {
  test("has these objects", async () => {
    expect(Object.keys(await render()).sort()).toEqual([
      "ConfigMap/shop",
      "Deployment/shop",
      "Job/shop-migration",
      "Service/shop",
      "Service/shop-store",
      "StatefulSet/shop-store",
    ]);
  });

  test("takes the image and the number of replicas from the values", async () => {
    const { "Deployment/shop": deployment } = await render({ replicas: 5, image: { tag: "1.4.2" } });
    expect(deployment?.spec.replicas).toBe(5);
    expect(deployment?.spec.template.spec.containers[0].image).toBe("registry.example/web:1.4.2");
  });

  test("selects in its Service the pods of its Deployment", async () => {
    const { "Service/shop": service, "Deployment/shop": deployment } = await render();
    expect(deployment?.spec.template.metadata.labels).toMatchObject(service?.spec.selector);
  });

  test("restarts the pods when the greeting changes", async () => {
    const checksum = async (greeting: string): Promise<string> => {
      const { "Deployment/shop": deployment } = await render({ greeting });
      return deployment?.spec.template.metadata.annotations["checksum/config"];
    };
    expect(await checksum("Hello")).not.toBe(await checksum("Good morning"));
  });

  test("migrates before an install and before an upgrade, unless told not to", async () => {
    const { "Job/shop-migration": migration } = await render();
    expect(migration?.metadata.annotations?.["helm.sh/hook"]).toBe("pre-install,pre-upgrade");
    expect(await render({ migration: { enabled: false } })).not.toContainKey("Job/shop-migration");
  });

  test("refuses values that its schema does not allow, and says which", async () => {
    const error = await render({ replicas: "many", colour: "blue" }).catch((reason: unknown) => reason);
    if (!HelmError.is(error, "ERR_HELM_VALUES_INVALID")) throw error;
    expect(error.details.violations.map(({ path, message }) => `${path} ${message}`).sort()).toEqual([
      ' must not have the property "colour"',
      "/replicas must be an integer, but is a string",
    ]);
  });
});
