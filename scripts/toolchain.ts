// What a build needs and cannot install by itself.
import { join } from "node:path";
import { Complaint, capture } from "../project/command.ts";
import { root } from "../project/project.ts";

const minimum = "1.26";

export interface Toolchain {
  go: string;
  cc: string;
}

/** The versions of Go and of the C compiler, or a complaint that says what to install. */
export async function toolchain(): Promise<Toolchain> {
  const advice = `Building bunhelm needs Go ${minimum} or newer: install it from https://go.dev/dl and put its bin directory on PATH`;
  if (Bun.which("go") === null) throw new Complaint(`${advice} (there is no go on PATH).`);
  // Asked in the module, where Go may switch to a newer toolchain of its own accord.
  const answer = await capture(["go", "env", "GOVERSION", "CC"], { cwd: join(root, "go/helm") });
  const [version = "", cc = ""] = (answer ?? "").trim().split("\n");
  const [, major, minor] = version.match(/^go(\d+)\.(\d+)/) ?? [];
  const [wantedMajor, wantedMinor] = minimum.split(".").map(Number) as [number, number];
  const enough = Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
  if (!enough) {
    const found = version || (await capture(["go", "version"], { cwd: "/" }))?.split(" ")[2] || "one that does not run";
    throw new Complaint(`${advice} (the one on PATH is ${found}).`);
  }
  if (Bun.which(cc.split(" ")[0] as string) === null) {
    throw new Complaint(
      `Building bunhelm needs a C compiler: install gcc (Debian, Ubuntu: apt-get install gcc libc6-dev; there is no ${cc}).`,
    );
  }
  return { go: version, cc };
}
