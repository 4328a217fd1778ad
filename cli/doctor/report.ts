import { styleText } from "node:util";
import { version } from "../../package.json";
import { type Finding, listed, type Section, type Status } from "./finding.ts";

const colors = { ok: "green", warning: "yellow", problem: "red" } as const;
const severity: readonly Status[] = ["ok", "warning", "problem"];

/** The width of what is before a message. */
const margin = 11;
const narrowest = 40;

/** Prints findings for people as they come. */
export class Report {
  readonly #output: NodeJS.WriteStream;
  readonly #hasColors: boolean;
  readonly #width: number | undefined;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
    this.#hasColors = output.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
    this.#width = output.isTTY ? Math.max(narrowest, output.columns || 80) : undefined;
  }

  /** Gives the worst status. */
  async print(sections: AsyncIterable<Section>): Promise<Status> {
    const counts = { ok: 0, warning: 0, problem: 0 };
    for await (const { title, findings } of sections) {
      this.#line(this.#styled("bold", title));
      for await (const finding of findings) {
        counts[finding.status]++;
        this.#finding(finding);
      }
      this.#line("");
    }
    const said = [
      counts.problem > 0 && `${counts.problem} ${counts.problem === 1 ? "problem" : "problems"}`,
      counts.warning > 0 && `${counts.warning} ${counts.warning === 1 ? "warning" : "warnings"}`,
    ].filter((part) => part !== false);
    this.#line(said.length > 0 ? `${listed(said)}.` : "Everything is fine.");
    return counts.problem > 0 ? "problem" : counts.warning > 0 ? "warning" : "ok";
  }

  #finding({ status, message, advice }: Finding): void {
    const [first = "", ...others] = this.#wrapped(message);
    this.#line(`  ${this.#styled(colors[status], status)}${" ".repeat(margin - 2 - status.length)}${first}`);
    const rest = [...others, ...(advice === undefined ? [] : this.#wrapped(`What to do: ${advice}`))];
    for (const line of rest) this.#line(`${" ".repeat(margin)}${line}`);
  }

  /** Only a terminal has a width: what is read by programs keeps its lines. */
  #wrapped(text: string): string[] {
    const wrapped = this.#width === undefined ? text : Bun.wrapAnsi(text, this.#width - margin, { hard: false });
    return wrapped.split("\n");
  }

  #styled(style: "bold" | "green" | "yellow" | "red", text: string): string {
    return this.#hasColors ? styleText(style, text, { validateStream: false }) : text;
  }

  #line(text: string): void {
    this.#output.write(`${text}\n`);
  }
}

/** Prints all findings as one JSON object, and gives the worst status. */
export async function printJson(sections: AsyncIterable<Section>): Promise<Status> {
  const checks: Finding[] = [];
  for await (const { findings } of sections) for await (const finding of findings) checks.push(finding);
  const status = severity.findLast((one) => checks.some((finding) => finding.status === one)) ?? "ok";
  process.stdout.write(`${JSON.stringify({ bunhelm: version, status, checks }, null, 2)}\n`);
  return status;
}
