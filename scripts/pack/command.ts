// cli.js: the command bunhelm in one file, with what it has of others. The library is outside: it is in the package.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Complaint } from "../../project/command.ts";
import { root } from "../../project/project.ts";
import { billOfMaterials } from "./bom.ts";
import { notices } from "./notices.ts";
import { licenceOf, type Part } from "./parts.ts";

/** The files of the package for its command. */
export async function command(): Promise<Map<string, string>> {
  const { name, bin, version, description, imports } = await Bun.file(join(root, "package.json")).json();
  const entry = join(root, bin.bunhelm);
  const external = ["bunhelm", "bunhelm/*", ...Object.keys(imports)];
  const built = await Bun.build({ entrypoints: [entry], target: "bun", external, metafile: true, throw: false });
  if (!built.success) throw new Complaint(`The command cannot be bundled: ${built.logs.join("\n")}`);
  if (built.outputs.length !== 1) throw new Complaint("The command is more than one file.");
  const packages = new Set<string>();
  for (const input of Object.keys(built.metafile?.inputs ?? {})) {
    const at = input.lastIndexOf("node_modules/");
    if (at >= 0) packages.add(nameOf(input.slice(at + "node_modules/".length)));
  }
  const text = await (built.outputs[0] as Blob).text();
  const parts = [...packages].sort().map((name) => partOf(name));
  const sha256 = new Bun.CryptoHasher("sha256").update(text).digest("hex");
  return new Map([
    ["cli.js", text],
    ["sbom.cdx.json", billOfMaterials({ name, version, description, file: "cli.js", sha256 }, parts)],
    ["THIRD-PARTY-NOTICES.txt", notices(`cli.js of bunhelm ${version}`, parts)],
  ]);
}

function nameOf(path: string): string {
  const words = path.split("/");
  return words.slice(0, path.startsWith("@") ? 2 : 1).join("/");
}

function partOf(name: string): Part {
  const file = Bun.resolveSync(`${name}/package.json`, root);
  const { version } = JSON.parse(readFileSync(file, "utf8"));
  const texts = readdirSync(dirname(file))
    .filter((file) => /^(licen[cs]e|notice)/i.test(file))
    .map((text) => ({ file: text, text: readFileSync(join(dirname(file), text), "utf8") }));
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return { name, version, purl, texts, licence: licenceOf(name, texts) };
}
