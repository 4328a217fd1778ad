// What a build needs and cannot install by itself.
import { join } from "node:path";
import { Complaint, capture } from "../project/command.ts";
import { root } from "../project/project.ts";

const minimum = "1.26";

/** The version of Go, or a complaint that says what to install. */
export async function goVersion(): Promise<string> {
  const advice = `Building bunhelm needs Go ${minimum} or newer: install it from https://go.dev/dl and put its bin directory on PATH`;
  if (Bun.which("go") === null) throw new Complaint(`${advice} (there is no go on PATH).`);
  // Asked in the module, where Go may switch to a newer toolchain of its own accord.
  const version = (await capture(["go", "env", "GOVERSION"], { cwd: join(root, "go/helm") }))?.trim() ?? "";
  const [, major, minor] = version.match(/^go(\d+)\.(\d+)/) ?? [];
  const [wantedMajor, wantedMinor] = minimum.split(".").map(Number) as [number, number];
  const enough = Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
  if (enough) return version;
  const found = version || (await capture(["go", "version"], { cwd: "/" }))?.split(" ")[2] || "one that does not run";
  throw new Complaint(`${advice} (the one on PATH is ${found}).`);
}
