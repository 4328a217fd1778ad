// Versions of a chart in a registry: registry.tags.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { publish } from "./published.ts";

setDefaultTimeout(60_000);

const { right, reference, digests } = await publish();

describe("registry.tags", () => {
  test("are the versions, newest first", async () => {
    const helm = newHelm();
    const [first, second, ...equal] = await helm.registry.tags(reference, right);
    expect([first, second, ...equal.sort()]).toEqual(["1.2.0-rc.1", "1.1.0", "1.0.0", "1.0.0+build.7"]);
    expect(await helm.registry.tags(reference.replace("oci://", ""), right)).toHaveLength(4);
  });

  test("need a chart that is there, and an account", async () => {
    const helm = newHelm();
    await expectCode(helm.registry.tags(`${reference}s`, right), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(helm.registry.tags(reference, { plainHttp: true }), "ERR_HELM_REGISTRY_UNAUTHORIZED");
    await expectCode(helm.registry.tags("oci://127.0.0.1:1/shop"), "ERR_HELM_REGISTRY_UNREACHABLE");
    for (const wrong of ["shop", "", "oci://", "https://127.0.0.1/shop", "oci://UPPER/Case"])
      await expectCode(helm.registry.tags(wrong, right), "ERR_HELM_INVALID_ARGUMENT");
  });

  test("are those of a chart: a reference that has one, or a digest, is refused", async () => {
    const helm = newHelm();
    for (const wrong of [`${reference}:1.0.0`, `${reference}@${digests["1.0.0"]}`]) {
      const { details } = await expectCode(helm.registry.tags(wrong, right), "ERR_HELM_INVALID_ARGUMENT");
      expect(details.option).toBe("reference");
    }
  });
});
