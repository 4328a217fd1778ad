import type {
  FieldChange,
  PlanData,
  PlannedDefinition,
  PlannedObject,
  PlannedProblem,
  ResourceRef,
} from "./wire.gen.ts";

/** What a plan shows. */
export type Shown = Omit<Readonly<PlanData>, "basis" | Lists> & {
  readonly [List in Lists]: Readonly<NonNullable<PlanData[List]>>;
};

type Lists = "objects" | "hooks" | "crds" | "values" | "problems" | "warnings" | "left";

type Paint = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

const codes: Readonly<Record<Paint, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** What stands before each object, and in which colour. */
const signs: Readonly<Record<PlannedObject["action"], readonly [sign: string, paint: Paint]>> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  replace: ["±", "yellow"],
  adopt: ["→", "yellow"],
  delete: ["-", "red"],
  keep: ["=", "dim"],
  unchanged: ["=", "dim"],
};

/** The plan for a terminal. */
export function text(plan: Shown, color: boolean): string {
  const paint = (paint: Paint, text: string): string => (color ? `\x1b[${codes[paint]}m${text}\x1b[0m` : text);
  const lines = [paint("bold", title(plan))];
  if (plan.pending !== undefined) lines.push(paint("yellow", `! ${pending(plan)}`));
  for (const problem of plan.problems) lines.push(...refusal(problem).map((line) => paint("red", line)));
  const diff = (text: string): string[] =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => `    ${painted(line, paint)}`);
  if (plan.values.length > 0) lines.push("", "values", ...plan.values.map((change) => `    ${inWords(change)}`));
  for (const crd of plan.crds) {
    if (crd.action === "unchanged" && crd.problem === undefined) continue;
    lines.push("", `${named(crd)} (${crd.path}): ${definition[crd.action]}`);
    lines.push(...losses(crd).map((line) => paint("yellow", `    ${line}`)));
    if (crd.objects.length > 0) lines.push(`    needed by ${crd.objects.map(named).join(", ")}`);
    if (crd.problem !== undefined) lines.push(...refusal(crd.problem).map((line) => paint("red", `    ${line}`)));
    if (crd.diff !== "") lines.push(...diff(crd.diff));
  }
  for (const object of plan.objects) {
    if (object.action === "unchanged" && object.problem === undefined) continue;
    const [sign, colour] = signs[object.action];
    const from = object.template === undefined ? "" : paint("dim", ` (${object.template})`);
    lines.push("", `${paint(colour, `${sign} ${object.action} ${named(object)}`)}${from}`);
    if (object.untried !== undefined) lines.push(paint("yellow", `    not tried: ${object.untried}`));
    if (object.problem !== undefined) lines.push(...refusal(object.problem).map((line) => paint("red", `    ${line}`)));
    const drifted = object.changes.filter(({ drift }) => drift);
    if (drifted.length > 0)
      lines.push(paint("cyan", `    changed outside of the release: ${drifted.map(({ path }) => path).join(", ")}`));
    if (object.diff !== "") lines.push(...diff(object.diff));
  }
  for (const hook of plan.hooks) {
    lines.push("", `hook ${named(hook)} (${hook.events.join(", ")}): ${hook.status}`);
    if (hook.untried !== undefined) lines.push(paint("yellow", `    not tried: ${hook.untried}`));
    if (hook.problem !== undefined) lines.push(...refusal(hook.problem).map((line) => paint("red", `    ${line}`)));
    if (hook.diff !== "") lines.push(...diff(hook.diff));
  }
  if (plan.left.length > 0) lines.push("", paint("yellow", `left as it is: ${plan.left.map(named).join(", ")}`));
  for (const warning of plan.warnings) lines.push("", paint("yellow", `warning: ${warning}`));
  lines.push("", paint("bold", counts(plan)));
  return `${lines.join("\n")}\n`;
}

/** The plan in Markdown. */
export function markdown(plan: Shown): string {
  const lines = [`### ${title(plan)}`, "", `**${counts(plan)}**`];
  if (plan.pending !== undefined) lines.push("", `> ⚠️ ${prose(pending(plan))}`);
  for (const problem of plan.problems) lines.push("", ...refusal(problem).map((line) => `> ❌ ${prose(line)}`));
  for (const crd of plan.crds) {
    if (crd.action === "unchanged" && crd.problem === undefined) continue;
    lines.push("", `${code(named(crd))} (${prose(crd.path)}): ${definition[crd.action]}`);
    for (const loss of losses(crd)) lines.push("", `> ⚠️ ${prose(loss)}`);
  }
  const refused = [...plan.crds, ...plan.objects].filter(({ problem }) => problem !== undefined);
  if (refused.length > 0) lines.push("");
  for (const { problem, ...object } of refused)
    lines.push(`- ❌ ${code(named(object))}: ${prose(refusal(problem as PlannedProblem).join(" "))}`);
  if (plan.values.length > 0) lines.push("", ...plan.values.map((change) => `- ${code(inWords(change))}`));
  const rows = plan.objects.filter(({ action }) => action !== "unchanged");
  if (rows.length > 0) {
    lines.push("", "| | object | template |", "|---|---|---|");
    for (const object of rows)
      lines.push(`| ${object.action} | ${code(named(object))} | ${prose(object.template ?? "")} |`);
  }
  const folded = [
    ...plan.crds.map((crd) => [named(crd), crd.diff]),
    ...rows.map(({ diff, ...object }) => [`${object.action} ${named(object)}`, diff]),
    ...plan.hooks.filter(({ status }) => status !== "unchanged").map((hook) => [`hook ${named(hook)}`, hook.diff]),
  ];
  for (const [summary, diff] of folded) {
    if (diff === "" || diff === undefined) continue;
    const fence = ticks(diff, 3);
    lines.push(
      "",
      `<details><summary>${summary}</summary>`,
      "",
      `${fence}diff`,
      diff.trimEnd(),
      fence,
      "",
      "</details>",
    );
  }
  if (plan.left.length > 0) lines.push("", `> ⚠️ left as it is: ${prose(plan.left.map(named).join(", "))}`);
  for (const warning of plan.warnings) lines.push("", `> ⚠️ ${prose(warning)}`);
  return `${lines.join("\n")}\n`;
}

