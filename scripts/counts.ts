// How many tests passed and failed, from the reports of bun test and go test.

export interface Counts {
  passed: number;
  failed: number;
  /** What the failed tests have printed, as far as that is known. */
  failures: readonly string[];
}

export const line = ({ passed, failed }: Counts): string => `${passed} passed, ${failed} failed`;

export function add(...all: readonly Counts[]): Counts {
  const sum = { passed: 0, failed: 0 };
  for (const { passed, failed } of all) {
    sum.passed += passed;
    sum.failed += failed;
  }
  return { ...sum, failures: all.flatMap(({ failures }) => failures) };
}

/** What is left of a run of bun test. */
export interface TestRun {
  /** Its JUnit report, if it has written one. */
  report: string | null;
  /** What it has printed to stderr. */
  output: string;
  /** Its exit code. */
  code: number;
}

/** Counts a run. A file that cannot be loaded or an error outside of tests is in no report, but in the summary. */
export function judge({ report, output, code }: TestRun): Counts {
  const counts: Counts = { ...totals(report ?? ""), failures: failuresIn(output) };
  counts.failed += Number(Bun.stripANSI(output).match(/^ *(\d+) errors?$/m)?.[1] ?? 0);
  // A crash fails no test, and a run without tests is none.
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  return counts;
}

/** Lines of a failure that are kept: the last ones, which say what was expected. */
const kept = 60;

/** What each failed test has printed, up to its "(fail) name". The list at the end of a run repeats only names. */
function failuresIn(output: string): string[] {
  const failures: string[] = [];
  let block: string[] = [];
  for (const text of Bun.stripANSI(output).split("\n")) {
    if (/^\d+ tests? (failed|skipped|todo):$/.test(text)) break;
    block.push(text);
    const result = text.match(/^(?:\((?:pass|fail|skip|todo)\)|[✓✗»✎]) /)?.[0];
    if (result === "(fail) " || result === "✗ ") failures.push(block.slice(-kept).join("\n").trim());
    if (result !== undefined) block = [];
  }
  return failures;
}

function totals(report: string): { passed: number; failed: number } {
  const head = report.match(/<testsuites\b[^>]*>/)?.[0] ?? "";
  const number = (name: string): number => Number(head.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = number("failures") + number("errors");
  return { passed: number("tests") - number("skipped") - failed, failed };
}

interface GoEvent {
  Action: string;
  Package?: string;
  Test?: string;
  Output?: string;
  ImportPath?: string;
}

/** Collects the events of `go test -json`: counts, and the output of what failed. */
export class GoReport {
  readonly #results = new Map<string, "pass" | "fail">();
  readonly #output = new Map<string, string[]>();
  readonly #broken = new Set<string>();
  readonly failures: string[] = [];

  take(text: string): void {
    if (!text.startsWith("{")) {
      if (text !== "") this.failures.push(text);
      return;
    }
    const event: GoEvent = JSON.parse(text);
    const name = `${event.Package ?? event.ImportPath ?? ""} ${event.Test ?? ""}`;
    if (event.Output !== undefined) {
      const list = this.#output.get(name) ?? [];
      this.#output.set(name, list);
      list.push(event.Output);
    }
    if (event.Action === "fail" || event.Action === "build-fail") {
      this.failures.push((this.#output.get(name) ?? []).join("").trimEnd());
      if (event.Test === undefined && event.Package !== undefined) this.#broken.add(event.Package);
    }
    if (event.Test !== undefined && (event.Action === "pass" || event.Action === "fail")) {
      this.#results.set(name, event.Action);
    }
    if (event.Action === "pass" || event.Action === "skip") this.#output.delete(name);
  }

  /** Tests without their parents; a package that failed without a failed test counts as one. */
  get counts(): Counts {
    const names = [...this.#results.keys()];
    const parents = new Set(names.flatMap((name) => prefixes(name)));
    const counts: Counts = { passed: 0, failed: 0, failures: this.failures };
    const blamed = new Set<string>();
    for (const [name, result] of this.#results) {
      if (result === "fail") blamed.add(name.split(" ")[0] as string);
      if (parents.has(name)) continue;
      if (result === "pass") counts.passed++;
      else counts.failed++;
    }
    for (const broken of this.#broken) if (!blamed.has(broken)) counts.failed++;
    return counts;
  }
}

/** "pkg Test/a/b": "pkg Test", "pkg Test/a". */
function prefixes(name: string): string[] {
  const [pkg, test = ""] = name.split(" ");
  const parts = test.split("/");
  return parts.slice(1).map((_, index) => `${pkg} ${parts.slice(0, index + 1).join("/")}`);
}
