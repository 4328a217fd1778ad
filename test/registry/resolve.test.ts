// What a reference to a registry means: registry.resolve.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { publish } from "./published.ts";

setDefaultTimeout(60_000);

const { right, reference, digests, archives } = await publish();

describe("registry.resolve", () => {
  test("tells what a reference means: by tag, by range, by digest", async () => {
    const helm = newHelm();
    const newest = await helm.registry.resolve(reference, right);
    expect(newest).toEqual({
      reference: `${reference}:1.1.0`,
      digest: digests["1.1.0"] as string,
      archiveDigest: archives["1.1.0"] as string,
      version: "1.1.0",
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      size: expect.any(Number),
    });
    const first = digests["1.0.0"] as string;
    expect(await helm.registry.resolve(`${reference}:1.0.0`, right)).toMatchObject({ digest: first });
    expect(await helm.registry.resolve(reference, { ...right, version: "1.0.0" })).toMatchObject({ digest: first });
    expect(await helm.registry.resolve(`${reference}@${first}`, right)).toMatchObject({
      reference: `${reference}@${first}`,
      digest: first,
      archiveDigest: archives["1.0.0"] as string,
      version: "1.0.0",
    });
    const build = digests["1.0.0+build.7"] as string;
    expect(await helm.registry.resolve(`${reference}:1.0.0+build.7`, right)).toMatchObject({ digest: build });
    expect(await helm.registry.resolve(reference, { ...right, version: ">=1.2.0-0" })).toMatchObject({
      digest: digests["1.2.0-rc.1"] as string,
    });
  });

  test("has a code for what is not there", async () => {
    const helm = newHelm();
    for (const wrong of [`${reference}:9.9.9`, `${reference}s`, `${reference}@sha256:${"0".repeat(64)}`])
      await expectCode(helm.registry.resolve(wrong, right), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(helm.registry.resolve(reference, { ...right, version: "^9" }), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(helm.registry.resolve(reference, { plainHttp: true }), "ERR_HELM_REGISTRY_UNAUTHORIZED");
  });
});
