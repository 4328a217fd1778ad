// sbom.cdx.json: what a package is made of, for programs, as CycloneDX 1.6. It has no time, so that it is the same for
// the same sources.
import type { Part } from "./parts.ts";

/** What is described. */
export interface Subject {
  /** Its name on npm. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** The file that was built, and its SHA-256. */
  readonly file: string;
  readonly sha256: string;
}

export function billOfMaterials(subject: Subject, parts: readonly Part[]): string {
  const reference = `pkg:npm/${subject.name.replace("@", "%40")}@${subject.version}`;
  const components = parts.map((part) => ({
    type: "library",
    "bom-ref": part.purl,
    name: part.name,
    version: part.version,
    ...(part.sum !== undefined && { hashes: [{ alg: "SHA-256", content: part.sum }] }),
    licenses: [{ expression: part.licence }],
    purl: part.purl,
  }));
  const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([subject, components]))}`,
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": reference,
        name: subject.name,
        version: subject.version,
        description: subject.description,
        licenses: [{ license: { id: "Apache-2.0" } }],
        purl: reference,
        components: [
          {
            type: "file",
            "bom-ref": `${reference}#${subject.file}`,
            name: subject.file,
            hashes: [{ alg: "SHA-256", content: subject.sha256 }],
          },
        ],
      },
    },
    components,
    dependencies: [
      { ref: reference, dependsOn: components.map((component) => component["bom-ref"]) },
      ...components.map((component) => ({ ref: component["bom-ref"] })),
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

/** A UUID (version 8) made of a text. */
function uuidOf(text: string): string {
  const hash = new Bun.CryptoHasher("sha256").update(text).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
