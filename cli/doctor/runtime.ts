import { engines } from "../../package.json";
import type { Finding } from "./finding.ts";

/** The Bun that runs this, and where. */
export async function* checkRuntime(): AsyncGenerator<Finding> {
  const platform = `${process.platform}-${process.arch}`;
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const glibc = header?.glibcVersionRuntime;
  const message = `Bun ${Bun.version} on ${platform}${glibc === undefined ? "" : `, glibc ${glibc}`}`;
  const data = { bun: Bun.version, platform, glibc };
  const isNew = Bun.semver.satisfies(Bun.version, engines.bun);
  if (isNew) yield { check: "bun", status: "ok", message, data };
  else
    yield {
      check: "bun",
      status: "problem",
      message: `${message}: bunhelm needs Bun ${engines.bun}`,
      advice: "Run `bun upgrade`.",
      data,
    };
}
