// Who has signed an archive: charts.verify beside `helm verify`.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { helmKeys } from "../../lab/keys.ts";
import { helmSource } from "../../project/helm-source.ts";

setDefaultTimeout(60_000); // a cluster starts

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
      file: "signtest-0.1.0.tgz",
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

  test("checks in memory what was packaged or pulled there, with keys in memory", async () => {
    await using client = newHelm({ home: "memory" });
    using source = chart();
    const keys = await helmKeys();
    const [secret, keyring] = [Bun.file(keys.secret), await Bun.file(keys.public).bytes()];
    const made = await client.charts.package(source.path, { sign: true, key: "helm-test", keyring: secret });
    const { bytes, provenance = "" } = made;
    const verified = await client.charts.verify(bytes, { provenance, keyring });
    expect(verified).toEqual({
      signedBy: [expect.stringContaining("Helm Testing")],
      fingerprint: expect.stringMatching(/^[0-9A-F]{40}$/),
      digest: made.digest,
      file: "shop-1.0.0.tgz",
    });
    const { registry } = await cluster();
    const remote = `oci://${registry}/verify-${crypto.randomUUID()}`;
    const proof = Buffer.from(provenance);
    await client.charts.push(bytes, remote, { provenance: proof, plainHttp: true });
    const pulled = await client.charts.pull(`${remote}/shop`, { prov: true, plainHttp: true });
    const again = { provenance: new Blob([pulled.provenance ?? ""]), keyring };
    expect(await client.charts.verify(new Blob([pulled.bytes]), again)).toEqual(verified);

    const other = bytes.with(bytes.length - 1, 1);
    const error = await expectCode(client.charts.verify(other, again), "ERR_HELM_VERIFICATION_FAILED");
    expect(error.message).toContain("sha256 sum does not match for shop-1.0.0.tgz");
    const strange = { provenance: provenance.replace("shop", "cart"), keyring };
    await expectCode(client.charts.verify(bytes, strange), "ERR_HELM_VERIFICATION_FAILED");
    const nothing = { provenance: "nothing", keyring };
    await expectCode(client.charts.verify(bytes, nothing), "ERR_HELM_VERIFICATION_FAILED");
    const nobody = client.charts.verify(bytes, { provenance, keyring: new Uint8Array() });
    await expectCode(nobody, "ERR_HELM_VERIFICATION_FAILED");
  });

  test("wants the provenance of bytes, and has that of a path beside it", async () => {
    using place = signed();
    const archive = join(place.path, "signtest-0.1.0.tgz");
    for (const call of [
      () => helm.charts.verify(Bun.file(archive), { keyring }),
      () => helm.charts.verify(archive, { keyring, provenance: "..." }),
    ])
      expect((await expectCode(call(), "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("provenance");
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
