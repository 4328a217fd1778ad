/**
 * Shows an operation while it runs: a live board in a terminal, lines in a pipe or in CI.
 *
 * The board is drawn by the npm package `log-update`, an optional peer dependency: install it beside bunhelm. Without it,
 * a terminal gets lines too.
 *
 * @module
 */
export type { Output } from "./view.ts";
export { type ReportOptions, report, type WatchOptions, watch } from "./watch.ts";
