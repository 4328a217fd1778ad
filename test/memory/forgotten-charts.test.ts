// Charts that are loaded and forgotten weigh on JavaScript's collector what they take in Go.
import { expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { runScript } from "../../lab/process.ts";

setDefaultTimeout(60_000);

test("600 charts of 1 MB, never closed, take little more than those that are closed", async () => {
  using source = chart({ files: { "files/large": "x".repeat(1_000_000) } });
  const peak = async (isClosed: boolean): Promise<number> => {
    const { stdout, stderr } = await runScript(
      `
      import { newHelm } from "./lab/client.ts";
      import { peakMemory } from "./lab/memory.ts";
      const { path, isClosed } = JSON.parse(process.env.TASK);
      const helm = newHelm({ home: "memory" });
      for (let at = 0; at < 600; at++) {
        const chart = await helm.charts.load(path);
        if (isClosed) await chart.close();
      }
      console.log(peakMemory());
      process.exit(0);`,
      { env: { TASK: JSON.stringify({ path: source.path, isClosed }) } },
    );
    if (stdout === "") throw new Error(stderr);
    return Number(stdout);
  };
  expect((await peak(false)) - (await peak(true))).toBeLessThan(150);
});
