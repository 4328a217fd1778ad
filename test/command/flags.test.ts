// The options are the flags of the helm command: by name, type and default. docs/cli.md says so.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { camelCase, compare } from "../../helm-cli/compare.ts";
import { askCli, type Cli, type Flag, successorOf } from "../../helm-cli/help.ts";
import { cliPage, readTypes } from "../../helm-cli/index.ts";
import * as table from "../../helm-cli/table.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { root } from "../../project/project.ts";

setDefaultTimeout(60_000);

const cli = await askCli();
const types = await readTypes();
const command = (name: string): Cli["commands"][number] => cli.commands.find((one) => one.name === name) as never;

describe("the flags of the helm command", () => {
  test("are read from its help", () => {
    expect(cli.commands.length).toBeGreaterThan(40);
    expect(cli.globals.length).toBeGreaterThan(15);
    expect(command("install").flags.length).toBeGreaterThan(45);
    expect(command("install").flags).toContainEqual({ name: "timeout", type: "duration", default: "5m0s" });
    expect(command("install").flags).toContainEqual(
      expect.objectContaining({ name: "dry-run", type: "string", default: "none" }),
    );
    expect(command("get values").usage).toBe("helm get values RELEASE_NAME");
    expect(cli.variables).toContain("HELM_MAX_HISTORY");
  });

  test("are options of the same name, type and default, or listed with the reason", () => {
    expect(compare(cli, types).problems).toEqual([]);
  });

  test("have few exceptions", () => {
    expect(table.flags.length).toBeLessThanOrEqual(20);
    // What goes past the command: each row has its reason, and a new one wants a good one.
    expect(table.options.length).toBeLessThanOrEqual(30);
  });

  test("are all in docs/cli.md, which is as bun run gen writes it", async () => {
    const { text } = await cliPage(undefined, cli);
    expect((await Bun.file(join(root, "docs/cli.md")).text()).split("\n")).toEqual(text.split("\n"));
    const flags = [cli.globals, ...Object.keys(table.calls).map((name) => command(name).flags)].flat();
    const wanted = [
      ...cli.commands.map(({ name }) => `helm ${name}`),
      ...flags.map(({ name }) => `\`--${name}\``),
      ...cli.variables.map((name) => `\`${name}\``),
    ];
    expect(wanted.filter((words) => !text.includes(words))).toEqual([]);
  });
});

describe("a new version of Helm", () => {
  const flag: Flag = { name: "be-nice", type: "bool", default: "" };

  /** What would be said if a command had other flags. */
  function problemsWith(name: string, change: (flags: readonly Flag[]) => readonly Flag[]): readonly string[] {
    const commands = cli.commands.map((one) => (one.name === name ? { ...one, flags: change(one.flags) } : one));
    return compare({ ...cli, commands }, types).problems;
  }

  const without = (name: string) => (flags: readonly Flag[]) => flags.filter((flag) => flag.name !== name);
  const instead = (one: Flag) => (flags: readonly Flag[]) => [...without(one.name)(flags), one];

  test("that has a new flag does not go unnoticed", () => {
    const problems = problemsWith("install", (flags) => [...flags, flag]);
    expect(problems).toEqual(["helm install --be-nice is not offered: there is no option beNice"]);
    expect(compare({ ...cli, globals: [...cli.globals, flag] }, types).problems).toHaveLength(1);
  });

  test("that has a new command or variable does not go unnoticed", () => {
    const commands = [...cli.commands, { name: "dance", usage: "helm dance", flags: [] }];
    const { problems } = compare({ ...cli, commands, variables: [...cli.variables, "HELM_NEW"] }, types);
    expect(problems).toEqual([
      "helm dance is new: it is no call, and has no reason why",
      "$HELM_NEW: no option names it",
    ]);
  });

  test("that has given up a flag or a command does not go unnoticed", () => {
    expect(problemsWith("upgrade", without("reuse-values"))).toEqual([
      "releases.upgrade: reuseValues is not a flag of helm upgrade",
    ]);
    const commands = cli.commands.filter(({ name }) => name !== "rollback");
    expect(compare({ ...cli, commands }, types).problems).toContain("helm rollback is gone");
  });

  test("that has another default or type for a flag does not go unnoticed", () => {
    expect(problemsWith("install", instead({ name: "timeout", type: "duration", default: "1m0s" }))).toEqual([
      "helm install --timeout: the default is 1m0s, that of timeout is 5m0s",
    ]);
    expect(problemsWith("install", instead({ name: "wait", type: "WaitStrategy", default: "true" }))).toHaveLength(1);
    expect(problemsWith("list", instead({ name: "date", type: "string", default: "" }))).toContain(
      "helm list --date: date is boolean, the flag is string",
    );
  });
});

describe("an option or a call", async () => {
  const wire = await Bun.file(join(root, "src/wire.gen.ts")).text();

  test("that is no flag or command needs a reason", async () => {
    const problems = async (text: string, by: string): Promise<readonly string[]> =>
      compare(cli, await readTypes(wire.replace(text, `${text}\n${by}`))).problems;
    const options = "export interface HistoryOptions extends NamespaceOption {";
    expect(await problems(options, "  mood?: string | undefined;")).toEqual([
      "releases.history: mood is not a flag of helm history",
    ]);
    expect(await problems(options, "  output?: string | undefined;")).toEqual([
      'helm history --output is the option output, not "in the result"',
    ]);
    const verb = '  "releases.dance": { request: ListRequest; result: Release };';
    expect(await problems("export interface Verbs {", verb)).toEqual(["releases.dance is no command's"]);
  });
});

const helm = newHelm();

/** The calls by command, with options that no type checker has seen. None of them reaches a cluster. */
const verbs: Record<string, (options: object) => Promise<unknown>> = {
  install: (options) => helm.releases.install("x", "/nowhere", options),
  upgrade: (options) => helm.releases.upgrade("x", "/nowhere", options),
  rollback: (options) => helm.releases.rollback("x", options),
  template: (options) => helm.charts.template("/nowhere", options),
};

describe("a flag that Helm has given up", () => {
  const cases = table.deprecated.flatMap(({ flag, commands, successor }) =>
    commands.map((command) => [command, flag, successor] as const),
  );

  test.each(cases)("helm %s --%s is no option, and the error names --%s", async (name, flag, successor) => {
    expect(await successorOf(name, flag)).toBe(successor);
    const call = verbs[name] as (options: object) => Promise<unknown>;
    const { details, message } = await expectCode(call({ [flag]: true }), "ERR_HELM_INVALID_ARGUMENT");
    expect(details).toMatchObject({ option: flag, didYouMean: camelCase(successor) });
    expect(message).toContain(camelCase(successor));
  });

  test("as early as Helm 3 has a successor too", async () => {
    const { details } = await expectCode(
      helm.releases.upgrade("x", "/nowhere", { recreatePods: true } as never),
      "ERR_HELM_INVALID_ARGUMENT",
    );
    expect(details.didYouMean).toBe("forceReplace");
  });
});