/** More backticks than a text has in a row, so that it cannot end what is between them. */
function ticks(text: string, least: number): string {
  return "`".repeat(Math.max(least, ...[...text.matchAll(/`+/g)].map(([found]) => found.length + 1)));
}

/** A text as code within a line. */
function code(text: string): string {
  const [flat, fence] = [text.replaceAll(/\s+/g, " "), ticks(text, 1)];
  return fence === "`" ? `\`${flat}\`` : `${fence} ${flat} ${fence}`;
}

/** A text of others within a line: none of it is markup. */
function prose(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[<`*|\\[\]]/g, "\\$&");
}

function title({ verb, name, namespace, current, next }: Shown): string {
  const revisions =
    next === undefined
      ? current && `revision ${current.revision}`
      : current === undefined
        ? `revision ${next.revision}`
        : `revision ${current.revision} → ${next.revision}`;
  const back = next?.rollbackRevision ? `like revision ${next.rollbackRevision}` : undefined;
  const [from, to] = [current?.chart, next?.chart].map((chart) => chart && `${chart.name} ${chart.version}`);
  const chart = from === undefined || to === undefined || from === to ? (to ?? from) : `${from} → ${to}`;
  return [`${verb} ${name} in namespace ${namespace}`, revisions, back, chart].filter(Boolean).join(", ");
}

function pending({ name, pending: details }: Shown): string {
  const { status, revision, hint } = details ?? {};
  return `${name} is ${status} (revision ${revision}), so the call would be rejected now. ${hint ?? ""}`.trimEnd();
}

const definition = {
  create: "is created",
  update: "is updated",
  unchanged: "is there",
  differs: "differs from the one in the cluster, which stays as it is",
  missing: "is not in the cluster, and this call does not create it",
  unknown: "may not be read by this user",
} as const;

/** What clients and objects of a kind lose with its definition. */
function losses({ removedVersions, removedFields, storedObjects }: PlannedDefinition): string[] {
  const stored =
    storedObjects === undefined
      ? "how many objects there are is not known"
      : storedObjects === 1
        ? "there is 1 object"
        : `there are ${storedObjects || "no"} objects`;
  return [
    ...removedVersions.map(({ name }) => `version ${name} is no longer served, and whatever uses it fails: ${stored}`),
    ...removedFields.map(
      (field) => `field ${field} is removed, and an object loses it when it is next written: ${stored}`,
    ),
  ];
}

function refusal({ message, conflicts = [], causes = [], hint }: PlannedProblem): string[] {
  return [
    `would be refused: ${message}`,
    ...conflicts.map(({ field, manager }) => `  ${field} is managed by ${manager || "others"}`),
    ...causes
      .filter(({ message: cause }) => !message.includes(cause))
      .map(({ field, message }) => `  ${field ?? ""}: ${message}`),
    ...(hint === undefined ? [] : [`  ${hint}`]),
  ];
}

function inWords({ path, before, after }: FieldChange): string {
  const value = (value: unknown): string => (value === undefined ? "(none)" : JSON.stringify(value));
  return `${path}: ${value(before)} → ${value(after)}`;
}

function named({ kind, namespace, name }: ResourceRef): string {
  return `${kind}/${name}${namespace === undefined ? "" : ` in ${namespace}`}`;
}

function painted(line: string, paint: (paint: Paint, text: string) => string): string {
  if (line.startsWith("@@")) return paint("cyan", line);
  if (line.startsWith("+")) return paint("green", line);
  return line.startsWith("-") ? paint("red", line) : line;
}

function counts({ objects, hooks, crds, problems, pending }: Shown): string {
  const of = (action: PlannedObject["action"]): number => objects.filter((one) => one.action === action).length;
  const all = [
    [of("create"), "to create"],
    [of("update"), "to update"],
    [of("replace"), "to replace"],
    [of("adopt"), "to adopt"],
    [of("delete"), "to delete"],
    [of("keep"), "to keep"],
    [of("unchanged"), "unchanged"],
  ].flatMap(([count, words]) => (count === 0 ? [] : `${count} ${words}`));
  const running = hooks.filter(({ status }) => status !== "removed").length;
  const refused =
    [...crds, ...objects, ...hooks].filter(({ problem }) => problem !== undefined).length + problems.length;
  const written = crds.filter(({ action }) => action === "create" || action === "update").length;
  return [
    all.length === 0 ? "no objects" : all.join(", "),
    ...(written > 0 ? [`${written} ${written === 1 ? "definition" : "definitions"} to write`] : []),
    ...(running > 0 ? [`${running} ${running === 1 ? "hook" : "hooks"} to run`] : []),
    ...(refused > 0 ? [`${refused} would be refused`] : []),
    ...(pending === undefined ? [] : ["the release is pending"]),
  ].join("; ");
}
