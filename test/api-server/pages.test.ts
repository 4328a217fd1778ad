// Lists that come in pages from an API server, or a proxy before it, that never comes to their end, or pages in
// a way of its own.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { expectCode } from "../../lab/failure.ts";
import { Fixture } from "../../lab/fixture.ts";
import { ApiProxy, type Chosen } from "../../lab/proxy.ts";
import { recordObject, type StoredRelease, store } from "../../lab/records.ts";
import type { Helm } from "../../src/index.ts";

setDefaultTimeout(60_000);

let fixture: Fixture;
beforeAll(async () => {
  fixture = await Fixture.make();
  // More than are fetched at once, of more releases than one.
  const names = Array.from({ length: 30 }, (_, i) => `shop-${i}`);
  const all = names.flatMap((name) => [1, 2].map((version) => ({ release: release(name, version) })));
  const many = Array.from({ length: 60 }, (_, i) => ({ release: release("many", i + 1) }));
  await store(fixture.cluster, [...all, ...many]);
});
afterAll(() => fixture[Symbol.asyncDispose]());

function release(name: string, version: number): StoredRelease {
  const metadata = { apiVersion: "v2", name: "shop", version: "1.0.0" };
  const { namespace } = fixture;
  return { name, namespace, version, info: { status: "deployed" }, chart: { metadata }, manifest: "" };
}

type Page = "metadata" | "records";

/** A page of the given kind with records of the given names. */
function page(kind: Page, next: string, names: readonly string[]): object {
  const records = names.map((name) => recordObject({ release: release(name, 1) }));
  const metadata = { resourceVersion: "1", ...(next !== "" && { continue: next }) };
  if (kind === "records") return { apiVersion: "v1", kind: "SecretList", metadata, items: records };
  const items = (records as { metadata: object }[]).map((record) => ({
    apiVersion: "meta.k8s.io/v1",
    kind: "PartialObjectMetadata",
    metadata: { namespace: fixture.namespace, ...record.metadata },
  }));
  return { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadataList", metadata, items };
}

const calls: Record<string, { kind: Page; call: (helm: Helm, options: object) => Promise<unknown>; pages: Chosen }> = {
  "the metadata of a list": {
    kind: "metadata",
    call: (helm, options) => helm.releases.list(options),
    pages: ({ path }) => /limit=1000/.test(path),
  },
  "the records of a list": {
    kind: "records",
    call: (helm, options) => helm.releases.list(options),
    pages: ({ path }) => /superseded/.test(path),
  },
  "the records of superseded releases": {
    kind: "records",
    call: (helm, options) => helm.releases.list({ superseded: true, ...options }),
    pages: ({ path }) => /labelSelector=owner%3Dhelm&limit=/.test(path),
  },
  "a history": {
    kind: "records",
    call: (helm, options) => helm.releases.history("many", options),
    pages: ({ path }) => /name%3Dmany/.test(path),
  },
};

describe.each(Object.entries(calls))("%s", (_, { kind, call, pages }) => {
  /** What becomes of the call when each page is followed by another. */
  async function endless(next: (page: number) => string, names: (page: number) => string[]) {
    await using proxy = await ApiProxy.start(fixture.cluster);
    let count = 0;
    proxy.answer(pages, () => {
      count++;
      return { status: 200, body: page(kind, next(count), names(count)) };
    });
    const helm = fixture.client({ kubeconfig: proxy.kubeconfig });
    const error = await expectCode(call(helm, { signal: AbortSignal.timeout(20_000) }), "ERR_HELM_API_SERVER");
    expect(error.details).toMatchObject({ reason: "EndlessList", hint: expect.stringContaining("proxy") });
    expect(error.retryable).toBe(false);
    return { count, message: error.message };
  }

  test.concurrent("that names the same next page again and again ends at once", async () => {
    const same = await endless(
      () => "again",
      () => ["many"],
    );
    expect(same.count).toBeLessThanOrEqual(3);
    expect(same.message).toContain("the same page");
    const circle = await endless(
      (count) => `page-${count % 5}`,
      (count) => [`shop-${count}`],
    );
    expect(circle.count).toBeLessThanOrEqual(8);
  });

  test.concurrent("whose pages contain nothing new ends", async () => {
    const repeated = await endless(
      (count) => `page-${count}`,
      () => ["many", "shop-1"],
    );
    expect(repeated.message).toContain("nothing new");
    const empty = await endless(
      (count) => `page-${count}`,
      () => [],
    );
    expect(empty.count).toBeLessThan(150);
  });
});

test("some pages may be empty", async () => {
  await using proxy = await ApiProxy.start(fixture.cluster);
  const helm = fixture.client({ kubeconfig: proxy.kubeconfig });
  let count = 0;
  proxy.answer(
    ({ path }) => /limit=1000/.test(path),
    () => {
      const isLast = ++count === 20;
      return { status: 200, body: page("metadata", isLast ? "" : `page-${count}`, isLast ? ["shop-1"] : []) };
    },
  );
  proxy.answer(({ path }) => /superseded/.test(path), { status: 200, body: page("records", "", ["shop-1"]) });
  expect(await helm.releases.list()).toMatchObject([{ name: "shop-1" }]);
});
