// What is in the packages, and that it is the same each time.
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { dirname, join } from "node:path";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { tarballs } from "../../lab/packages.ts";
import { bunExe } from "../../lab/process.ts";
import { manifest, platform, root } from "../../project/project.ts";
import { licencesIn } from "../../scripts/pack/licences.ts";
import { forRegistry, withinPackage } from "../../scripts/pack/links.ts";

setDefaultTimeout(300_000);

type Files = Map<string, string>;

/** The files of a tarball, as text. */
async function filesOf(file: string): Promise<Files> {
  const found = await new Bun.Archive(await Bun.file(file).bytes()).files();
  const texts = [...found].map(
    async ([path, content]) => [path.replace(/^package\//, ""), await content.text()] as const,
  );
  return new Map(await Promise.all(texts));
}

async function output(
  command: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<string> {
  await using child = Bun.spawn(command, { cwd: root, ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [text, complaint] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect({ command, exitCode: await child.exited, complaint }).toMatchObject({ command, exitCode: 0 });
  return text;
}

let dir: TempDir;
const mainFile = (): string => join(dir.path, `bunhelm-${manifest.version}.tgz`);
const platformFile = (): string => join(dir.path, `bunhelm-${platform}-${manifest.version}.tgz`);
beforeAll(async () => {
  dir = await tarballs();
});

describe("bunhelm", () => {
  let files: Files;
  let content: Record<string, unknown>;
  beforeAll(async () => {
    files = await filesOf(mainFile());
    content = JSON.parse(files.get("package.json") as string);
  });

  test("has the sources, and beside them only what is expected", async () => {
    const listed = (await output(["git", "ls-files", "-co", "--exclude-standard", "src"])).trim().split("\n");
    expect([...files.keys()].filter((path) => path.startsWith("src/")).sort()).toEqual(listed.sort());
    const expected =
      /^(src\/.*\.ts|types\/.*\.d\.ts(\.map)?|node\/(index|terminal|testing)\.js|docs\/.*|examples\/.*|cli\.js|(package|sbom\.cdx)\.json|[A-Z-]+(\.md|\.txt)?)$/;
    expect([...files.keys()].filter((path) => !expected.test(path))).toEqual([]);
  });

  test("depends on the packages of the platforms in its own version, and on nothing else", () => {
    const { optionalDependencies, peerDependencies, peerDependenciesMeta } = content as Record<
      string,
      Record<string, unknown>
    >;
    expect(Object.keys(content).filter((key) => /dependencies/i.test(key))).toEqual([
      "optionalDependencies",
      "peerDependencies",
      "peerDependenciesMeta",
    ]);
    const { "log-update": drawing, ...own } = peerDependencies ?? {}; // bunhelm/terminal draws with it, if it is there
    expect(drawing).toBe(">=6");
    for (const [name, version] of Object.entries({ ...optionalDependencies, ...own })) {
      expect(name).toStartWith("@bunhelm/");
      expect(version).toBe(manifest.version);
    }
    for (const name of Object.keys(peerDependencies ?? {}))
      expect(peerDependenciesMeta?.[name]).toEqual({ optional: true });
  });

  test("its bill of materials has the command and what is bundled into it", async () => {
    const { components, metadata } = JSON.parse(files.get("sbom.cdx.json") as string);
    expect(components).toMatchObject([{ name: "commander", licenses: [{ expression: "MIT" }] }]);
    const sha256 = new Bun.CryptoHasher("sha256").update(files.get("cli.js") as string).digest("hex");
    expect(metadata.component.components).toMatchObject([
      { name: "cli.js", hashes: [{ alg: "SHA-256", content: sha256 }] },
    ]);
  });

  test("has no scripts, no workspaces, nothing of this machine", () => {
    expect(content.scripts).toBeUndefined();
    expect(content.workspaces).toBeUndefined();
    expect(content.devDependencies).toBeUndefined();
    for (const [path, text] of files)
      expect({ path, names: text.includes(root) || text.includes("workspace:") }).toEqual({ path, names: false });
  });

  test("what package.json names is there", () => {
    const named = JSON.stringify([content.exports, content.types, content.bin ?? {}]).matchAll(
      /"(?:\.\/)?([\w/.]+\.(?:ts|js|json))"/g,
    );
    expect([...named].map(([, path]) => path as string).filter((path) => !files.has(path))).toEqual([]);
  });

  test("each declaration names others that are there, and its map a source", () => {
    let count = 0;
    for (const [path, text] of files) {
      if (!path.startsWith("types/")) continue;
      count++;
      for (const [, to] of text.matchAll(/(?:from|import\()\s*"(\.[^"]*)\.js"/g))
        expect(files.has(`${join(dirname(path), to as string)}.d.ts`)).toBe(true);
      if (path.endsWith(".map")) expect(files.has(join(dirname(path), JSON.parse(text).sources[0]))).toBe(true);
    }
    expect(count).toBeGreaterThan(20);
  });

  test("the README has no link that is dead on a registry's page", () => {
    expect([...(files.get("README.md") as string).matchAll(/\]\((?!https:)[^)]*\)/g)].map(([link]) => link)).toEqual(
      [],
    );
  });

  test("links of the pages lead to files of the package", () => {
    const dead: string[] = [];
    let count = 0;
    for (const [path, text] of files) {
      if (!path.endsWith(".md")) continue;
      for (const [, to] of text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/\]\((?![a-z]+:)([^)#\s]+)/g)) {
        const goal = join(dirname(path), to as string);
        count++;
        if (!files.has(goal) && ![...files.keys()].some((file) => file.startsWith(`${goal}/`)))
          dead.push(`${path}: ${to}`);
      }
    }
    expect(count).toBeGreaterThan(50);
    expect(dead).toEqual([]);
  });

  test("has the same bytes when it is packed elsewhere, at another time, by another user", async () => {
    using other = tempDir();
    using home = tempDir();
    const command = `umask 077 && exec "$0" scripts/pack.ts --platform=${platform} --without=library --without=testcluster --into="$1"`;
    const env = { ...(process.env as Record<string, string>), HOME: home.path, TZ: "Asia/Tokyo", LC_ALL: "C" };
    await output(["sh", "-c", command, bunExe, other.path], {
      env: { ...env, GOMODCACHE: await goEnv("GOMODCACHE"), GOCACHE: await goEnv("GOCACHE") },
    });
    const digest = async (file: string): Promise<string> =>
      new Bun.CryptoHasher("sha256").update(await Bun.file(file).bytes()).digest("hex");
    expect(await digest(join(other.path, `bunhelm-${manifest.version}.tgz`))).toBe(await digest(mainFile()));
  });
});

const goEnv = async (name: string): Promise<string> => (await output(["go", "env", name])).trim();

describe("the package of a platform", () => {
  let files: Files;
  beforeAll(async () => {
    files = await filesOf(platformFile());
  });

  test("has what it should and no more", () => {
    const expected = [
      "LICENSE",
      "NOTICE",
      "README.md",
      "THIRD-PARTY-NOTICES.txt",
      "libbunhelm.so",
      "package.json",
      "sbom.cdx.json",
    ];
    expect([...files.keys()].sort()).toEqual(expected);
  });

  test("is small", async () => {
    expect(Bun.file(platformFile()).size).toBeLessThan(16.5e6);
    expect(Bun.file(join(root, "lib", platform, "libbunhelm.so")).size).toBeLessThan(52e6);
  });

  test("its bill of materials has each module that Go has written into the file, with a licence", async () => {
    const { components, metadata } = JSON.parse(files.get("sbom.cdx.json") as string);
    const file = join(root, "lib", platform, "libbunhelm.so");
    const linked = [...(await output(["go", "version", "-m", file])).matchAll(/^\tdep\t(\S+)/gm)].map(
      ([, path]) => path as string,
    );
    expect(linked.length).toBeGreaterThan(100);
    const names = components.map(({ name }: { name: string }) => name);
    expect(names.filter((name: string) => !["Go", "zig"].includes(name)).sort()).toEqual(linked.sort());
    for (const { licenses } of components) expect(licenses[0].expression).toMatch(/^(Apache|MIT|BSD|ISC|MPL)/);
    const sha256 = new Bun.CryptoHasher("sha256").update(await Bun.file(file).bytes()).digest("hex");
    expect(metadata.component.components[0].hashes).toEqual([{ alg: "SHA-256", content: sha256 }]);
  });

  test("its notices name each part and have Helm's licence", () => {
    const notices = files.get("THIRD-PARTY-NOTICES.txt") as string;
    const { components } = JSON.parse(files.get("sbom.cdx.json") as string);
    for (const { name, version } of components) expect(notices).toContain(`${name} ${version}: `);
    expect(notices).toMatch(/^helm\.sh\/helm\/v4 v\S+: LICENSE$/m);
    expect(notices).toContain("Mozilla Public License Version 2.0");
  });
});

describe("licences", () => {
  test.each([
    ["Apache License\n                           Version 2.0, January 2004", ["Apache-2.0"]],
    ["// Permission is hereby granted, free of charge, to any person\n// obtaining a copy", ["MIT"]],
    ["Redistribution and use in source and binary forms, with or without", ["BSD-2-Clause"]],
    ["Redistribution and use in source and binary forms ... may be used to\nendorse or promote", ["BSD-3-Clause"]],
    ["                    GNU GENERAL PUBLIC LICENSE\n Version 3", []],
    [
      "GNU LESSER GENERAL PUBLIC LICENSE ... Permission is hereby granted, free of charge, to any person obtaining a copy",
      [],
    ],
    ["All rights reserved.", []],
  ])("%j", (text, licences) => expect(licencesIn(text)).toEqual(licences));
});

describe("links", () => {
  test("of a README name files where no repository is known", () => {
    expect(forRegistry("See [errors](docs/errors.md#codes) and [docs/a.md](docs/a.md).", undefined, "v1")).toBe(
      "See errors (`docs/errors.md`) and `docs/a.md`.",
    );
  });

  test("of a README to pictures become text, or lead to the picture itself", () => {
    expect(forRegistry("![A board](docs/a.svg)", undefined, "v1")).toBe("A board (`docs/a.svg`)");
    expect(forRegistry("![A board](docs/a.svg)", "https://example.com/x", "v1")).toBe(
      "![A board](https://example.com/x/raw/v1/docs/a.svg)",
    );
  });

  test("of a README lead to the tag of the version where one is", () => {
    const repository = "https://example.com/bunhelm";
    expect(forRegistry("[errors](./docs/errors.md#codes), [b](https://bun.com)", repository, "v1")).toBe(
      "[errors](https://example.com/bunhelm/blob/v1/docs/errors.md#codes), [b](https://bun.com)",
    );
  });

  test("to what is not in the package become text, but not in code", () => {
    const page = "[a](../a.md) [b](../b.md) [c](#c)\n```\n[b](../b.md)\n```\n";
    expect(withinPackage("docs/x.md", page, (path) => path === "a.md")).toBe(
      "[a](../a.md) b [c](#c)\n```\n[b](../b.md)\n```\n",
    );
  });
});
