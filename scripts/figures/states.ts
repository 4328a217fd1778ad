// The states of a revision, as docs/releases.md draws them. test/releases/states.test.ts holds the arrows to what
// operations record on a cluster, gen the names to those of Helm.
import { Complaint } from "../../project/command.ts";
import type { ReleaseStatus } from "../../src/index.ts";

/** A state in the figure: the three pending ones are alike. */
export type State = Exclude<ReleaseStatus, "unknown" | "dry-run" | Pending> | "pending" | "none";
type Pending = "pending-install" | "pending-upgrade" | "pending-rollback";

/** What a record may become, and by what. Its first and last state is that there is none. */
export const transitions: readonly (readonly [from: State, to: State, by: string])[] = [
  ["none", "pending", "install, upgrade, rollback"],
  ["pending", "deployed", "everything is ready"],
  ["pending", "failed", "failure, or cancel and repair"],
  ["pending", "uninstalling", "uninstall"],
  ["deployed", "superseded", "a newer revision is deployed"],
  ["deployed", "uninstalling", "uninstall"],
  ["failed", "uninstalling", "uninstall"],
  ["failed", "superseded", "upgrade, if none is deployed"],
  ["uninstalling", "failed", "failure, or cancel and repair"],
  ["uninstalling", "uninstalled", "with keepHistory"],
  ["uninstalling", "none", "everything is gone, records too"],
  ["uninstalled", "superseded", "upgrade with install"],
];

const pending: readonly Pending[] = ["pending-install", "pending-upgrade", "pending-rollback"];

/** The state that a status is in the figure. */
export function stateOf(status: ReleaseStatus): State {
  if (status === "unknown" || status === "dry-run") throw new Error(`${status} is never recorded`);
  return (pending as readonly ReleaseStatus[]).includes(status) ? "pending" : (status as State);
}

/** The figure as a block of Markdown. goSource: the text of Helm's pkg/release/common/status.go. */
export function statesFigure(goSource: string): string {
  const helms = [...goSource.matchAll(/^\tStatus\w+ +Status = "([\w-]+)"/gm)].map(([, status]) => status as string);
  const drawn = transitions.flatMap(([from, to]) => [from, to].flatMap((it) => (it === "pending" ? pending : it)));
  const ours = new Set<string>(drawn.filter((state) => state !== "none")).add("unknown"); // a record without a status
  const others = [...ours].filter((status) => !helms.includes(status)).concat(helms.filter((it) => !ours.has(it)));
  if (others.length > 0) throw new Complaint(`scripts/figures/states.ts and Helm disagree on ${others.join(", ")}.`);
  const node = (state: State): string => (state === "none" ? "[*]" : state);
  const arrows = transitions.map(([from, to, by]) => `  ${node(from)} --> ${node(to)}: ${by}`);
  return `\`\`\`mermaid\nstateDiagram-v2\n  pending: ${pending.join("<br>")}\n${arrows.join("\n")}\n\`\`\`\n`;
}
