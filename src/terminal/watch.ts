import { HelmError } from "../error.ts";
import type { Operation } from "../operation.ts";
import { Board } from "./board.ts";
import { canDraw, hasColor } from "./environment.ts";
import { GithubLog, JsonLines } from "./formats.ts";
import { Lines } from "./lines.ts";
import { harmless, paint } from "./style.ts";
import type { Output, View, ViewOptions } from "./view.ts";

/** How an operation is shown. */
export interface WatchOptions<T> {
  /**
   * What stands at the head.
   *
   * @default "helm"
   */
  title?: string;
  /**
   * "board" draws and updates in place; "lines" prints a line for each event; "json" prints events as JSON, one a line;
   * "github" prints lines as a group of GitHub Actions, and what went wrong as annotations. "auto" is "board" in a
   * terminal and "lines" elsewhere.
   *
   * @default "auto"
   */
  format?: "auto" | "board" | "lines" | "json" | "github";
  /**
   * Where it goes.
   *
   * @default process.stdout
   */
  output?: Output;
  /**
   * Use colours.
   *
   * @default whether the output is a terminal and NO_COLOR is not set
   */
  color?: boolean;
  /**
   * With lines: milliseconds of silence after which a line says what is waited for; 0 for never.
   *
   * @default 30_000
   */
  heartbeat?: number;
  /**
   * What the last line says of the result.
   *
   * @default its revision and status, if it has them
   */
  summary?(result: T): string;
}

/**
 * Shows an operation while it runs, and returns its result. If it fails, prints the report of the error, and throws it.
 *
 * @example
 * ```ts
 * import { helm } from "bunhelm";
 * import { watch } from "bunhelm/terminal";
 *
 * await watch(helm.releases.upgrade("shop", "./charts/shop", { install: true }), { title: "deploy" });
 * ```
 */
export async function watch<T>(operation: Operation<T>, options: WatchOptions<T> = {}): Promise<T> {
  operation.catch(() => {}); // it may fail before anybody listens
  const { output = process.stdout, summary = said } = options;
  const { color = hasColor(output), heartbeat = 30_000, title = "helm", format = "auto" } = options;
  const view = await viewOf(format, { title, color, output, heartbeat });
  let result: T;
  try {
    for await (const event of operation) view.show(event);
    result = await operation;
  } catch (error) {
    view.fail(error, report(error, { color }));
    throw error;
  }
  let text = "done";
  try {
    text = summary(result);
  } finally {
    view.succeed(text);
  }
  return result;
}

/** How an error is printed. */
export interface ReportOptions {
  /**
   * Use colours.
   *
   * @default whether standard output is a terminal and NO_COLOR is not set
   */
  color?: boolean;
}

/** What an error knows, for a person to read: `error.report()`, in colours. */
export function report(error: unknown, { color = hasColor(process.stdout) }: ReportOptions = {}): string {
  if (!HelmError.is(error)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const [first = "", ...more] = harmless(error.report()).split("\n");
  return [
    paint(first, "red", color),
    ...more.map((line) => paint(line, line.trimStart().startsWith("| ") ? "dim" : "plain", color)),
  ].join("\n");
}

function said(result: unknown): string {
  const { revision, status } = (result ?? {}) as { revision?: unknown; status?: unknown };
  return typeof revision === "number" && typeof status === "string" ? `revision ${revision} is ${status}` : "done";
}

async function viewOf(format: string, options: ViewOptions): Promise<View> {
  switch (format) {
    case "json":
      return new JsonLines(options);
    case "github":
      return new GithubLog(options);
    case "lines":
      return new Lines(options);
  }
  if (format !== "board" && !canDraw(options.output)) return new Lines(options);
  const drawing = await import("log-update").catch(() => undefined);
  if (drawing !== undefined && !Board.isOn(options.output)) return new Board(options, drawing);
  if (drawing !== undefined) return new Lines(options); // two boards would draw over each other
  if (format === "board") throw new Error(`format: "board" needs the package log-update: bun add log-update`);
  return new Lines(options);
}
