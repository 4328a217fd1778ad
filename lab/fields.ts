// Objects as the API server has them, beside what a plan says of them.
import type { FieldChange } from "../src/index.ts";

type Fields = Record<string, unknown>;

/** What somebody has decided about an object: without its status, and without what the API server writes into its metadata. */
export function content(object: object): Fields {
  const { status: _, ...copy } = structuredClone(object) as Fields & { metadata?: Fields };
  for (const name of ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"])
    delete copy.metadata?.[name];
  return copy;
}

/** An object after the changes of a plan. */
export function changed(object: Fields, changes: readonly FieldChange[]): Fields {
  const copy = structuredClone(object);
  for (const change of changes) if (!change.reordered) set(copy, change.path, change);
  return copy;
}

/** An object whose lists of things with names have these in order: where a new one stands, its path does not tell. */
export function sorted<T>(value: T): T {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    const isNamed = items.every((item) => typeof (item as { name?: unknown } | null)?.name === "string");
    return (isNamed ? items.sort((a, b) => (a.name < b.name ? -1 : 1)) : items) as T;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, sorted(one)])) as T;
}

/** Follows a path such as spec.containers[name="app"].image. Names may hold dots. */
function set(at: unknown, path: string, change: FieldChange): void {
  if (Array.isArray(at)) {
    const [, inside = "", rest = ""] = /^\[((?:"(?:\\.|[^"])*"|[^\]])*)\](.*)$/.exec(path) ?? [];
    const index = indexOf(at, inside);
    if (rest !== "") return set(at[index], rest, change);
    if (!("after" in change)) at.splice(index, 1);
    else if (index < 0) at.push(change.after);
    else at[index] = change.after;
    return;
  }
  const fields = at as Fields;
  const name = path.startsWith(".") ? path.slice(1) : path;
  const known = Object.keys(fields)
    .filter((key) => name === key || (name.startsWith(key) && /^[.[]/.test(name.slice(key.length))))
    .sort((a, b) => b.length - a.length);
  const [key] = known;
  if (key !== undefined && key !== name) return set(fields[key], name.slice(key.length), change);
  if ("after" in change) fields[name] = change.after;
  else delete fields[name];
}

function indexOf(list: unknown[], inside: string): number {
  if (/^\d+$/.test(inside)) return Number(inside);
  if (inside.startsWith("=")) return list.indexOf(JSON.parse(inside.slice(1)));
  const keys = [...inside.matchAll(/(\w+)=("(?:\\.|[^"])*"|[^,]+)/g)].map(([, name, value]) => [
    name,
    JSON.parse(value as string),
  ]);
  return list.findIndex((item) => keys.every(([name, value]) => (item as Fields)[name] === value));
}

/** The object that a diff makes out of nothing. */
export function added(diff: string): Fields {
  const lines = diff.split("\n").filter((line) => line.startsWith("+"));
  return Bun.YAML.parse(lines.map((line) => line.slice(1)).join("\n")) as Fields;
}
