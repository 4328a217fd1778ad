// Why a chart is not trusted, and which keys are missing.
import { beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmKeys, type Keys } from "../../lab/keys.ts";
import { Repository } from "../../lab/repository.ts";
import { helmSource } from "../../project/helm-source.ts";
import type { VerificationReason } from "../../src/index.ts";

describe.skipIf(Bun.which("go") === null)("provenance", () => {
  const helm = newHelm();
  const name = "signtest-0.1.0.tgz";
  let keys: Keys;
  let charts: string;

  beforeAll(async () => {
    keys = await helmKeys();
    charts = join(await helmSource(), "pkg/cmd/testdata/testcharts");
  });

  /** A signed archive under a name. */
  function signed(as = name): TempDir {
    const place = tempDir();
    copyFileSync(join(charts, name), join(place.path, as));
    copyFileSync(join(charts, `${name}.prov`), join(place.path, `${as}.prov`));
    return place;
  }

  const cases: [string, VerificationReason, (place: TempDir) => Promise<unknown>][] = [
    ["is not signed", "ProvenanceMissing", ({ path }) => Bun.file(join(path, `${name}.prov`)).delete()],
    ["has no signature", "Signature", ({ path }) => Bun.write(join(path, `${name}.prov`), "nothing")],
    ["has another's signature", "Signature", forged],
    ["was changed", "Digest", ({ path }) => Bun.write(join(path, name), "something else")],
  ];
  test.each(cases)("of a chart that %s has its reason", async (_, reason, change) => {
    using place = signed();
    await change(place);
    const verification = helm.charts.verify(join(place.path, name), { keyring: keys.public });
    expect((await expectCode(verification, "ERR_HELM_VERIFICATION_FAILED")).details.reason).toBe(reason);
  });

  async function forged({ path }: TempDir): Promise<void> {
    const file = Bun.file(join(path, `${name}.prov`));
    await file.write((await file.text()).replace("name: signtest", "name: forgery!"));
  }

  test("of a file with another name, and of one with another digest in the index, have theirs", async () => {
    using place = signed("other-0.1.0.tgz");
    const renamed = helm.charts.verify(join(place.path, "other-0.1.0.tgz"), { keyring: keys.public });
    expect((await expectCode(renamed, "ERR_HELM_VERIFICATION_FAILED")).details.reason).toBe("OtherFile");
    await using repository = await Repository.serve();
    repository.behaviour = (_, path) => (path.endsWith(".tgz") ? new Response("something else") : undefined);
    const pull = helm.charts.pull("shop", { repo: repository.url });
    expect((await expectCode(pull, "ERR_HELM_VERIFICATION_FAILED")).details.reason).toBe("Digest");
  });

  test("by a key that the keyring lacks names both", async () => {
    using place = signed();
    const verification = helm.charts.verify(join(place.path, name), { keyring: keys.locked });
    const error = await expectCode(verification, "ERR_HELM_VERIFICATION_FAILED");
    expect(error.details).toMatchObject({ reason: "SignerUnknown", hint: expect.stringContaining("public key") });
    expect(error.message).toContain(`no key in ${keys.locked} has signed it; it was key 843BBF981FC18762`);
  });

  test("needs a keyring, and says how to write one", async () => {
    using place = signed();
    const archive = join(place.path, name);
    await using homeless = newHelm({ env: {} });
    const none = await expectCode(homeless.charts.verify(archive), "ERR_HELM_INVALID_ARGUMENT");
    expect(none.message).toBe("keyring: there is none: neither GNUPGHOME nor HOME is set");
    await using client = newHelm({ env: { HOME: place.path } });
    const gone = await expectCode(client.charts.verify(archive), "ERR_HELM_INVALID_ARGUMENT");
    expect(gone.message).toBe(`keyring: there is no file ${place.path}/.gnupg/pubring.gpg`);
    for (const { details } of [none, gone])
      expect(details).toMatchObject({ option: "keyring", hint: expect.stringContaining("gpg --export > FILE") });
  });

  test("is made with a secret key, which is named where it is missing", async () => {
    using source = chart();
    const sign = (keyring: string, key: string): Promise<unknown> =>
      helm.charts.package(source.path, { sign: true, key, keyring });
    const half = await expectCode(sign(keys.public, "helm-test"), "ERR_HELM_INVALID_ARGUMENT");
    expect(half.message).toStartWith(`keyring: ${keys.public} has only the public part of key "helm-test"`);
    expect(half.details).toMatchObject({ option: "keyring", hint: expect.stringContaining("--export-secret-keys") });
    const none = await expectCode(sign(keys.secret, "nobody"), "ERR_HELM_INVALID_ARGUMENT");
    expect(none.message).toBe(`key: ${keys.secret} has no key "nobody"`);
    expect(none.details.option).toBe("key");
  });
});
