// What was built is held to what it must be for its platform, before anybody gets it. go/helm/cmd/inspect reads the file.
import { join } from "node:path";
import { Complaint, capture } from "../project/command.ts";
import { root } from "../project/project.ts";
import { platforms } from "../src/native/platform.ts";
import { strangersTo } from "./overlay.ts";
import type { Target } from "./targets.ts";

/** What cmd/inspect prints. */
export interface About {
  format: string;
  cpu: string;
  library: boolean;
  exports: string[];
  needs: string[];
  versions: string[];
  interpreter: string;
  minimumOS: string;
  signature: string;
  console: boolean;
  stripped: boolean;
}

/** Ends the build when the engine's file is not as it must be, and says in a line what it is. */
export async function inspect({ output, platform }: Target): Promise<void> {
  const about = await aboutOf(output);
  const strangers = strangersTo(await Bun.file(output).bytes());
  const faults = [
    ...faultsOf(platform, about),
    ...(strangers.length === 0
      ? []
      : [`typed clients ask for ${strangers.join(", ")}: add them to protobufGroups in scripts/overlay.ts`]),
  ];
  if (faults.length > 0) throw new Complaint(`${output} is not as it must be:\n  ${faults.join("\n  ")}`);
  const exported = about.library ? `exports ${about.exports.length} functions, ` : "";
  const floor = about.versions.at(-1)?.replace("_", " ") ?? `${about.format} ${about.minimumOS}`.trim();
  console.log(`${exported}needs ${floor} and ${about.needs.join(", ") || "no library"}`);
}

export async function aboutOf(file: string): Promise<About> {
  const command = ["go", "run", "-trimpath", "./cmd/inspect", file]; // of Go's own packages alone
  const printed = await capture(command, { cwd: join(root, "go/helm"), env: { GOWORK: "off", CGO_ENABLED: "0" } });
  if (printed === null) throw new Complaint(`${file} cannot be read: ${command.join(" ")} failed.`);
  return JSON.parse(printed);
}

interface Wanted {
  format: string;
  /** The libraries that are there on every machine. */
  needs: RegExp;
  /** The newest system that may be needed, where the file names one. */
  newest: string;
}

const wanted: Readonly<Record<string, Wanted>> = {
  linux: { format: "elf", needs: /^(lib(c\.so\.6|pthread\.so\.0)|ld-linux.*)$/, newest: "2.17" },
  darwin: {
    format: "macho",
    needs:
      /^(\/usr\/lib\/lib(System\.B|resolv\.9)\.dylib|\/System\/Library\/Frameworks\/(CoreFoundation|Security)\.framework\/.*)$/,
    newest: "13.0", // as Bun's
  },
  win32: { format: "pe", needs: /^kernel32\.dll$/, newest: "10.0" },
};

const interpreters: Readonly<Record<string, string>> = {
  x64: "/lib64/ld-linux-x86-64.so.2",
  arm64: "/lib/ld-linux-aarch64.so.1",
};

/** What is wrong with a file for a platform, a sentence each. */
export function faultsOf(platform: string, about: About): string[] {
  const [os, cpu] = platform.split("-") as [string, string];
  const { format, needs, newest } = wanted[os] as Wanted;
  if (about.format !== format || about.cpu !== cpu)
    return [`it is ${about.format || "of another format"} for ${about.cpu || "another CPU"}, not ${format} for ${cpu}`];
  const faults: string[] = [];
  const hold = (isRight: boolean, fault: string): void => {
    if (!isRight) faults.push(fault);
  };
  const isLibrary = platforms[platform]?.isLibrary === true;
  hold(about.library === isLibrary, isLibrary ? "it is no library" : "it is a library");
  if (isLibrary) {
    const strange = about.exports.filter((name) => !name.startsWith("bunhelm_"));
    hold(strange.length === 0, `it exports more than bunhelm_*: ${strange.slice(0, 5).join(", ")}`);
    hold(about.interpreter === interpreters[cpu], `its dynamic linker is ${about.interpreter || "not named"}`);
  }
  const foreign = about.needs.filter((name) => !needs.test(name));
  hold(foreign.length === 0, `it needs ${foreign.join(", ")}`);
  const tooNew = about.versions.filter((version) => isNewer(version.replace(/^\D+/, ""), newest));
  hold(tooNew.length === 0, `it needs ${tooNew.join(", ")}, and ${newest} is the newest allowed`);
  hold(!isNewer(about.minimumOS || "0", newest), `it needs version ${about.minimumOS} of the system, not ${newest}`);
  if (platform === "darwin-arm64")
    hold(about.signature === "valid", `its signature does not hold, and macOS would not start it: ${about.signature}`);
  if (os === "win32") hold(about.console, "it is a program with a window");
  hold(about.stripped, "it has symbols or debug information");
  return faults;
}

function isNewer(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) > 0;
}
