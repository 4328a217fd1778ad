// A program for platforms on which the tests cannot run: a round of what needs no cluster, printed as JSON.
import { Helm, HelmError } from "../src/index.ts";

const [isolation] = process.argv.slice(2) as "process"[];
await using helm = new Helm({ env: {}, ...(isolation && { isolation }) });

const chart = "examples/web";
const values = { greeting: "Grüß Gott", replicas: 3 };
const { helm: version, kubernetes } = await helm.version();
const { manifest } = await helm.charts.template(chart, { name: "shop", values });
const rendered = await helm.charts.template(chart, {
  name: "shop",
  values: { greeting: "x".repeat(3_000_000) },
  postRenderer: async (text) => text.replaceAll("x".repeat(1000), "y"),
});
await using loaded = await helm.charts.load(chart);
const { objects } = await helm.charts.template(loaded, { objects: true });
const missing: unknown = await helm.charts.template("examples/none").catch((error: unknown) => error);
const asked = Promise.withResolvers<void>();
const rendering = helm.charts.template(chart, {
  postRenderer: () => {
    asked.resolve();
    return new Promise<string>(() => {});
  },
});
await asked.promise;
rendering.cancel();
const cancelled: unknown = await rendering.catch((error: unknown) => error);

console.log(
  JSON.stringify({
    version,
    kubernetes,
    manifest,
    rendered: rendered.manifest.length,
    kinds: objects?.map(({ kind }) => kind),
    lint: (await helm.charts.lint(chart)).passed,
    missing: HelmError.is(missing) && missing.code,
    cancelled: HelmError.is(cancelled) && cancelled.code,
  }),
);
