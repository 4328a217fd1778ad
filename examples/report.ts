// What an error of bunhelm knows, for a person to read.
import type { HelmError, NotReady, PodReport } from "bunhelm";
import { paint } from "./progress.ts";

/** The lines that say, below an error's message, why it came to it and where things stand. */
export function report(error: HelmError): string[] {
  const details = error.details as { resources?: NotReady[]; pods?: PodReport[]; hint?: string };
  return [
    `${paint(error.code, "red")} ${error.name}${error.phase ? ` in phase "${error.phase}"` : ""}`,
    ...(details.resources ?? []).flatMap(resource),
    ...(details.pods ?? []).flatMap(pod),
    ...(details.hint ? [`what to do: ${details.hint}`] : []),
    ...recorded(error),
  ];
}

function resource(it: NotReady): string[] {
  const troubled = it.pods.filter((pod) => pod.containers.some((container) => !container.ready));
  const head = `${it.kind}/${it.name}: ${it.status}${it.message ? `, ${it.message}` : ""}`;
  return [paint(head, "yellow"), ...troubled.flatMap(pod).map((line) => `  ${line}`)];
}

function pod(it: PodReport): string[] {
  const containers = it.containers.flatMap(({ name, state, reason, restarts, exitCode, log = "" }) => [
    `  container ${name}: ${[state, reason, `restarts ${restarts}`].filter(Boolean).join(", ")}${exitCode === undefined ? "" : `, exit code ${exitCode}`}`,
    ...log
      .trimEnd()
      .split("\n")
      .filter(Boolean)
      .map((line) => `    ${paint(`│ ${line}`, "dim")}`),
  ]);
  const events = it.events
    .filter(({ type }) => type === "Warning")
    .map(({ reason, message, count }) => `  event ${reason}${count && count > 1 ? ` ×${count}` : ""}: ${message}`);
  return [`pod ${it.name}: ${it.phase}${it.reason ? `, ${it.reason}` : ""}`, ...containers, ...events];
}

function recorded({ release }: HelmError): string[] {
  if (release?.revision === undefined) return [];
  return [`recorded: revision ${release.revision} is ${release.status} ("${release.description}")`];
}
