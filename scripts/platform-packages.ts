// lib/*/package.json: the packages that hold what is built for a platform, one from the table of platforms each.
import { manifest } from "../project/project.ts";
import { platforms } from "../src/native/platform.ts";

/** The platforms that the test cluster is built for. It is static, so that it runs with any C library. */
export const clusterPlatforms: readonly string[] = ["linux-x64", "linux-arm64"];

const systems: Readonly<Record<string, string>> = { linux: "Linux", darwin: "macOS", win32: "Windows" };

interface Content {
  name: string;
  platform: string;
  /** What it is, before "for Linux on x64". */
  about: string;
  /** The path in the package under which the file is imported. */
  path: string;
  file: string;
}

/** The packages by directory, as JSON. */
export function platformPackages(): Map<string, string> {
  const engines = Object.entries(platforms).map(([platform, { file }]) => ({
    name: platform,
    platform,
    about: "The engine of bunhelm",
    path: "./engine",
    file,
  }));
  const clusters = clusterPlatforms.map((platform) => ({
    name: `testcluster-${platform}`,
    platform,
    about: "The test cluster of bunhelm/testing",
    path: "./testcluster",
    file: "testcluster",
  }));
  return new Map([...engines, ...clusters].map((content) => [content.name, packageOf(content)]));
}

function packageOf({ name, platform, about, path, file }: Content): string {
  const [os, cpu] = platform.split("-") as [string, string];
  const content = {
    name: `@bunhelm/${name}`,
    version: manifest.version,
    description: `${about} for ${systems[os]} on ${cpu}`,
    license: "Apache-2.0",
    type: "module",
    os: [os],
    cpu: [cpu],
    exports: { [path]: `./${file}`, "./package.json": "./package.json" },
    files: [file],
    preferUnplugged: true, // a file in an archive cannot be loaded
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
