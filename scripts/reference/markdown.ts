// Texts of comments as Markdown.

/** Paragraphs of a comment: its lines are joined, code stays as it is. */
export function prose(text: string): string {
  const blocks = text.split(/^(```[\s\S]*?^```$)/m);
  return blocks
    .map((block) => (block.startsWith("```") ? block : escaped(block.replace(/(\S)\n(?=[^\s\n-])/g, "$1 ").trim())))
    .filter(Boolean)
    .join("\n\n");
}

/** The same in one line, for the cell of a table. */
export const cell = (text: string): string => prose(text).replace(/\n\n/g, "<br><br>").replaceAll("|", "\\|");

const outside = (text: string): string =>
  text
    .replace(/[*<]/g, "\\$&")
    .replace(/\]\((\w+\.md)/g, "](../$1") // a link from docs/
    .replace(/\bdocs\/(\w+\.md)/g, "[$&](../$1)");

/** Without what would be markup outside of code, such as the "*" of HELM_*. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : outside(part)))
    .join("");
}

/** The first sentence of a comment, without the command at its end. */
export function sentence(text: string): string {
  const [first = ""] = prose(text).split("\n\n");
  return withoutCommand((/^.*?[.!?](?=\s[A-Z`]|$)/.exec(first)?.[0] ?? first).trim());
}

/** `helm …`, with which the first paragraph of a method ends. */
const command = /\s*`(helm [^`]+)`\s*$/;

export const commandOf = (text: string): string | undefined => command.exec(text.split("\n\n")[0] ?? "")?.[1];
export const withoutCommand = (paragraph: string): string => paragraph.replace(command, "");

/** The fragment that GitHub gives a heading. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
