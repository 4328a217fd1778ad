// docs/reliability.md: its sections can be made anew one by one.

/** The sections in their order. */
export const names = ["cancel", "kill", "faults"] as const;
export type SectionName = (typeof names)[number];

const marks = (name: SectionName): [string, string] => [`<!-- ${name} -->`, `<!-- end of ${name} -->`];

/** A section of the page as it is. */
function sectionOf(page: string, name: SectionName): string {
  const [begin, end] = marks(name);
  return page.split(begin)[1]?.split(end)[0]?.trim() ?? "";
}

/** The page, with those sections anew that there are; the others stay as they were. */
export function wholePage(before: string, fresh: ReadonlyMap<SectionName, string>, machine: readonly string[]): string {
  const sections = names.map((name) => {
    const [begin, end] = marks(name);
    return [begin, "", (fresh.get(name) ?? sectionOf(before, name)).trim(), "", end].join("\n");
  });
  return `<!-- Made by bun run reliability --write. Do not edit. -->
# Reliability

What an interrupted operation leaves behind, measured: when it is cancelled, when its process is killed, and when
the API server fails it. Each trial works on a release of its own on a test cluster: a real API server with the
real controllers and etcd, and a kubelet that runs pods in name only. Between the client and the API server
stands a proxy that counts the requests and does to one of them what the trial is about. Several trials run at
once, so the times are those of a busy machine.

\`bun run reliability\` does it all again, \`bun run reliability cancel\`, \`kill\` or \`faults\` a part.

${machine.map((fact) => `- ${fact}`).join("\n")}

${sections.join("\n\n")}
`;
}
