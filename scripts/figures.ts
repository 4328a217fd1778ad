// bun run figures: records the figures of the docs on a test cluster. docs/figures/board.svg is the demo as a terminal
// shows it, docs/figures/timeline.svg the events of one upgrade. gen prints the figure of docs/releases.md.
import { join } from "node:path";
import { script } from "../project/command.ts";
import { root } from "../project/project.ts";
import { Helm, type HelmEvent } from "../src/index.ts";
import { pod, TestCluster } from "../src/testing/index.ts";
import { screenSvg } from "./figures/screen.ts";
import { beginAt, linesOf, record } from "./figures/terminal.ts";
import { timelineSvg } from "./figures/timeline.ts";
import { setup } from "./setup.ts";

const size = { cols: 100, rows: 34 };

async function board(cluster: TestCluster): Promise<string> {
  const description = JSON.stringify(cluster.description);
  const command = [process.execPath, join(root, "examples/demo.ts")];
  const recording = await record(command, { BUNHELM_TEST_CLUSTER: description }, size);
  const shown = await linesOf(beginAt(recording, " inside Bun "), size, 0.16, 4);
  return screenSvg(
    shown,
    size,
    "bun run demo: a release is installed, planned, upgraded, repaired, rolled back, taken over and uninstalled",
  );
}

async function timeline(cluster: TestCluster): Promise<string> {
  await using helm = new Helm({ kubeconfig: cluster.kubeconfig, namespace: await cluster.namespace(), env: {} });
  const chart = join(root, "examples/web");
  const podAnnotations = {
    web: pod.annotations({ readyAfter: "1s" }),
    store: pod.annotations({ readyAfter: "600ms" }),
    migration: pod.annotations({
      logs: ["reading the schema", "adding table orders", "3 migrations applied"],
      logInterval: "300ms",
    }),
  };
  await helm.releases.install("shop", chart, { values: { podAnnotations } });
  const events: HelmEvent[] = [];
  const values = { podAnnotations, replicas: 3, greeting: "Good morning", image: { tag: "1.1.0" } };
  await helm.releases.upgrade("shop", chart, { values, onEvent: (event) => void events.push(event) });
  return timelineSvg(events, "The events of an upgrade: phases, a hook, objects until they are ready, and records");
}

await script(async () => {
  await setup(["library", "testcluster"]);
  await using cluster = await TestCluster.start({ audit: false });
  for (const [name, draw] of Object.entries({ board, timeline })) {
    const text = await draw(cluster);
    await Bun.write(join(root, `docs/figures/${name}.svg`), text);
    console.log(`wrote docs/figures/${name}.svg: ${Math.ceil(text.length / 1000)} kB`);
  }
  return 0;
});
