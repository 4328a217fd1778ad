// A cancel at any request leaves a release that can be upgraded, and nothing pending.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cluster, type TempDir } from "../harness.ts";
import { ApiProxy, type Chosen } from "../proxy.ts";
import {
  cancelPromptly,
  goneFromGo,
  Places,
  type Running,
  Scene,
  type ShopValues,
  shopChart,
  values,
  writesRecord,
} from "./scene.ts";

setDefaultTimeout(120_000); // a place to run in is waited for too

const places = new Places(3);
let shop: TempDir;
let proxy: ApiProxy;

beforeAll(async () => {
  shop = shopChart();
  proxy = await ApiProxy.start(await cluster());
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  shop[Symbol.dispose]();
});

const hook = { exitAfter: 10 };

function shopValues(more: ShopValues = {}): Record<string, unknown> {
  return values({ hook, farewell: hook, ...more });
}

/** The k-th of the requests that a predicate chooses. */
function nth(k: number, chosen: Chosen): Chosen {
  let count = 0;
  return (request) => chosen(request) && ++count === k;
}

interface Verb {
  readonly verb: string;
  readonly isInstalled: boolean;
  start(scene: Scene): Running;
  again(scene: Scene): Promise<void>;
}

async function upgradeAgain({ other }: Scene): Promise<void> {
  const again = await other.releases.upgrade("shop", shop.path, {
    install: true,
    values: shopValues({ text: "again" }),
  });
  expect(again.status).toBe("deployed");
  expect(again.manifest).toContain("again");
}

const verbs: readonly Verb[] = [
  {
    verb: "install",
    isInstalled: false,
    start: ({ helm }) => helm.releases.install("shop", shop.path, { values: shopValues() }),
    again: upgradeAgain,
  },
  {
    verb: "upgrade",
    isInstalled: true,
    start: ({ helm }) => helm.releases.upgrade("shop", shop.path, { values: shopValues({ text: "new" }) }),
    again: upgradeAgain,
  },
  {
    verb: "uninstall",
    isInstalled: true,
    start: ({ helm }) => helm.releases.uninstall("shop"),
    again: async (scene) => {
      await scene.other.releases.uninstall("shop", { ignoreNotFound: true });
      expect(await scene.records()).toEqual([]);
      for (const path of ["configmaps/config", "services/web", "deployments/web"])
        expect(`${path} ${await scene.has(path)}`).toBe(`${path} false`);
    },
  },
];

const steps = Array.from({ length: 12 }, (_, i) => Math.max(1, 4 * i));

/** What becomes of the request at which the cancel falls. */
type Fate = "not sent" | "answer lost";

async function cancelAt(
  scene: Scene,
  k: number,
  fate: Fate,
  { verb, start, again, isInstalled }: Verb,
): Promise<string> {
  if (isInstalled) await scene.other.releases.install("shop", shop.path, { values: shopValues() });
  const chosen = nth(k, scene.isMine);
  using held = fate === "not sent" ? scene.proxy.hold(chosen) : scene.proxy.holdAnswer(chosen);
  const operation = start(scene);
  const hit = await Promise.race([held.hit, operation.then(() => undefined)]);
  if (hit === undefined) return "";
  const name = `${verb}, request ${k} (${hit.method} ${hit.path.split("?")[0]}) ${fate}`;
  // A record's write is let go on: cutting it short could let it arrive after the repair.
  const isRecord = writesRecord(hit);
  const cancelled = cancelPromptly(operation, name);
  cancelled.catch(() => {}); // thrown below
  if (isRecord) held.release();
  const isDone = await operation.then(
    () => true,
    () => false,
  );
  // The last write of a record may have been all that was missing.
  if (!(isDone && isRecord)) await cancelled;
  await goneFromGo(operation);
  held.release();
  const states = await scene.records();
  const unfinished = states.filter((line) => /pending|uninstalling/.test(line));
  expect(`${name}: ${unfinished}`).toBe(`${name}: `);
  await scene.jobsEnd();
  try {
    await again(scene);
  } catch (error) {
    throw new Error(`after ${name}, with the records ${states}`, { cause: error });
  }
  return `${k} ${isDone ? "done" : "aborted"}: ${states}`;
}

describe.concurrent.each(verbs)("$verb", (verb) => {
  test.concurrent.each(["not sent", "answer lost"] as const)(
    "can be cancelled at any request (%s), and nothing stays pending",
    async (fate) => {
      const all = steps.map(async (k) => {
        using _ = await places.take();
        await using scene = await Scene.make(proxy);
        return await cancelAt(scene, k, fate, verb);
      });
      const ends = (await Promise.allSettled(all)).map((end) => (end.status === "rejected" ? end.reason : end.value));
      const failures = ends.filter((end) => typeof end !== "string");
      if (failures.length > 0) throw new AggregateError(failures, failures.join("\n"));
      // The last steps came after the last request.
      expect(ends.at(0)).not.toBe("");
      expect(ends.at(-1)).toBe("");
    },
  );
});
