// The figures of the docs: what they are drawn from, and that those in docs/figures can be shown.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import { screenSvg } from "../../scripts/figures/screen.ts";
import { statesFigure, transitions } from "../../scripts/figures/states.ts";
import { beginAt, linesOf, record } from "../../scripts/figures/terminal.ts";
import { timelineSvg } from "../../scripts/figures/timeline.ts";
import type { HelmEvent } from "../../src/index.ts";

/** Whether each element that begins ends, in order. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, close, name = "", isEmpty] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[\w:-]+="[^"<]*")*(\/?)>/g)) {
    if (close && open.pop() !== name) return false;
    if (!close && !isEmpty) open.push(name);
  }
  const rest = svg.replace(/<style>[\s\S]*?<\/style>|<\/?[a-z]+(?:\s[\w:-]+="[^"<]*")*\/?>/g, "");
  return open.length === 0 && !/[<>]|&(?!amp;|lt;|gt;)/.test(rest);
}

describe("the states of a revision", () => {
  const helm = [
    "unknown",
    "deployed",
    "uninstalled",
    "superseded",
    "failed",
    "uninstalling",
    "pending-install",
    "pending-upgrade",
    "pending-rollback",
  ];
  const source = (statuses: readonly string[]): string =>
    statuses.map((status, index) => `\tStatus${index} Status = "${status}"\n`).join("");

  test("are drawn in the part of Mermaid that is known to be read", () => {
    const [fence, kind, ...lines] = statesFigure(source(helm)).trim().split("\n");
    expect([fence, kind, lines.pop()]).toEqual(["```mermaid", "stateDiagram-v2", "```"]);
    expect(lines).toHaveLength(transitions.length + 1);
    for (const line of lines) expect(line).toMatch(/^ {2}(\w+: [\w<>-]+|(\[\*\]|\w+) --> (\[\*\]|\w+): [\w ,]+)$/);
  });

  test.each([
    ["a state that is not drawn", [...helm, "paused"], "paused"],
    ["no state that is drawn", helm.slice(0, -1), "pending-rollback"],
  ])("are refused when Helm has %s", (_, statuses, name) => {
    expect(() => statesFigure(source(statuses))).toThrow(`and Helm disagree on ${name}.`);
  });
});

describe("a screen", () => {
  const size = { cols: 20, rows: 4 };
  const program = `console.log("begin"); process.stdout.write("\\x1b[1m<one>\\x1b[0m");
    await Bun.sleep(300); process.stdout.write("\\r\\x1b[32mtwo\\x1b[0m  \\n");`;

  test("is what a program shows in a terminal, and when", async () => {
    const recording = beginAt(await record([bunExe, "-e", program], {}, size), "begin");
    const shown = await linesOf(recording, size, 0.05, 1);
    const texts = shown.map(({ line, runs }) => `${line} ${runs.map(({ text }) => text).join("|")}`);
    expect(texts.toSorted()).toEqual(["0 begin", "1 <one>", "1 two"]);
    const [one, two] = [shown.find(({ runs }) => runs[0]?.isBold), shown.find(({ runs }) => runs[0]?.color === 2)];
    expect(one?.until).toBe(two?.from as number);
    expect(two?.from).toBeGreaterThan(0.25);
    const svg = screenSvg(shown, size, "a & b");
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).toContain("&lt;one&gt;");
  });
});

describe("a timeline", () => {
  test("has a row for each phase, hook, object and record", () => {
    const at = (milliseconds: number): string => new Date(milliseconds).toISOString();
    const hook = { kind: "Job", name: "migrate" };
    const web = { kind: "Deployment", name: "web" };
    const events: HelmEvent[] = [
      { type: "phase", at: at(0), phase: "load" },
      { type: "phase", at: at(100), phase: "hook" },
      { type: "hook", at: at(100), hook, event: "pre-install", path: "", status: "started" },
      { type: "resource", at: at(110), ...hook, action: "created" },
      { type: "hook", at: at(300), hook, event: "pre-install", path: "", status: "succeeded" },
      { type: "resource", at: at(400), ...web, action: "created" },
      { type: "readiness", at: at(500), ...web, status: "InProgress" },
      { type: "readiness", at: at(900), ...web, status: "Current" },
      { type: "record", at: at(1000), name: "web", namespace: "", revision: 1, status: "deployed" },
    ];
    const svg = timelineSvg(events, "an install");
    expect(isWellFormed(svg)).toBe(true);
    const rows = [...svg.matchAll(/<text x="28" y="\d+">([^<]*)</g)].map(([, name]) => name);
    expect(rows).toEqual(["load", "hook", "Job/migrate", "Deployment/web", "revision 1"]);
    expect(svg.match(/<circle class="w"/g)).toHaveLength(1);
  });
});

describe("docs/figures", () => {
  test.each([
    ["board.svg", ["install", "upgrade", "bad upgrade", "uninstall", "revision 2 is deployed"]],
    ["timeline.svg", ["load", "render", "connect", "store", "hook", "apply", "wait", "Job/shop-migration", "deployed"]],
  ])("%s is small, and has what it is there for", async (name, words) => {
    const svg = await Bun.file(join(root, "docs/figures", name)).text();
    expect(svg.length).toBeLessThan(300_000);
    expect(isWellFormed(svg)).toBe(true);
    expect(words.filter((word) => !new RegExp(`> ?${word} *<`).test(svg))).toEqual([]);
    expect(svg.match(/https?:\/\/(?!www\.w3\.org\/|shop\.demo-|127\.0\.0\.1)[^"<]*/g)).toBeNull();
  });
});
