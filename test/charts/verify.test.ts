// Who has signed an archive: charts.verify beside `helm verify`.

import { beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { helmSource } from "../../scripts/helm-source.ts";
import { helmCommand } from "../cluster/ground.ts";
import { expectCode, newHelm, type TempDir, tempDir } from "../harness.ts";

describe.skipIf(Bun.which("go") === null)("charts.verify", () => {
  const helm = newHelm();
  let testdata: string;
  let keyring: string;

  beforeAll(async () => {
    testdata = join(await helmSource(), "pkg/cmd/testdata");
    keyring = join(testdata, "helm-test-key.pub");
  });

  /** A signed archive with its provenance file. */
  function signed(name = "signtest-0.1.0.tgz"): TempDir {
    const place = tempDir();
    copyFileSync(join(testdata, "testcharts/signtest-0.1.0.tgz"), join(place.path, name));
    copyFileSync(join(testdata, "testcharts/signtest-0.1.0.tgz.prov"), join(place.path, `${name}.prov`));
    return place;
  }

  test("says by whom it was signed, and what", async () => {
    using place = signed();
    const archive = join(place.path, "signtest-0.1.0.tgz");
    const { signedBy, fingerprint, digest } = await helm.charts.verify(archive, { keyring });
    const { stdout } = await helmCommand(["verify", archive, "--keyring", keyring]);
    const lines = [
      ...signedBy.map((name) => `Signed by: ${name}`),
      `Using Key With Fingerprint: ${fingerprint}`,
      `Chart Hash Verified: ${digest}`,
    ];
    expect(`${lines.join("\n")}\n`).toBe(stdout);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await helm.charts.verify(Bun.pathToFileURL(archive), { keyring })).toEqual({
      signedBy,
      fingerprint,
      digest,
    });
  });

  test("refuses one that was changed, renamed, or is not signed", async () => {
    using changed = signed();
    const archive = join(changed.path, "signtest-0.1.0.tgz");
    await Bun.write(archive, "something else");
    await expectCode(helm.charts.verify(archive, { keyring }), "ERR_HELM_VERIFICATION_FAILED");
    using renamed = signed("other-0.1.0.tgz");
    const other = helm.charts.verify(join(renamed.path, "other-0.1.0.tgz"), { keyring });
    await expectCode(other, "ERR_HELM_VERIFICATION_FAILED");
    using bare = signed();
    await Bun.file(join(bare.path, "signtest-0.1.0.tgz.prov")).delete();
    const unsigned = helm.charts.verify(join(bare.path, "signtest-0.1.0.tgz"), { keyring });
    const error = await expectCode(unsigned, "ERR_HELM_VERIFICATION_FAILED");
    expect(error.message).toContain("provenance");
  });

  test("refuses a directory and what is no .tgz, as the command does", async () => {
    using place = signed("signtest.tar.gz");
    for (const path of [place.path, join(place.path, "signtest.tar.gz")]) {
      await expectCode(helm.charts.verify(path, { keyring }), "ERR_HELM_VERIFICATION_FAILED");
      expect((await helmCommand(["verify", path, "--keyring", keyring])).exitCode).toBe(1);
    }
  });

  test("tells a missing archive from a missing keyring", async () => {
    using place = signed();
    const gone = helm.charts.verify(join(place.path, "gone.tgz"), { keyring });
    await expectCode(gone, "ERR_HELM_CHART_NOT_FOUND");
    const keyless = helm.charts.verify(join(place.path, "signtest-0.1.0.tgz"), { keyring: "/no/such/keyring" });
    expect((await expectCode(keyless, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("keyring");
  });

  test("takes the keys from GNUPGHOME where none are named", async () => {
    using place = signed();
    copyFileSync(keyring, join(place.path, "pubring.gpg"));
    await using client = newHelm({ env: { GNUPGHOME: place.path } });
    const { signedBy } = await client.charts.verify(join(place.path, "signtest-0.1.0.tgz"));
    expect(signedBy).toHaveLength(1);
  });
});
