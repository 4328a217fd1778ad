// bun scripts/example.ts FILE: compiles examples/deploy.ts into one executable, as a user would.
import { resolve } from "node:path";
import { Complaint, run, script } from "../project/command.ts";
import { setup } from "./setup.ts";

await script(async () => {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Complaint("bun scripts/example.ts needs the file to write.");
  await setup(["library"]);
  return run([process.execPath, "build", "--compile", "--minify", "examples/deploy.ts", "--outfile", resolve(file)]);
});
