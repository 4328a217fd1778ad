import { Command } from "commander";
import { type ClusterFlags, clientOptions, withClusterFlags } from "./options.ts";

interface Flags extends ClusterFlags {
  readonly json?: boolean;
}

/** `bunhelm doctor`: says what would be loaded and used, and what is wrong with it. */
export function doctor(): Command {
  const command = new Command("doctor")
    .summary("check that bunhelm works here, and that your cluster and Helm's files can be used")
    .description(
      "Checks what bunhelm loads, which cluster it would use and what you may do there, and Helm's own files. Changes nothing.",
    )
    .option("--json", "print the result as JSON");
  return withClusterFlags(command)
    .addHelpText(
      "after",
      "\nExit code: 0 if there is no problem (warnings are none), 1 if there is, 2 for wrong usage.",
    )
    .action(async ({ json = false, ...cluster }: Flags) => {
      const { diagnose } = await import("./doctor/diagnose.ts");
      const { printJson, Report } = await import("./doctor/report.ts");
      const findings = diagnose(clientOptions(cluster));
      const status = json ? await printJson(findings) : await new Report(process.stdout).print(findings);
      process.exitCode = status === "problem" ? 1 : 0;
    });
}
