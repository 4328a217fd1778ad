// Cancels an operation and holds it to what a cancel promises.
import { expect } from "bun:test";
import { AbortedError, type HelmError } from "../src/index.ts";
import { expectCode } from "./failure.ts";
import type { Fixture } from "./fixture.ts";
import {
  allArrived,
  goneFromGo,
  isRepair,
  isShared,
  type Running,
  requestLines,
  Starvation,
  wasOnItsWay,
} from "./operation.ts";

/** Cancels an operation, which must reject within a second (or limit) with the reason as cause. */
export async function cancelPromptly(
  operation: Running,
  name: string,
  limit = 1000,
): Promise<HelmError<"ERR_HELM_ABORTED">> {
  const reason = new Error(`no longer wanted: ${name}`);
  const starvation = new Starvation();
  const start = performance.now();
  operation.cancel(reason);
  const error = await expectCode(operation, "ERR_HELM_ABORTED");
  const took = performance.now() - start - starvation.end();
  if (took > 100) console.warn(`${name}: the cancel took ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(limit);
  expect(error).toBeInstanceOf(AbortedError);
  expect(error.name).toBe("AbortError");
  expect(error.cause).toBe(reason);
  return error;
}

/**
 * Cancels an operation and holds it to all that a cancel promises: it rejects at once, nothing but
 * the repair of its own record is sent afterwards, and nothing of it goes on.
 */
export async function cancel(
  fixture: Fixture,
  operation: Running,
  name: string,
): Promise<HelmError<"ERR_HELM_ABORTED">> {
  const sent = fixture.requests().length;
  const underWay = fixture.requests().filter(({ isDone }) => !isDone); // the API server may log them a little later
  const since = new Date();
  const cancelled = cancelPromptly(operation, name);
  const arriving = allArrived().then(() => fixture.requests().length);
  const error = await cancelled;
  const settled = fixture.requests().length;
  await goneFromGo(operation);
  const arrived = await arriving;
  const later = fixture.requests().slice(sent);
  const known = requestLines([
    ...underWay,
    ...later.filter((request, index) => wasOnItsWay(request, sent + index < arrived)),
  ]);
  const isWrong = (line: string): boolean => !isRepair(line) && !isShared(line) && !known.includes(line);
  expect(requestLines(later).filter(isWrong)).toEqual([]);
  const after = requestLines(fixture.requests().slice(settled));
  expect(after.filter((line) => !isShared(line) && !known.includes(line))).toEqual([]);
  const methods: Record<string, string> = { create: "POST", update: "PUT", patch: "PATCH", delete: "DELETE" };
  const audited = await fixture.audit(since);
  expect(audited.map(({ verb, requestURI }) => `${methods[verb] ?? "GET"} ${requestURI}`).filter(isWrong)).toEqual([]);
  return error;
}
