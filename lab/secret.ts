// What a failing call lets anybody read, and whether a secret is in it.
import { inspect } from "node:util";
import { type Helm, HelmError, type HelmOptions, type LogLine, type Operation } from "../src/index.ts";
import { newHelm } from "./client.ts";

/** What must never show. */
export const secret = "hunter2-SeCrEt/TokEn+9";

const texts = [secret, `user:${secret}`, `robot-1:${secret}`];
const needles: string[] = [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  ...texts.flatMap((text) => [
    Buffer.from(text).toString("base64").replace(/=+$/, ""),
    Buffer.from(text).toString("base64url"),
    Buffer.from(text).toString("hex"),
  ]),
  [...Buffer.from(secret)].join(" "),
  [...Buffer.from(secret)].join(","),
];

/** All that a failure tells, by where it does. */
export interface Told {
  readonly error: HelmError;
  /** Where the secret is. */
  readonly leaks: string[];
}

/** Makes a call that must fail. */
export async function fails(
  call: (helm: Helm) => Operation<unknown> | Promise<unknown>,
  options: HelmOptions = {},
  also: readonly string[] = [],
): Promise<Told> {
  const lines: LogLine[] = [];
  await using helm = newHelm({ ...options, onLog: (line) => lines.push(line) });
  const operation = call(helm);
  const events: unknown[] = [];
  const listening =
    Symbol.asyncIterator in operation &&
    (async () => {
      for await (const event of operation) events.push(event);
    })();
  await Promise.allSettled([listening]);
  const error: unknown = await operation.then(
    (value) => new Error(`it resolved: ${Bun.inspect(value)}`),
    (reason: unknown) => reason,
  );
  if (!HelmError.is(error)) throw error;
  const places: Record<string, string> = {
    message: error.message,
    stack: String(error.stack),
    text: String(error),
    JSON: JSON.stringify(error),
    details: JSON.stringify(error.details) ?? "",
    "Bun.inspect": Bun.inspect(error, { depth: 20 }),
    "util.inspect": inspect(error, { depth: 20, showHidden: true }),
    cause: inspect(error.cause, { depth: 20, showHidden: true }),
    events: JSON.stringify(events),
    log: JSON.stringify(lines),
    operation: inspect(operation, { depth: 20, showHidden: true }),
    client: inspect(helm, { depth: 20, showHidden: true }) + Bun.inspect(helm) + JSON.stringify(helm),
  };
  const has = (text: string): boolean => [...needles, ...also].some((needle) => text.includes(needle));
  const leaks = Object.keys(places).filter((place) => has(places[place] as string));
  return { error, leaks: leaks.map((place) => `${place}: ${error.message.slice(0, 300)}`) };
}
