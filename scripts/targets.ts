// What is built from Go, from what, and how.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Complaint } from "../project/command.ts";
import { compileFlags, helmEnvironment, plainFlags } from "../project/flags.ts";
import { manifest, platform, requiredVersion, root } from "../project/project.ts";

export type TargetName = "library" | "testcluster" | "helm";

export interface Target {
  name: TargetName;
  /** What it is to a person who waits for it. */
  title: string;
  /** Where `go build` runs. */
  directory: string;
  output: string;
  env: Record<string, string>;
  /** Arguments of `go build`, without -o. */
  args: string[];
  /** Files that decide about the result, as globs within directory. */
  sources: string[];
}

export async function targets(): Promise<Target[]> {
  const helm = await requiredVersion("helm.sh/helm/v4");
  const helmVersion = `-X helm.sh/helm/v4/internal/version.version=${helm}`;
  const library = join(root, "lib", platform);
  if (!existsSync(library))
    throw new Complaint(`bunhelm has no library for ${platform} yet: it runs on Linux x64 with glibc.`);
  const clusterBuild = join(root, "go/testcluster/build.json");
  const cluster: { env: Record<string, string>; args: string[] } = await Bun.file(clusterBuild).json();
  return [
    {
      name: "library",
      title: "Helm as a shared library",
      directory: join(root, "go/helm"),
      output: join(library, "libbunhelm.so"),
      env: helmEnvironment,
      args: ["-buildmode=c-shared", ...compileFlags, "-ldflags", libraryLinkFlags(helmVersion), "."],
      sources: [
        "go.mod",
        "go.sum",
        "exports.map",
        "*.{go,c,h}",
        "guard/**/*",
        "internal/**/*",
        "values/**/*",
        "../../scripts/hooks.ts",
        "../../scripts/edit.ts",
        "../../scripts/validator-hooks.ts",
        "../../scripts/overlay.ts",
      ],
    },
    {
      name: "testcluster",
      title: "the Kubernetes test cluster",
      directory: join(root, "go/testcluster"),
      output: join(root, "lib", `testcluster-${platform}`, "testcluster"),
      env: { GOWORK: "off", ...cluster.env },
      args: ["-buildvcs=false", ...cluster.args, "."],
      sources: ["**/*"],
    },
    {
      name: "helm",
      title: "the helm command of the same version",
      directory: join(root, "go/helm"),
      output: join(root, ".build/helm"),
      env: helmEnvironment,
      args: ["-buildmode=pie", ...plainFlags, "-ldflags", `-s -w ${helmVersion}`, "helm.sh/helm/v4/cmd/helm"],
      sources: ["go.mod", "go.sum"],
    },
  ];
}

/** An empty build id: otherwise the path of exports.map would decide about the result's bytes. */
function libraryLinkFlags(helmVersion: string): string {
  const own = `-X bunhelm/helm/internal/verbs.bunhelmVersion=${manifest.version}`;
  const exports = `'-extldflags="-Wl,--version-script=${join(root, "go/helm/exports.map")},-e,start_program"'`;
  return `-s -w -buildid= ${helmVersion} ${own} ${exports}`;
}
