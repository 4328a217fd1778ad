// dist/provenance.intoto.json: what was built from what, as an in-toto statement with SLSA's provenance. It is not
// signed: who publishes knows where it was built, and signs it.
import { basename } from "node:path";
import type { Tarball } from "./tarball.ts";

/** What the packages were built from. */
export interface Origin {
  readonly version: string;
  readonly commit: string;
  /** Where the repository is, if that is known. */
  readonly repository: string | undefined;
  /** Who builds: a URI that says what can be trusted of the machine. */
  readonly builder: string | undefined;
  /** The tools by name, with their versions. */
  readonly tools: Readonly<Record<string, string>>;
}

export function provenance(tarballs: readonly Tarball[], origin: Origin): string {
  const { version, commit, repository = "bunhelm", builder, tools } = origin;
  const address = repository.replace(/^git\+/, ""); // as npm has it
  const source = { uri: `git+${address}@refs/tags/v${version}`, digest: { gitCommit: commit } };
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: tarballs.map(({ file, sha256 }) => ({ name: basename(file), digest: { sha256 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "urn:bunhelm:release:1",
        externalParameters: { source: source.uri, command: "bun run release" },
        resolvedDependencies: [
          source,
          ...Object.entries(tools).map(([name, version]) => ({ name, uri: `urn:bunhelm:tool:${name}@${version}` })),
        ],
      },
      runDetails: { ...(builder !== undefined && { builder: { id: builder } }) },
    },
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
}
