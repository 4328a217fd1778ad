// What a build must be for its platform.
import { expect, test } from "bun:test";
import { libraryFile } from "../../lab/internal.ts";
import { platform } from "../../project/project.ts";
import { type About, aboutOf, faultsOf } from "../../scripts/inspect.ts";

test.skipIf(Bun.which("go") === null)(
  "the library that was built is as it must be, and not as another platform's",
  async () => {
    const about = await aboutOf(await libraryFile());
    expect(faultsOf(platform, about)).toEqual([]);
    expect(faultsOf("win32-x64", about)).toEqual([expect.stringMatching(/^it is elf for \w+, not pe for x64$/)]);
    expect(about.exports).toContain("bunhelm_call");
  },
  120_000,
);

const library: About = {
  format: "elf",
  cpu: "x64",
  library: true,
  exports: ["bunhelm_call"],
  needs: ["libc.so.6", "libpthread.so.0"],
  versions: ["GLIBC_2.2.5", "GLIBC_2.17"],
  interpreter: "/lib64/ld-linux-x86-64.so.2",
  minimumOS: "",
  signature: "",
  console: false,
  stripped: true,
};
const mac: About = {
  ...library,
  format: "macho",
  cpu: "arm64",
  library: false,
  needs: ["/usr/lib/libSystem.B.dylib"],
  versions: [],
  interpreter: "",
  minimumOS: "12.0",
  signature: "valid",
};
const windows: About = {
  ...mac,
  format: "pe",
  cpu: "x64",
  needs: ["kernel32.dll"],
  minimumOS: "6.1",
  signature: "",
  console: true,
};

test.each([
  ["linux-x64", library],
  ["darwin-arm64", mac],
  ["darwin-x64", { ...mac, cpu: "x64", signature: "none" }],
  ["win32-x64", windows],
] as const)("nothing is wrong with one for %s", (platform, about) => {
  expect(faultsOf(platform, about)).toEqual([]);
});

test.each<[platform: string, about: About, fault: string]>([
  ["linux-arm64", library, "it is elf for x64, not elf for arm64"],
  ["linux-x64", { ...library, exports: ["bunhelm_call", "main"] }, "it exports more than bunhelm_*: main"],
  ["linux-x64", { ...library, needs: ["libresolv.so.2"] }, "it needs libresolv.so.2"],
  ["linux-x64", { ...library, versions: ["GLIBC_2.34"] }, "it needs GLIBC_2.34, and 2.17 is the newest allowed"],
  ["linux-x64", { ...library, interpreter: "" }, "its dynamic linker is not named"],
  ["linux-x64", { ...library, stripped: false }, "it has symbols or debug information"],
  ["linux-x64", { ...library, library: false }, "it is no library"],
  ["darwin-arm64", { ...mac, minimumOS: "14.0" }, "it needs version 14.0 of the system, not 13.0"],
  ["darwin-arm64", { ...mac, signature: "none" }, "its signature does not hold, and macOS would not start it: none"],
  ["win32-x64", { ...windows, console: false }, "it is a program with a window"],
  ["win32-x64", { ...windows, needs: ["libwinpthread-1.dll"] }, "it needs libwinpthread-1.dll"],
])("%s: what is wrong is said", (platform, about, fault) => {
  expect(faultsOf(platform, about)).toEqual([fault]);
});
