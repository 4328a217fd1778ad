// What a release checks, and in which order it publishes.
import { describe, expect, test } from "bun:test";
import { provenance } from "../../scripts/pack/provenance.ts";
import type { Tarball } from "../../scripts/pack/tarball.ts";
import { problems, publishing, type Sources } from "../../scripts/release.ts";

const ready: Sources = {
  version: "1.2.3",
  status: "",
  tags: ["v1.2.3"],
  changelog: "# Changelog\n\n## Unreleased\n\n## [1.2.3] - 2026-01-02\n\n- Add this.\n\n## 1.2.2, 2026-01-01\n",
  readme: "# bunhelm\n",
  packageJson: { repository: { type: "git", url: "x" }, homepage: "x", bugs: { url: "x" } },
};

const later = "CHANGELOG.md begins with another section than that about 1.2.3";

describe("a release", () => {
  test("of clean, tagged and described sources has no problem", () => expect(problems(ready)).toEqual([]));

  test.each<[string, Partial<Sources>, string]>([
    ["changes", { status: " M README.md\n?? a\n" }, "there are 2 changes that are not committed"],
    ["no tag", { tags: ["", "v1.2.2"] }, "the commit has no tag v1.2.3"],
    ["no section", { changelog: "## 1.2.2\n" }, "CHANGELOG.md has no section about 1.2.3"],
    ["unreleased", { changelog: "## Unreleased\n\nAdded" }, "CHANGELOG.md has no section about 1.2.3"],
    ["more", { changelog: "## Unreleased\n\nAdded\n\n## 1.2.3\n" }, later],
    ["a later one", { changelog: "## 1.3.0\n\n## 1.2.3\n" }, later],
    ["the README", { readme: "Version 1.2.3 is not on npm yet." }, "README.md says that the package is not on npm yet"],
    ["an address", { packageJson: { repository: {}, bugs: {} } }, "package.json has no homepage"],
  ])("is refused: %s", (_, change, problem) => expect(problems({ ...ready, ...change })).toEqual([problem]));
});

const tarball = (name: string, file: string): Tarball => ({ name, file, sha256: "ab12", packed: 1, unpacked: 1 });

test("what others depend on is published first", () => {
  const commands = publishing([
    tarball("bunhelm", "dist/bunhelm-1.2.3.tgz"),
    tarball("@bunhelm/linux-x64", "dist/bunhelm-linux-x64-1.2.3.tgz"),
  ]);
  for (const command of commands) expect(command).toStartWith("npm publish ./");
  expect(commands.map((command) => command.match(/bunhelm\S*\.tgz/)?.[0])).toEqual([
    "bunhelm-linux-x64-1.2.3.tgz",
    "bunhelm-1.2.3.tgz",
  ]);
});

test("the statement names each tarball by its digest, the commit and the builder", () => {
  const origin = {
    version: "1.2.3",
    commit: "c0ffee",
    repository: "https://example.com/x.git",
    tools: { go: "1.26.8" },
  };
  const made = JSON.parse(provenance([tarball("bunhelm", "/a/bunhelm-1.2.3.tgz")], { ...origin, builder: "urn:me" }));
  expect(made).toMatchObject({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "bunhelm-1.2.3.tgz", digest: { sha256: "ab12" } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        externalParameters: { source: "git+https://example.com/x.git@refs/tags/v1.2.3" },
        resolvedDependencies: [{ digest: { gitCommit: "c0ffee" } }, { name: "go" }],
      },
      runDetails: { builder: { id: "urn:me" } },
    },
  });
  const anonymous = JSON.parse(provenance([], { ...origin, builder: undefined }));
  expect(anonymous.predicate.runDetails.builder).toBeUndefined();
});
