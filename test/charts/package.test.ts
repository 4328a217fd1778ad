// Archives of chart directories: charts.package beside `helm package`.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type ChartFiles, chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { contents, digest, type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { helmKeys, type Keys } from "../../lab/keys.ts";
import { libraryOnly } from "../../lab/library-only.ts";
import { configMap } from "../../lab/objects.ts";

setDefaultTimeout(60_000);

const helm = newHelm();
const sourceDateEpoch = 1_700_000_000;

/** A chart with a bit of everything. */
function rich(parts: ChartFiles = {}): TempDir {
  return chart({
    values: { replicas: 2 },
    templates: { "version.yaml": configMap("version"), "NOTES.txt": "Thank you." },
    metadata: {
      appVersion: "7",
      description: "All kinds of files",
      dependencies: [{ name: "redis", version: "1.x", repository: "https://example.test" }],
      annotations: { b: "2", a: "1" },
    },
    files: {
      "README.md": "# Shop",
      "values.schema.json": '{"type": "object"}',
      "files/data.bin": "\u0000\u0001",
      "crds/crd.yaml": "kind: CustomResourceDefinition",
      "charts/redis/Chart.yaml": "{apiVersion: v2, name: redis, version: 1.2.3}",
      "charts/redis/templates/cm.yaml": configMap("redis"),
      "Chart.lock": "dependencies: [{name: redis, repository: 'https://example.test', version: 1.2.3}]\ndigest: x\n",
      ".helmignore": "*.tmp\n",
      "left.tmp": "not packaged",
    },
    ...parts,
  });
}

