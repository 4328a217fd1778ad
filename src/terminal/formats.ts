import { HelmError } from "../error.ts";
import type { HelmEvent } from "../types.gen.ts";
import { Lines } from "./lines.ts";
import type { View, ViewOptions } from "./view.ts";

/** For programs: each event as a line of JSON, and one for the end. */
export class JsonLines implements View {
  readonly #options: ViewOptions;

  constructor(options: ViewOptions) {
    this.#options = options;
  }

  show(event: HelmEvent): void {
    this.#write({ title: this.#options.title, ...event });
  }

  succeed(message: string): void {
    const { title } = this.#options;
    this.#write({ title, type: "done", at: new Date().toISOString(), message });
  }

  fail(error: unknown): void {
    const { title } = this.#options;
    const told = HelmError.is(error)
      ? error.toJSON()
      : { message: error instanceof Error ? error.message : String(error) };
    this.#write({ title, type: "failed", at: new Date().toISOString(), ...told });
  }

  #write(line: object): void {
    this.#options.output.write(`${JSON.stringify(line)}\n`);
  }
}

/** For GitHub Actions: the lines of an operation are a group, and what went wrong is an annotation. */
export class GithubLog implements View {
  readonly #lines: Lines;
  readonly #options: ViewOptions;

  constructor(options: ViewOptions) {
    this.#options = options;
    this.#command("group", options.title);
    this.#lines = new Lines(options, false);
  }

  show(event: HelmEvent): void {
    if (event.type === "warning") this.#command("warning", event.message);
    else this.#lines.show(event);
  }

  succeed(summary: string): void {
    this.#lines.succeed(summary);
    this.#options.output.write("::endgroup::\n");
  }

  fail(error: unknown, report: string): void {
    this.#lines.fail(error, report);
    this.#options.output.write("::endgroup::\n");
    this.#command("error", Bun.stripANSI(report), { title: `${this.#options.title} failed` });
  }

  /** A workflow command, whose text must be one line. */
  #command(name: string, text: string, properties: Record<string, string> = {}): void {
    const escaped = text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
    const given = Object.entries(properties).map(
      ([key, value]) => `${key}=${value.replaceAll("%", "%25").replaceAll(":", "%3A").replaceAll(",", "%2C")}`,
    );
    this.#options.output.write(`::${name}${given.length > 0 ? ` ${given.join()}` : ""}::${escaped}\n`);
  }
}
