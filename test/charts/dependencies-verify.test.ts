// Dependencies that must be signed: verify of charts.dependencies beside `helm dependency --verify`.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { chart, parent } from "../../lab/chart.ts";
import { cluster, newHelm } from "../../lab/client.ts";
import { byCommand, byUs } from "../../lab/dependencies.ts";
import { contents, type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { helmKeys, type Keys } from "../../lab/keys.ts";
import { Repository } from "../../lab/repository.ts";
import type { HelmErrorCode } from "../../src/index.ts";

setDefaultTimeout(120_000);

describe.skipIf(Bun.which("go") === null)("verify", () => {
  let keys: Keys;
  /** A signed archive with its provenance file. */
  let signed: TempDir;
  let provenance: string;

  beforeAll(async () => {
    keys = await helmKeys();
    signed = tempDir();
    using source = chart({ name: "signed" });
    await using helm = newHelm();
    const signing = { sign: true, key: "helm-test", keyring: keys.secret };
    await helm.charts.package(source.path, { destination: signed.path, ...signing });
    provenance = await Bun.file(join(signed.path, "signed-1.0.0.tgz.prov")).text();
  });

  type Codes = { update?: HelmErrorCode; build?: HelmErrorCode };
  const nowhere = "/nowhere/pubring.gpg";
  const failed = "ERR_HELM_VERIFICATION_FAILED";
  const keyless = "ERR_HELM_INVALID_ARGUMENT";
  const tampered = (): string => provenance.replace("signed-1.0.0.tgz: sha256:", "$&0");

  // What lies beside the archive, the keyring, and how update and build fail.
  const cases: [name: string, prov: () => string | undefined, keyring: () => string, codes: Codes][] = [
    ["signed", () => provenance, () => keys.public, {}],
    ["not signed", () => undefined, () => keys.public, { update: failed }],
    ["tampered with", tampered, () => keys.public, { update: failed, build: failed }],
    ["signed by somebody else", () => provenance, () => keys.locked, { update: failed, build: failed }],
    ["signed, without a keyring", () => provenance, () => nowhere, { update: keyless, build: keyless }],
    ["not signed, without a keyring", () => undefined, () => nowhere, { update: failed }],
  ];

  test.each(cases)("of a dependency in a repository that is %s", async (_, prov, keyring, codes) => {
    await using repository = await Repository.serve(["1.0.0"]);
    repository.behaviour = (_, path) => {
      if (path.endsWith("/signed-1.0.0.tgz")) return new Response(Bun.file(join(signed.path, "signed-1.0.0.tgz")));
      const text = path.endsWith("/signed-1.0.0.tgz.prov") ? prov() : undefined;
      return text === undefined ? undefined : new Response(text);
    };
    const version = { name: "signed", version: "1.0.0", urls: ["signed-1.0.0.tgz"] };
    const index = { apiVersion: "v1", entries: { signed: [version] } };
    await Bun.write(repository.file("index.yaml"), JSON.stringify(index));
    await bothVerbs(repository.url, keyring(), codes);
  });

  test("of a dependency in a registry", async () => {
    const { registry } = await cluster();
    await using helm = newHelm();
    const archive = (await Bun.file(join(signed.path, "signed-1.0.0.tgz")).bytes()) as Uint8Array<ArrayBuffer>;
    for (const [, prov, keyring, codes] of cases) {
      const place = `oci://${registry}/dependencies-${crypto.randomUUID()}`;
      const text = prov();
      await helm.charts.push(archive, place, { plainHttp: true, ...(text && { provenance: text }) });
      await bothVerbs(place, keyring(), codes);
    }
  });

  /** Updates and builds with the command and the library; what both leave in the chart must be equal. */
  async function bothVerbs(address: string, keyring: string, codes: Codes): Promise<void> {
    const flags = ["--keyring", keyring, "--plain-http"];
    const options = { keyring, plainHttp: true };
    for (const verb of ["update", "build"] as const) {
      const code = codes[verb];
      using home = tempDir();
      const env = { HOME: home.path };
      if (!address.startsWith("oci:")) await helmCommand(["repo", "add", "mine", address], env);
      using source = parent([{ name: "signed", version: "1.0.0", repository: address }]);
      await using client = newHelm({ env });
      if (verb === "build") await client.charts.dependencies.update(source.path, options);
      await Bun.$`rm -rf ${source.path}/charts ${home.path}/.cache/helm/content`.quiet();
      const theirs = await byCommand(source, [verb, "--verify", ...flags], env);
      const ours = await byUs(source, verb, { verify: true, ...options }, client);
      expect({ verb, ...ours }).toEqual({ verb, ...theirs });
      expect(ours).toMatchObject({ succeeds: code === undefined });
      if (code === undefined) continue;
      const before = contents(source.path);
      await expectCode(client.charts.dependencies[verb](source.path, { verify: true, ...options }), code);
      expect(contents(source.path)).toEqual(before);
    }
  }
});
