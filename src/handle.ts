/** Something that Go keeps while JavaScript uses it. It is sent as its number. */
export interface Handle {
  readonly id: number;
  /** For people, such as "shop 1.0.0". */
  readonly name: string;
  readonly isClosed: boolean;
  retain(): void;
  release(): void;
}

/** Where an object has its handle. `bun --hot` evaluates this module again, so it is a shared symbol. */
export const handle: unique symbol = Symbol.for("bunhelm.handle") as never;

/** An open chart: a `Chart` returned by `charts.load`. */
export interface ChartHandle {
  /** @internal */
  readonly [handle]: Handle;
}
