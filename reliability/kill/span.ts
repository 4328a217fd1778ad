// The rows of the tables about kills: which there were, and from which request to which.
import { type Verb, verbs } from "../verbs.ts";
import { fates, type Trial } from "./killed.ts";

const order = ({ moment: { request, fate } }: Trial): number => request * fates.length + fates.indexOf(fate);

/** The first and the last of some trials: "3 (POST secrets/...), done; to 7 (...), not sent". */
function span(trials: readonly Trial[]): string {
  const sorted = trials.toSorted((a, b) => order(a) - order(b));
  const place = ({ moment, request }: Trial): string => {
    const [method, path = ""] = request.split(" ");
    return `${moment.request} (${method} ${path.replace(/^.*\/namespaces\/NS\//, "").replace(/-\w{5}\/log$/, "/log")}), ${moment.fate}`;
  };
  const [first, last] = [sorted.at(0) as Trial, sorted.at(-1) as Trial];
  return first === last ? place(first) : `${place(first)}; to ${place(last)}`;
}

/** A row for each verb and each state in which a killed process leaves the records: what both have, then these cells. */
export function rowsByState<T extends Trial & { readonly records: readonly string[] }>(
  { trials, requests }: { readonly trials: readonly T[]; readonly requests: ReadonlyMap<Verb, number> },
  cells: (these: readonly T[]) => string[],
): string[][] {
  return verbs.flatMap((verb) => {
    const states = Map.groupBy(
      trials.filter((trial) => trial.verb === verb),
      ({ records }) => records.join(", ") || "none",
    );
    const sorted = [...states].sort(([, a], [, b]) => Math.min(...a.map(order)) - Math.min(...b.map(order)));
    return sorted.map(([state, these]) => [
      `${verb} (${requests.get(verb)})`,
      span(these),
      String(these.length),
      state,
      ...cells(these),
    ]);
  });
}
