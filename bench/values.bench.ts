// Many values: an object, beside the same as setJson and as a values file, which is read as YAML, as objects
// once were too.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { number, type Samples } from "../lab/samples.ts";
import { Helm } from "../src/index.ts";
import { interleave, spread } from "./measure.ts";
import { report } from "./report.ts";
import { scratch } from "./rivals.ts";

using place = scratch();
await using helm = new Helm({ env: place.env });

const directory = join(place.path, "values-chart");
mkdirSync(join(directory, "templates"), { recursive: true });
writeFileSync(join(directory, "Chart.yaml"), "apiVersion: v2\nname: demo\nversion: 1.0.0\n");
writeFileSync(join(directory, "templates/count.yaml"), 'count: "{{ len .Values.entries }}"\n');
using chart = await helm.charts.load(directory);

interface Race {
  readonly megabytes: number;
  readonly times: Record<"object" | "setJson" | "file", Samples>;
}

async function race(count: number, rounds: number): Promise<Race> {
  const entries = Array.from({ length: count }, (_, i) => [`key${i}`, { name: `n${i}`, on: true, port: i }]);
  const values = { entries: Object.fromEntries(entries) };
  const text = JSON.stringify(values);
  const file = join(place.path, `values-${count}.json`);
  writeFileSync(file, text);
  const render = async (options: object): Promise<undefined> => {
    const { manifest } = await helm.charts.template(chart, options);
    if (!manifest.includes(`count: "${count}"`)) throw new Error("not all of the values have arrived");
  };
  const times = await interleave(
    {
      object: () => render({ values }),
      setJson: () => render({ setJson: [text] }),
      file: () => render({ valueFiles: [file] }),
    },
    { rounds, warmUp: 1 },
  );
  return { megabytes: text.length / 1e6, times };
}

const races = [await race(2_000, 40), await race(20_000, 20), await race(200_000, 7)];
const [, , large] = races as [Race, Race, Race];

await report({
  name: "values",
  title: "Rendering with many values",
  about:
    "ms, minimum / median, of a template that only counts them. `object` is the option values, which is JSON " +
    "all the way; `setJson` has the same text; `file` is a values file of that text, which is read as YAML.",
  columns: ["values, MB", "object", "setJson", "file", "file : object"],
  rows: races.map(({ megabytes, times: { object, setJson, file } }) => [
    number(megabytes),
    spread(object),
    spread(setJson),
    spread(file),
    number(file.median / object.median),
  ]),
  targets: [
    {
      what: "10 MB as an object: of the time of the same values file",
      measured: large.times.object.median / large.times.file.median,
      limit: 0.2,
      unit: "",
    },
    {
      what: "10 MB as an object: of the time of setJson",
      measured: large.times.object.median / large.times.setJson.median,
      limit: 1,
      unit: "",
    },
  ],
});
