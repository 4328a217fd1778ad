// Long histories and large records: what bunhelm and the helm command read of them.
import { expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import { type StoredRecord, store } from "../../lab/records.ts";
import { agree } from "./get-history.ts";

setDefaultTimeout(180_000);

const mebibyte = 1_048_576;

/** Text that cannot be compressed to less than three quarters. */
function noise(length: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array((length * 3) / 4))).toString("base64");
}

function* longHistory(namespace: string, count: number): Generator<StoredRecord> {
  for (let version = 1; version <= count; version++) {
    const time = new Date(Date.UTC(2026, 0, 1) + version * 60_000).toISOString();
    yield {
      release: {
        name: "shop",
        namespace,
        version,
        info: {
          status: version === count ? "deployed" : "superseded",
          description: `revision ${version}`,
          last_deployed: time,
          ...(version % 7 === 0 && { rollback_revision: version - 3 }),
        },
        chart: { metadata: { apiVersion: "v2", name: "shop", version: `1.0.${version}`, appVersion: "9" } },
        config: { version },
        manifest: `# ${version}`,
      },
    };
  }
}

test.concurrent("a history of 300 revisions is read to its end, where the command stops at the newest 256", async () => {
  await using fixture = await Fixture.make();
  await store(fixture.cluster, longHistory(fixture.namespace, 300));
  const history = await agree(fixture, "shop", { revisions: [0, 1, 300], max: 300 });
  expect(history.map(({ revision }) => revision)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  const usual = await fixture.helm.releases.history("shop");
  expect(usual).toEqual(history);
  const { stdout } = await fixture.helmCommand("history", "shop", "--output", "json");
  expect(JSON.parse(stdout)).toHaveLength(256);
  expect(await fixture.helm.releases.history("shop", { max: 1 })).toMatchObject([
    { revision: 300, status: "deployed" },
  ]);
  const error = await expectCode(fixture.helm.releases.get("shop", { revision: 301 }), "ERR_HELM_REVISION_NOT_FOUND");
  expect(error.details.revisions).toHaveLength(300);
});

test.concurrent("a release that just fits into its record is read like any other", async () => {
  await using fixture = await Fixture.make();
  using large = chart({
    templates: { "a.yaml": configMap("a", { text: "{{ .Release.Revision }}" }) },
    files: { "files/noise.txt": noise(818_000) },
  });
  const { releases } = fixture.helm;
  await releases.install("shop", large.path);
  for (let i = 0; i < 2; i++) await releases.upgrade("shop", large.path, { values: { i } });
  const { data } = await fixture.get("secrets/sh.helm.release.v1.shop.v3");
  const size = Buffer.from(data?.release ?? "", "base64").length;
  expect(size).toBeGreaterThan(0.97 * mebibyte);
  expect(size).toBeLessThan(mebibyte);
  expect(await agree(fixture, "shop", { revisions: [0, 1] })).toHaveLength(3);
});

test.concurrent("the newest of many revisions is read without the contents of all others", async () => {
  await using fixture = await Fixture.make();
  await store(fixture.cluster, longHistory(fixture.namespace, 120));
  // One that has seen nothing of this cluster yet, and so does not begin with what it may know already.
  const stranger = fixture.client({ kubeAsUser: `reader-of-${fixture.namespace}`, kubeAsGroup: ["system:masters"] });
  expect(await stranger.releases.get("shop")).toMatchObject({ revision: 120, manifest: "# 120" });
  const reads = (await fixture.audit())
    .map(({ requestURI }) => new URL(requestURI, "http://a"))
    .filter(({ pathname }) => pathname.endsWith("/secrets"))
    .map(({ searchParams }) => [searchParams.get("labelSelector"), searchParams.get("limit")]);
  expect(reads).toEqual([
    ["owner=helm,name=shop", "50"],
    ["owner=helm,name=shop", "1000"], // metadata only
    ["owner=helm,name=shop,name in (shop),status!=superseded", "50"],
  ]);
});
