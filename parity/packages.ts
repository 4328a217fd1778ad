// The answers of the commands that write charts: what counts is which files are there afterwards.
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ResolveOptions } from "../src/index.ts";
import { type Answer, pretty, takes } from "./answer.ts";

/**
 * Every file below a directory with the digest of its contents; the time in a lock file is another each time, and so is
 * a signature.
 */
export async function filesOf(directory: string, isSigned = false): Promise<string> {
  if (!existsSync(directory)) return "";
  const names = [...new Bun.Glob("**/*").scanSync({ cwd: directory, dot: true })].sort();
  const lines = names.map(async (name) => {
    const file = Bun.file(join(directory, name));
    if (/(^|\/)(Chart|requirements)\.lock$/.test(name)) return `${name}:\n${timeless(await file.text())}`;
    if (/\.ya?ml$/.test(name)) return `${name}:\n${timeless(await file.text())}`;
    if (isSigned && name.endsWith(".prov"))
      return `${name}:\n${(await file.text()).replace(/^-+BEGIN PGP SIGNATURE-+$.*/ms, "")}`;
    return `${name} ${new Bun.CryptoHasher("sha256").update(await file.bytes()).digest("hex")}`;
  });
  return (await Promise.all(lines)).join("\n");
}

const timeless = (yaml: string): string => yaml.replace(/^(\s*"?(generated|created)"?:).*$/gm, "$1");

const destination = ({ destination = "", sign }: Readonly<Record<string, unknown>>): Promise<string> =>
  filesOf(destination as string, sign === true);

const changed = (verb: "build" | "update"): Answer => ({
  text: () => "", // it tells of its progress
  after: ({ positional: [chart = ""] }) => filesOf(chart),
  ask: async (helm, line) => {
    const [chart = ""] = takes(line, 1);
    await helm.charts.dependencies[verb](chart, line.options);
    return { text: "" };
  },
});

export const packages: Record<string, Answer> = {
  "dependency list": {
    // A table, and warnings about what lies in charts/, which the call gives as statuses.
    text: (stdout) =>
      pretty(
        stdout
          .split("\n")
          .filter((line) => line.includes("\t"))
          .slice(1)
          .map((line) => line.split("\t").map((cell) => cell.trim())),
      ),
    ask: async (helm, line) => {
      const [chart = ""] = takes(line, 1);
      const listed = await helm.charts.dependencies.list(chart);
      return {
        text: pretty(listed.map(({ name, version, repository, status }) => [name, version, repository, status])),
      };
    },
  },
  "dependency build": changed("build"),
  "dependency update": changed("update"),
  package: {
    // The command leaves an archive behind that it could not sign.
    after: ({ options }, _, ok) => (ok || !options.sign ? destination(options) : Promise.resolve("")),
    ask: async (helm, line) => {
      let text = "";
      for (const chart of takes(line, 1, Infinity)) {
        const { path } = await helm.charts.package(chart, line.options);
        text += `Successfully packaged chart and saved it to: ${path}\n`;
      }
      return { text };
    },
  },
  pull: {
    // It pulls the provenance file by another request, and says the same again.
    text: (stdout) => [...new Set(stdout.match(/^(Pulled|Digest): .*\n/gm))].join(""),
    // The command leaves an archive behind that it could not verify.
    after: ({ options }, _, ok) => (ok || !options.verify ? destination(options) : Promise.resolve("")),
    ask: async (helm, line) => {
      let text = "";
      for (const chart of takes(line, 1, Infinity)) {
        await helm.charts.pull(chart, line.options);
        if (!chart.startsWith("oci://")) continue;
        const { devel, version = devel ? ">0.0.0-0" : undefined, username, password } = line.options;
        const { caFile, insecureSkipTlsVerify, plainHttp } = line.options;
        const options = { version, username, password, caFile, insecureSkipTlsVerify, plainHttp } as ResolveOptions;
        const { reference, digest } = await helm.registry.resolve(chart, options);
        text += `Pulled: ${reference.replace("oci://", "")}\nDigest: ${digest}\n`;
      }
      return { text };
    },
  },
  push: {
    ask: async (helm, line) => {
      const [archive = "", remote = ""] = takes(line, 2);
      const { reference, digest } = await helm.charts.push(archive, remote, line.options);
      return { text: `Pushed: ${reference.replace("oci://", "")}\nDigest: ${digest}\n` };
    },
  },
  create: {
    text: () => "",
    after: ({ positional: [path = ""] }) => filesOf(path),
    ask: async (helm, line) => {
      const [path = ""] = takes(line, 1);
      await helm.charts.create(basename(path), { directory: dirname(path), ...line.options });
      return { text: "" };
    },
  },
  verify: {
    ask: async (helm, line) => {
      const [archive = ""] = takes(line, 1);
      const { signedBy, fingerprint, digest } = await helm.charts.verify(archive, line.options);
      const names = signedBy.map((name) => `Signed by: ${name}\n`).join("");
      return { text: `${names}Using Key With Fingerprint: ${fingerprint}\nChart Hash Verified: ${digest}\n` };
    },
  },
};
