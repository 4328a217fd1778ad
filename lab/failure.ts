// How a call fails.
import { HelmError, type HelmErrorCode } from "../src/index.ts";

/** The error an operation ends with, which must have this code. */
export async function expectCode<C extends HelmErrorCode>(operation: Promise<unknown>, code: C): Promise<HelmError<C>> {
  const error = await operation.then(
    (value) => new Error(`expected ${code}, but it resolved with ${Bun.inspect(value)}`),
    (reason: unknown) => reason,
  );
  if (!HelmError.is(error, code)) throw error;
  return error;
}
