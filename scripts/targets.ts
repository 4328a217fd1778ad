// What is built from Go, from what, and how.
import { join } from "node:path";
import { Complaint } from "../project/command.ts";
import { compileFlags, helmEnvironment, plainFlags } from "../project/flags.ts";
import { manifest, platform as ownPlatform, requiredVersion, root } from "../project/project.ts";
import { platforms } from "../src/native/platform.ts";
import { clusterPlatforms } from "./platform-packages.ts";

/** library: what a platform's package has, on platforms that cannot load one a program. */
export type TargetName = "library" | "testcluster" | "helm" | "program";

export interface Target {
  name: TargetName;
  /** The platform that it is for, as in the package's name. */
  platform: string;
  /** What it is to a person who waits for it. */
  title: string;
  /** Where `go build` runs. */
  directory: string;
  output: string;
  env: Record<string, string>;
  /** The target of zig, if C is compiled. */
  zig?: string;
  /** Arguments of `go build`, without -o. */
  args: string[];
  /** Files that decide about the result, as globs within directory. */
  sources: string[];
}

/** The targets for a platform. */
export async function targets(platform: string = ownPlatform): Promise<Target[]> {
  const engine = platforms[platform];
  if (engine === undefined)
    throw new Complaint(`There is no platform ${platform}; there are ${Object.keys(platforms).join(", ")}.`);
  const helm = await requiredVersion("helm.sh/helm/v4");
  const helmVersion = `-X helm.sh/helm/v4/internal/version.version=${helm}`;
  const own = `-s -w -buildid= ${helmVersion} -X bunhelm/helm/internal/verbs.bunhelmVersion=${manifest.version}`;
  const env = { GOWORK: "off", CGO_ENABLED: "0", ...goPlatform(platform) };
  const sources = [
    "go.mod",
    "go.sum",
    "exports.map",
    "*.{go,c,h}",
    "cmd/core/*.go",
    "guard/**/*",
    "internal/**/*",
    "values/**/*",
    ...["hooks", "edit", "validator-hooks", "overlay"].map((script) => `../../scripts/${script}.ts`),
  ];
  const base = { platform, directory: join(root, "go/helm"), sources };
  const output = join(root, "lib", platform, engine.file);
  const core = { ...base, env, args: [...compileFlags, "-ldflags", own, "./cmd/core"] };
  const library: Target = engine.isLibrary
    ? {
        ...base,
        name: "library",
        title: `Helm as a shared library for ${platform}`,
        output,
        env: { ...env, CGO_ENABLED: "1" },
        zig: `${cpu(platform)}-linux-gnu.2.17`,
        args: ["-buildmode=c-shared", ...compileFlags, "-ldflags", `${own} ${libraryLinkFlags()}`, "."],
      }
    : {
        ...core,
        name: "library",
        title: `Helm as a program for ${platform}`,
        output,
        args: ["-buildmode=exe", ...core.args],
      };
  const command: Target = {
    ...base,
    name: "helm",
    title: "the helm command of the same version",
    output: join(root, ".build/helm"),
    env: { ...helmEnvironment, CGO_ENABLED: "0" }, // as the released one
    args: ["-buildmode=pie", ...plainFlags, "-ldflags", `-s -w ${helmVersion}`, "helm.sh/helm/v4/cmd/helm"],
    sources: ["go.mod", "go.sum"],
  };
  const program: Target = {
    ...core,
    name: "program",
    title: "the engine as on platforms that have no library, for tests",
    output: join(root, ".build/bunhelm"),
    args: ["-buildmode=pie", ...core.args],
  };
  return [library, ...(await cluster(platform)), ...(platform === ownPlatform ? [command, program] : [])];
}

async function cluster(platform: string): Promise<Target[]> {
  if (!clusterPlatforms.includes(platform)) return [];
  const directory = join(root, "go/testcluster");
  const build: { env: Record<string, string>; args: string[] } = await Bun.file(join(directory, "build.json")).json();
  return [
    {
      name: "testcluster",
      platform,
      title: `the Kubernetes test cluster${platform === ownPlatform ? "" : ` for ${platform}`}`,
      directory,
      output: join(root, "lib", `testcluster-${platform}`, "testcluster"),
      env: { GOWORK: "off", ...build.env, ...goPlatform(platform) },
      args: ["-buildvcs=false", ...build.args, "."],
      sources: ["**/*"],
    },
  ];
}

/** What Go calls a platform. */
function goPlatform(platform: string): { GOOS: string; GOARCH: string } {
  const [os, arch] = platform.split("-") as [string, string];
  return { GOOS: os === "win32" ? "windows" : os, GOARCH: arch === "x64" ? "amd64" : arch };
}

/** What a C compiler calls a platform's processor. */
function cpu(platform: string): string {
  return platform.endsWith("-x64") ? "x86_64" : "aarch64";
}

// -s again, for zig's linker. An empty build id: otherwise the path of exports.map would decide about the result's bytes.
function libraryLinkFlags(): string {
  return `'-extldflags="-Wl,--version-script=${join(root, "go/helm/exports.map")},-e,start_program,-s"'`;
}
