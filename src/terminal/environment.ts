// What the environment says of a terminal, which is read only here.
import type { Output } from "./view.ts";

/** Whether what is there can be drawn over. */
export function canDraw(output: Output): boolean {
  return output.isTTY === true && process.env.TERM !== "dumb";
}

export function hasColor(output: Output): boolean {
  return canDraw(output) && !process.env.NO_COLOR;
}