describe("charts.package", () => {
  test("makes the archive of the command, to the byte, with one time for all files", async () => {
    const old = chart({
      metadata: { apiVersion: "v1" },
      files: {
        "requirements.yaml": "dependencies: [{name: redis, version: 1.x, repository: 'https://example.test'}]",
        "charts/redis/Chart.yaml": "{apiVersion: v1, name: redis, version: 1.2.3}",
      },
    });
    for (const source of [rich(), old, chart({ name: "bare" })]) {
      using _ = source;
      using theirs = tempDir();
      using ours = tempDir();
      const env = { SOURCE_DATE_EPOCH: String(sourceDateEpoch) };
      const { stderr } = await helmCommand(["package", source.path, "--destination", theirs.path], env);
      expect(stderr).toBe("");
      const made = await helm.charts.package(source.path, { destination: ours.path, sourceDateEpoch });
      expect(contents(ours.path)).toEqual(contents(theirs.path));
      expect(made).toEqual({
        name: made.name,
        version: "1.0.0",
        file: `${made.name}-1.0.0.tgz`,
        path: join(ours.path, made.file),
        digest: contents(theirs.path)[made.file] as string,
      });
    }
  });

  test("makes the same archive each time, of a chart with many others in it too", async () => {
    const names = ["a", "b", "c", "d", "e"];
    using source = chart({
      files: Object.fromEntries(
        names.map((name) => [`charts/${name}/Chart.yaml`, `{apiVersion: v2, name: ${name}, version: 1.0.0}`]),
      ),
    });
    const runs = Array.from({ length: 10 }, () => helm.charts.package(source.path, { sourceDateEpoch }));
    expect(new Set((await Promise.all(runs)).map(({ digest }) => digest)).size).toBe(1);
    using loaded = await helm.charts.load(source.path);
    expect(loaded.dependencies.map(({ name }) => name)).toEqual(names);
  });

  test("gives the bytes and writes nothing without a destination", async () => {
    using source = rich();
    const before = contents(source.path);
    const { bytes, digest: told, path } = await helm.charts.package(source.path, { sourceDateEpoch });
    expect(path).toBeUndefined();
    expect(digest(bytes as Uint8Array)).toBe(told);
    expect(contents(source.path)).toEqual(before);
    const { manifest } = await helm.charts.template(bytes as Uint8Array<ArrayBuffer>);
    expect(manifest).toContain("name: version".replace("name: ", '"name":"'));
    expect((await helm.charts.package(Bun.pathToFileURL(source.path), { sourceDateEpoch })).bytes).toEqual(bytes);
  });

  test("takes version and appVersion as the command does", async () => {
    using source = rich();
    using theirs = tempDir();
    const flags = ["--version", "2.0.0+build.1", "--app-version", "8"];
    const env = { SOURCE_DATE_EPOCH: "0" };
    await helmCommand(["package", source.path, "--destination", theirs.path, ...flags], env);
    await using client = newHelm({ env });
    const { file, digest } = await client.charts.package(source.path, { version: "2.0.0+build.1", appVersion: "8" });
    expect({ [file]: digest }).toEqual(contents(theirs.path));
  });

  test("dates files by SOURCE_DATE_EPOCH of the client, and refuses what is no time", async () => {
    using source = rich();
    await using dated = newHelm({ env: { SOURCE_DATE_EPOCH: "1000" } });
    const { digest } = await dated.charts.package(source.path);
    expect((await helm.charts.package(source.path, { sourceDateEpoch: 1000 })).digest).toBe(digest);
    expect((await dated.charts.package(source.path, { sourceDateEpoch: 2000 })).digest).not.toBe(digest);
    for (const env of [{ SOURCE_DATE_EPOCH: "yesterday" }, { SOURCE_DATE_EPOCH: "-1" }]) {
      await using wrong = newHelm({ env });
      const { message } = await expectCode(wrong.charts.package(source.path), "ERR_HELM_INVALID_ARGUMENT");
      expect(message).toContain("SOURCE_DATE_EPOCH");
    }
    await expectCode(helm.charts.package(source.path, { sourceDateEpoch: -1 }), "ERR_HELM_INVALID_ARGUMENT");
    await expectCode(helm.charts.package(source.path, { sourceDateEpoch: 0.5 }), "ERR_HELM_INVALID_ARGUMENT");
  });

  test("makes the destination, and leaves nothing behind where it cannot write", async () => {
    using source = chart();
    using place = tempDir({ "a-file": "", "taken/shop-1.0.0.tgz/inside": "" });
    const { path } = await helm.charts.package(source.path, { destination: join(place.path, "new/place") });
    expect(existsSync(path)).toBe(true);
    const before = contents(place.path);
    for (const destination of ["a-file", "taken"]) {
      const operation = helm.charts.package(source.path, { destination: join(place.path, destination) });
      expect((await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe("destination");
    }
    expect(contents(place.path)).toEqual(before);
  });

  libraryOnly("a child process has the umask of its start")(
    "shows the archive to nobody else where the umask says so, as the command does",
    async () => {
      using source = chart();
      using ours = tempDir();
      using theirs = tempDir();
      const umask = process.umask(0o077);
      try {
        await helm.charts.package(source.path, { destination: ours.path });
        await helmCommand(["package", source.path, "--destination", theirs.path]);
      } finally {
        process.umask(umask);
      }
      const modes = [ours, theirs].map(({ path }) => statSync(join(path, "shop-1.0.0.tgz")).mode & 0o777);
      expect(modes).toEqual([0o600, 0o600]);
    },
  );

  test("says what is wrong with a chart, or with the call", async () => {
    using source = chart();
    using missing = chart({ metadata: { dependencies: [{ name: "redis", version: "1", repository: "@x" }] } });
    using broken = tempDir({ "Chart.yaml": "name: [" });
    using place = tempDir();
    const { path } = await helm.charts.package(source.path, { destination: place.path });
    await expectCode(helm.charts.package(join(source.path, "nowhere")), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(helm.charts.package(broken.path), "ERR_HELM_CHART_INVALID");
    using later = chart({ metadata: { apiVersion: "v3" } });
    await expectCode(helm.charts.package(later.path), "ERR_HELM_CHART_INVALID");
    const { details } = await expectCode(helm.charts.package(missing.path), "ERR_HELM_DEPENDENCY_MISSING");
    expect(details.missing).toEqual(["redis"]);
    await expectCode(helm.charts.package(path), "ERR_HELM_INVALID_ARGUMENT");
    await expectCode(helm.charts.package(source.path, { version: "one" }), "ERR_HELM_INVALID_ARGUMENT");
    // @ts-expect-error an option that does not exist
    const misspelt = helm.charts.package(source.path, { destinaton: place.path });
    expect((await expectCode(misspelt, "ERR_HELM_INVALID_ARGUMENT")).message).toContain('"destination"');
  });
});

describe.skipIf(Bun.which("go") === null)("sign", () => {
  let keys: Keys;

  beforeAll(async () => {
    keys = await helmKeys();
  });

  const key = "helm-test";

  test("makes a provenance file that the command accepts", async () => {
    using source = rich();
    using place = tempDir();
    const options = { destination: place.path, sign: true, key, keyring: keys.secret };
    const { path, provenance } = await helm.charts.package(source.path, options);
    expect(await Bun.file(`${path}.prov`).text()).toBe(provenance as string);
    const { stdout, stderr } = await helmCommand(["verify", path, "--keyring", keys.public]);
    expect(stderr).toBe("");
    expect(stdout).toContain("Chart Hash Verified: sha256:");
    expect(readdirSync(place.path).sort()).toEqual(["shop-1.0.0.tgz", "shop-1.0.0.tgz.prov"]);
  });

  test("signs what the command signs", async () => {
    using source = rich();
    using place = tempDir();
    const env = { SOURCE_DATE_EPOCH: String(sourceDateEpoch) };
    const flags = ["--sign", "--key", key, "--keyring", keys.secret, "--destination", place.path];
    await helmCommand(["package", source.path, ...flags], env);
    const signed = (text: string): string => text.slice(0, text.indexOf("-----BEGIN PGP SIGNATURE"));
    const { provenance } = await helm.charts.package(source.path, {
      sign: true,
      key,
      keyring: keys.secret,
      sourceDateEpoch,
    });
    const theirs = await Bun.file(join(place.path, "shop-1.0.0.tgz.prov")).text();
    expect(signed(provenance as string)).toBe(signed(theirs));
  });

  test("unlocks a key with a passphrase, and never asks for one", async () => {
    using source = chart();
    using files = tempDir({ right: "secret\nmore\n", wrong: "guess" });
    const locked = { sign: true, key: "password key", keyring: keys.locked };
    for (const more of [{ passphrase: "secret" }, { passphraseFile: join(files.path, "right") }])
      expect((await helm.charts.package(source.path, { ...locked, ...more })).provenance).toContain("BEGIN PGP");
    const wrong: [object, string][] = [
      [{}, "passphrase"],
      [{ passphrase: "gu3ss" }, "passphrase"],
      [{ passphraseFile: join(files.path, "wrong") }, "passphrase"],
      [{ passphraseFile: join(files.path, "nowhere") }, "passphraseFile"],
      [{ passphraseFile: "-" }, "passphraseFile"],
    ];
    for (const [more, option] of wrong) {
      const error = await expectCode(
        helm.charts.package(source.path, { ...locked, ...more }),
        "ERR_HELM_INVALID_ARGUMENT",
      );
      expect(error.details.option).toBe(option);
      expect(JSON.stringify([error, error.message, String(error.cause)])).not.toContain("gu3ss");
    }
  });

  test("refuses a key that is not there, or that cannot sign", async () => {
    using source = chart();
    using place = tempDir();
    const wrong: [object, string][] = [
      [{}, "key"],
      [{ key: "nobody", keyring: keys.secret }, "key"],
      [{ key, keyring: keys.public }, "keyring"],
      [{ key, keyring: "/nowhere/secring.gpg" }, "keyring"],
    ];
    for (const [options, option] of wrong) {
      const operation = helm.charts.package(source.path, { destination: place.path, sign: true, ...options });
      expect((await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe(option);
    }
    expect(readdirSync(place.path)).toEqual([]);
  });
});
