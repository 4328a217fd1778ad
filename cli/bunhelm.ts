#!/usr/bin/env bun
// The command bunhelm. Its sub-commands are in files of their own; each loads what it needs when it is called, so that
// --help loads nothing. A bundle leaves `bunhelm` and `#doctor` outside: they are the package that it is in.
import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { doctor } from "./doctor.ts";

/** Wrong usage; 1 says that what was asked for has failed. */
const usage = 2;
/** Nobody reads any further, as in `bunhelm doctor | head`: 128 and SIGPIPE, as programs end of that. */
const unread = 141;

const program: Command = new Command("bunhelm")
  .description("Helm for Bun: looks after the library of the same name.")
  .version(version, "--version", "print the version")
  .helpOption("-h, --help", "print this help")
  .helpCommand(false)
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError("Run `bunhelm --help` to see what there is.")
  .exitOverride();

for (const make of [doctor]) program.addCommand(make().copyInheritedSettings(program));

process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? unread : 1));

try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : usage;
}
