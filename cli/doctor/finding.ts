import { HelmError } from "bunhelm";

export type Status = "ok" | "warning" | "problem";

/** What one check has found. */
export interface Finding {
  /** The check, by a name that never changes: "cluster.server". */
  readonly check: string;
  readonly status: Status;
  /** What was found, as a sentence for people. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string | undefined;
  /** The same for programs. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Findings about one subject, which is the title above them. */
export interface Section {
  readonly title: string;
  readonly findings: AsyncIterable<Finding>;
}

/** The finding about a call that was rejected. */
export function failure(check: string, error: unknown, status: Status = "problem"): Finding {
  if (!HelmError.is(error)) throw error;
  const { hint } = error.details as { hint?: string };
  return {
    check,
    status,
    message: sentence(error.message),
    advice: hint && `${sentence(hint)}.`,
    data: { code: error.code },
  };
}

/** A text with a capital letter at its beginning. */
export function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
