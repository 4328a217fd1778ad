// The life of a release as a user of the library sees it, on a real cluster.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { cluster, clusterHelm } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import type { Helm, HelmEvent } from "../../src/index.ts";

setDefaultTimeout(60_000);

describe("a release", () => {
  let helm: Helm;
  let shop: TempDir;

  beforeAll(async () => {
    helm = await clusterHelm({ namespace: await (await cluster()).namespace() });
    const labels = "{app: shop}";
    shop = chart({
      values: { replicas: 1 },
      templates: {
        "deployment.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: ${labels}}
  template: {metadata: {labels: ${labels}}, spec: {containers: [{name: shop, image: shop}]}}
`,
      },
    });
  });
  afterAll(async () => {
    await helm.close();
    shop[Symbol.dispose]();
  });

  test("is installed, and its events tell how it becomes ready", async () => {
    const operation = helm.releases.install("shop", shop.path);
    const events: HelmEvent[] = [];
    for await (const event of operation) events.push(event);
    expect(await operation).toMatchObject({ name: "shop", revision: 1, status: "deployed" });
    expect((await operation).manifest).toContain("replicas: 1");
    expect(events.filter(({ type }) => type === "resource")).toMatchObject([{ name: "shop", action: "created" }]);
    expect(events.filter(({ type }) => type === "readiness").at(-1)).toMatchObject({ status: "Current" });
    expect(events.at(-1)).toMatchObject({ type: "record", status: "deployed" });
  });

  test("is upgraded, looked at and listed", async () => {
    const upgraded = await helm.releases.upgrade("shop", shop.path, { values: { replicas: 2 } });
    expect(upgraded).toMatchObject({ revision: 2, status: "deployed" });
    const status = await helm.releases.status("shop");
    expect(status.resources).toMatchObject([{ kind: "Deployment", name: "shop", status: "Current" }]);
    expect(await helm.releases.list()).toMatchObject([{ name: "shop", revision: 2 }]);
  });

  test("is left failed, not pending, when an upgrade is cancelled, and the error says how it stands", async () => {
    const reason = new Error("changed our minds");
    const operation = helm.releases.upgrade("shop", shop.path, {
      values: { replicas: 3 },
      onEvent: (event) => {
        if (event.type === "readiness") operation.cancel(reason);
      },
    });
    const error = await expectCode(operation, "ERR_HELM_ABORTED");
    expect(error).toMatchObject({ name: "AbortError", cause: reason, release: { revision: 3, status: "failed" } });
    expect(error.details.changed).toBe(true);
    expect(error.manifest).toContain("replicas: 3");
    expect(await helm.releases.status("shop")).toMatchObject({ revision: 3, status: "failed" });
  });

  test("cannot be installed a second time, and the error is caught by what it is", async () => {
    const error = await expectCode(helm.releases.install("shop", shop.path), "ERR_HELM_RELEASE_EXISTS");
    expect(error.name).toBe("InstallError");
    expect(error.details).toMatchObject({ revision: 3, status: "failed" });
  });

  test("is uninstalled, and then there is none", async () => {
    const { release } = await helm.releases.uninstall("shop");
    expect(release).toMatchObject({ name: "shop", status: "uninstalled" });
    await expectCode(helm.releases.status("shop"), "ERR_HELM_RELEASE_NOT_FOUND");
    expect(await helm.releases.list()).toEqual([]);
  });
});
