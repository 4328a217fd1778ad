// Charts of the sizes that people use, each heavy in another way. Nothing in them is random, and no key
// is generated: an RSA key takes longer than all the rest.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dashboard, definition, helpers, workload } from "./charts.ts";
import type { Scratch } from "./rivals.ts";

type Files = Record<string, string>;

const regions = Array.from({ length: 6 }, (_, index) => ({ name: `region-${index}`, replicas: index + 1 }));
const values = { regions, image: { repository: "example/app", tag: "" }, labels: { team: "a" } };
const chartYaml = (name: string, rest = ""): string =>
  `apiVersion: v2\nname: ${name}\nversion: 1.0.0\nappVersion: 1.2.3\n${rest}`;

function write({ path }: Scratch, name: string, files: Files): string {
  const chart = join(path, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(chart, file)), { recursive: true });
    writeFileSync(join(chart, file), text);
  }
  return chart;
}

const templates = (kind: string, count: number, template: (index: number) => string): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`templates/${kind}-${index}.yaml`, template(index)]));

const base = (name: string): Files => ({
  "Chart.yaml": chartYaml(name),
  "values.yaml": JSON.stringify(values),
  "templates/_helpers.tpl": helpers,
});

/** A JSON schema above 100 KB, as cert-manager has one, and little to render. */
export function schemaChart(place: Scratch): string {
  const component = (index: number): object => ({
    type: "object",
    additionalProperties: false,
    description: `How component ${index} is run, what it may use, and where its pods may go.`,
    properties: {
      enabled: { type: "boolean", description: "Whether it is installed at all.", default: true },
      replicas: { type: "integer", minimum: 0, description: "How many pods of it there are." },
      image: { $ref: "#/$defs/image" },
      resources: { type: "object", additionalProperties: { type: "object", additionalProperties: { type: "string" } } },
      env: { type: "array", items: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
      mode: { enum: ["active", "passive", "off"], description: "What it does when another one is there." },
      port: { type: "integer", minimum: 1, maximum: 65535, description: "Where it listens, within its pod." },
    },
  });
  const image = {
    type: "object",
    properties: { repository: { type: "string" }, tag: { type: "string", pattern: "^[\\w.-]*$" } },
  };
  const names = Array.from({ length: 120 }, (_, index) => `component${index}`);
  const properties = Object.fromEntries(names.map((name, index) => [name, component(index)]));
  const schema = { $schema: "http://json-schema.org/draft-07/schema#", type: "object", $defs: { image }, properties };
  const own = Object.fromEntries(names.map((name) => [name, { enabled: true, replicas: 1, image: values.image }]));
  return write(place, "schema", {
    ...base("schema"),
    "values.yaml": JSON.stringify({ ...values, ...own }),
    "values.schema.json": JSON.stringify(schema, null, 2),
    ...templates("workload", 4, workload),
  });
}

/** Large CRDs among its templates, as operators have them. */
export function definitionsChart(place: Scratch): string {
  return write(place, "definitions", {
    ...base("definitions"),
    ...templates("definition", 12, (index) => definition(index, 400)),
    ...templates("workload", 6, workload),
  });
}

/** Above 5 MB rendered: dashboards, rules and definitions, as stacks for monitoring have them. */
export function stackChart(place: Scratch): string {
  return write(place, "stack", {
    ...base("stack"),
    ...templates("dashboard", 240, dashboard),
    ...templates("definition", 60, definition),
    ...templates("workload", 60, workload),
  });
}

/** Many dependencies, some twice under other names, with conditions and values that are imported. */
export function umbrellaChart(place: Scratch): string {
  const count = 12;
  const files: Files = { "values.yaml": JSON.stringify({ ...values, part3: { enabled: false } }) };
  const dependencies: string[] = [];
  for (let index = 0; index < count; index++) {
    const name = `part${index}`;
    for (const [file, text] of Object.entries({ ...base(name), ...templates("workload", 3, workload) }))
      files[`charts/${name}/${file}`] = text;
    const entry = `- {name: ${name}, version: 1.0.0, repository: "", condition: "${name}.enabled", import-values: [{child: labels, parent: imported.${name}}]}`;
    dependencies.push(entry);
    if (index % 4 === 0) dependencies.push(`- {name: ${name}, version: 1.0.0, repository: "", alias: again${index}}`);
  }
  files["Chart.yaml"] = chartYaml("umbrella", `dependencies:\n${dependencies.join("\n")}\n`);
  return write(place, "umbrella", files);
}
