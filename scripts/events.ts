// docs/events.md: each event with its fields, from the types of src/wire.gen.ts.
import { Complaint } from "../project/command.ts";
import { type Field, interfaces, type Shape } from "./declarations.ts";

const intro = `# Events

An operation tells what happens while it runs. Iterate over it, or pass \`onEvent\`.

\`\`\`ts
import { helm } from "bunhelm";

const operation = helm.releases.upgrade("shop", "./examples/web", { install: true });
for await (const event of operation) {
  if (event.type === "resource") console.log(event.kind, event.name, event.action);
}
const release = await operation;
\`\`\`

Events come in the order in which things happened, and all of them before the result or the error. Breaking out of the loop does not cancel the operation. \`onEvent\` is called with each of them. An iterator that starts or reads late gets the newest 1,024 (4 million characters at most); a \`dropped\` event stands in place of the others. The operation never waits for its readers.

An upgrade of a chart in a directory that waits, with a hook before it, usually sends:

\`\`\`text
phase load · phase render · phase connect · phase store · record (2 pending-upgrade)
phase hook · hook started · resource created (the hook's Job) · hookLog … · hook succeeded
phase apply · resource … (each object) · phase wait · readiness … · record (1 superseded) · record (2 deployed)
\`\`\`

The same over time, on the test cluster: bars last from a hook's start to its end, and from an object's \`resource\` event to its readiness. Yellow dots are \`readiness\` events of what is not ready yet, green ones in a hook its log lines (\`bun run figures\` draws it anew):

![The events of an upgrade over time](figures/timeline.svg)

A chart or an index that is fetched adds a \`download\`; \`warning\` and \`log\` come at any time. Which phases come depends on the verb. Every event also has \`type\` and \`at\`, the time at which it happened (RFC 3339).
`;

/** Prints the page from the text of src/wire.gen.ts. */
export function eventsPage(wire: string): string {
  const shapes = new Map([...interfaces(wire)]);
  const words = new Map([...wire.matchAll(/^export type (\w+) =\s+((?:\|?\s*"[^"]+"\s*)+);/gm)].map(aliased));
  const shapeOf = (name: string): Shape => {
    const shape = shapes.get(name);
    if (shape === undefined) throw new Complaint(`src/wire.gen.ts has no interface ${name} that the page can read.`);
    return shape;
  };
  const events = shapeOf("Events").fields;
  const fieldsOf = (name: string): readonly Field[] => {
    const { parents, fields } = shapeOf(name);
    return [...parents.flatMap(fieldsOf), ...fields];
  };
  const sections = events.map(({ name, type }) => {
    const [, verb = "", rest = ""] = /^\w+ (says|is|stands) (.*)/.exec(shapeOf(type).text) ?? [];
    if (rest === "") throw new Complaint(`The comment on ${type} must begin "${type} says", "is" or "stands".`);
    const text = verb === "is" ? rest : `${verb} ${rest}`;
    const rows = fieldsOf(type).map(
      (field) => `| \`${field.name}${field.isOptional ? "?" : ""}\` | ${typeText(field.type, words)} | ${field.text} |`,
    );
    const table = ["| field | type | |", "| --- | --- | --- |", ...rows].join("\n");
    return `## ${name}\n\n${capital(text)} The type is \`${type}\`.\n\n${table}\n`;
  });
  return `${intro}\n${sections.join("\n")}`;
}

function aliased([, name, union]: RegExpMatchArray): [string, string[]] {
  return [name as string, (union as string).match(/"[^"]+"/g) ?? []];
}

function typeText(type: string, words: ReadonlyMap<string, readonly string[]>): string {
  return (words.get(type) ?? [type]).map((word) => `\`${word}\``).join(", ");
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
