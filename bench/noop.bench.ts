// What a call costs that does nothing: from JavaScript to Go and back.
import { internal } from "../lab/internal.ts";
import { number, Samples } from "../lab/samples.ts";
import { timed } from "./measure.ts";
import { report } from "./report.ts";

const call = (): Promise<unknown> => internal("internal.noop");
const together = 10_000;

for (let i = 0; i < 5_000; i++) await call();
const times: number[] = [];
for (let i = 0; i < 20_000; i++) times.push(await timed(call));
const single = new Samples(times);

const bursts: number[] = [];
for (let i = 0; i < 10; i++) bursts.push(await timed(() => Promise.all(Array.from({ length: together }, call))));
const burst = new Samples(bursts.slice(2));

const micro = (ms: number): string => number(ms * 1000);

await report({
  name: "noop",
  title: "A call that does nothing",
  about: "µs per call: one after the other (20,000 calls), and 10,000 in flight at once (the whole divided by 10,000).",
  columns: ["calls", "min", "median", "p95"],
  rows: [
    ["one after the other", micro(single.min), micro(single.median), micro(single.quantile(0.95))],
    ["10,000 in flight", ...[burst.min, burst.median, burst.quantile(0.95)].map((ms) => micro(ms / together))],
  ],
  targets: [{ what: "one call, median", measured: single.median * 1000, limit: 100, unit: "µs" }],
});
