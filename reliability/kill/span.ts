// From which kill to which, for the tables.
import { fates, type Trial } from "./killed.ts";

export const order = ({ moment: { request, fate } }: Trial): number => request * fates.length + fates.indexOf(fate);

/** The first and the last of some trials: "3 (POST secrets/...), done; to 7 (...), not sent". */
export function span(trials: readonly Trial[]): string {
  const sorted = trials.toSorted((a, b) => order(a) - order(b));
  const place = ({ moment, request }: Trial): string => {
    const [method, path = ""] = request.split(" ");
    return `${moment.request} (${method} ${path.replace(/^.*\/namespaces\/NS\//, "").replace(/-\w{5}\/log$/, "/log")}), ${moment.fate}`;
  };
  const [first, last] = [sorted.at(0) as Trial, sorted.at(-1) as Trial];
  return first === last ? place(first) : `${place(first)}; to ${place(last)}`;
}
