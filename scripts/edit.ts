// Edits of others' sources.
import { Complaint } from "../project/command.ts";

export interface Edit {
  /** What stands there, once or so many times. */
  from: string;
  to: string;
  times?: number;
}

/** The text with all edits made; one whose text is not found ends the build. */
export function edited(file: string, text: string, edits: readonly Edit[]): string {
  for (const { from, to, times = 1 } of edits) {
    if (text.split(from).length !== times + 1)
      throw new Complaint(`${file} has changed: scripts/ looks in it, ${times} times, for\n${from}`);
    text = text.replaceAll(from, () => to);
  }
  return text;
}
