// THIRD-PARTY-NOTICES.txt: what a package has of others, and under which terms.
import type { Part } from "./parts.ts";

// MPL-2.0 asks for it.
const sources = `
The source of each Go module, those under MPL-2.0 among them, is what Go's module proxy has under
its path and version.
`;

const rule = "=".repeat(78);

/** The file of a package. A text that several parts have stands there once. */
export function notices(title: string, parts: readonly Part[]): string {
  const byText = new Map<string, string[]>();
  for (const { name, version, texts } of parts)
    for (const { file, text } of texts) {
      const key = text.replaceAll("\r\n", "\n").trim();
      byText.set(key, [...(byText.get(key) ?? []), `${name} ${version}: ${file}`]);
    }
  const list = parts.map(({ name, version, licence }) => `${name} ${version}: ${licence}`);
  const hasModules = parts.some(({ purl }) => purl.startsWith("pkg:golang/"));
  const texts = [...byText].map(([text, users]) => `${rule}\n${users.join("\n")}\n${rule}\n\n${text}\n`);
  return `${title} contains the following, each under its own licence.
${hasModules ? sources : ""}
${list.join("\n")}

${texts.join("\n")}`;
}
