// Verbs in a row: each finds the release as it is, and none waits until the API server has made sure of that.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import type { TempDir } from "../../lab/directory.ts";
import type { Helm } from "../../src/index.ts";

setDefaultTimeout(60_000);

let shop: TempDir;

beforeAll(() => {
  const config =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\ndata: {text: {{ .Values.text | quote }}}\n";
  shop = chart({ templates: { "config.yaml": config }, values: { text: "none" } });
});
afterAll(() => shop[Symbol.dispose]());

/** Two clients of one cluster that share nothing: they act for different users. */
async function twoClients(driver: "secret" | "configmap"): Promise<{ one: Helm; other: Helm; namespace: string }> {
  const target = await cluster();
  const namespace = await target.namespace();
  const client = (name: string): Helm =>
    newHelm({
      kubeconfig: target.kubeconfig,
      namespace,
      driver,
      userAgent: `${name}/${namespace}`,
      kubeAsUser: `${name}-of-${namespace}`,
      kubeAsGroup: ["system:masters"],
    });
  return { one: client("one"), other: client("other"), namespace };
}

describe.each(["secret", "configmap"] as const)("verbs in a row, with records of the %s driver,", (driver) => {
  test("find what another client has written just before", async () => {
    const { one, other } = await twoClients(driver);
    const clients = [one, other] as const;
    await one.releases.install("shop", shop.path);
    for (let revision = 2; revision <= 24; revision++) {
      const [writer, reader] = revision % 2 === 0 ? clients : [other, one];
      await writer.releases.upgrade("shop", shop.path, { values: { text: `${revision}` } });
      expect(await reader.releases.status("shop")).toMatchObject({ revision, status: "deployed" });
      const history = await reader.releases.history("shop");
      expect(history.map((one) => one.revision)).toEqual(
        Array.from({ length: Math.min(revision, 10) }, (_, i) => Math.max(0, revision - 10) + i + 1),
      );
      expect(history.filter((one) => one.status === "deployed").map((one) => one.revision)).toEqual([revision]);
      expect((await writer.releases.list()).map((one) => one.revision)).toEqual([revision]);
    }
    for (const [gone, again] of [clients, [other, one]] as const) {
      await gone.releases.uninstall("shop");
      await again.releases.install("shop", shop.path);
      expect((await gone.releases.history("shop")).map((one) => one.revision)).toEqual([1]);
    }
  });

  test("ask for one list that the API server must make sure of, the first", async () => {
    const { one, namespace } = await twoClients(driver);
    const upgrade = (text: string) => one.releases.upgrade("shop", shop.path, { install: true, values: { text } });
    for (const text of ["a", "b", "c"]) await upgrade(text);
    await one.releases.status("shop");
    await one.releases.uninstall("shop");
    const filter = { userAgent: `one/${namespace}`, verb: "list", resource: `${driver}s` };
    const lists = (await (await cluster()).audit(filter)).map(({ requestURI }) => requestURI);
    expect(lists.length).toBeGreaterThan(4);
    expect(lists.filter((uri) => !uri.includes("resourceVersionMatch=NotOlderThan"))).toEqual([lists[0] as string]);
  });
});
