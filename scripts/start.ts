// bun scripts/start.ts <file> [arguments]: sets up, then runs a program of this repository.
import { run, script } from "../project/command.ts";
import { setup } from "./setup.ts";

await script(async () => {
  await setup(["library", "testcluster"]);
  return run([process.execPath, ...process.argv.slice(2)]);
});
