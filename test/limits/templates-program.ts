// Renders the hostile templates that its arguments name, each beside a good one: templates.test.ts
// runs it. `BOUND=lint` and `BOUND=install` go the other ways that templates are rendered.
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { internal } from "../../lab/internal.ts";
import { residentMemory } from "../../lab/memory.ts";
import type { HelmError } from "../../src/index.ts";
import { hostile } from "./templates.ts";

const helm = newHelm();
using good = chart({ templates: { "good.yaml": "a: b\n" } });
let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, residentMemory())), 10);

for (const name of process.argv.slice(2)) {
  const one = hostile.find((known) => known.name === name);
  if (one === undefined) throw new Error(`there is no ${name}`);
  using bad = chart({
    name: "hostile",
    templates: { "a.yaml": one.template },
    files: one.values === undefined ? {} : { "values.yaml": one.values },
  });
  Bun.gc(true);
  peak = residentMemory();
  // Those that are bounded end by themselves: a minute is for a busy machine.
  const signal = AbortSignal.timeout(one.endless ? 500 : 60_000);
  const failing = helm.charts.template(bad.path, { signal }).then(
    () => ({ code: "none", message: "it was rendered", details: {} }),
    (error: HelmError) => error,
  );
  const beside = await helm.charts.template(good.path).then(() => "rendered", String);
  const { code, message, details } = await failing;
  peak = Math.max(peak, residentMemory());
  let { leftBehind } = await internal("internal.counts"); // collects garbage
  for (let looks = 0; leftBehind > 0 && looks < 300; looks++) {
    // one function of a template is not interrupted
    await Bun.sleep(100);
    ({ leftBehind } = await internal("internal.counts"));
  }
  console.log(JSON.stringify({ name, code, message: message.slice(0, 2000), details, peak, beside, leftBehind }));
}
clearInterval(watch);
