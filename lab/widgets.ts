// A kind that no other test uses: its definitions and its objects, as charts have them and as the cluster does.
import { chart } from "./chart.ts";
import type { TempDir } from "./directory.ts";
import type { Fixture } from "./fixture.ts";
import { configMap, crd } from "./objects.ts";

const schema = "{type: object, x-kubernetes-preserve-unknown-fields: true}";

/** Definitions of a fixture's own group, and objects of their kinds. */
export class Widgets {
  readonly fixture: Fixture;
  readonly group: string;

  constructor(fixture: Fixture) {
    this.fixture = fixture;
    this.group = `${fixture.namespace}.example`;
  }

  widget(): string {
    return crd(this.group, "Widget");
  }

  /** With versions as the API server takes them, in the words `name served storage`. */
  versions(...versions: string[]): string {
    const written = versions.map((version) => {
      const [name, served, storage] = version.split(" ");
      return `    - {name: ${name}, served: ${served}, storage: ${storage}, schema: {openAPIV3Schema: ${schema}}}\n`;
    });
    return this.widget().replace(/versions:\n[\s\S]*/, `versions:\n${written.join("")}`);
  }

  object(version = "v1", spec = "{size: 1}"): string {
    return `apiVersion: ${this.group}/${version}\nkind: Widget\nmetadata: {name: w}\nspec: ${spec}\n`;
  }

  async definition(kind = "Widget"): Promise<{ spec: { versions: { name: string }[] } } | undefined> {
    const name = `${kind.toLowerCase()}s.${this.group}`;
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
    const response = await this.fixture.cluster.request("GET", path);
    return response.ok ? ((await response.json()) as never) : undefined;
  }

  async versionsNow(): Promise<string[] | undefined> {
    return (await this.definition())?.spec.versions.map(({ name }) => name);
  }

  async get(version = "v1"): Promise<{ spec: unknown; metadata: { uid: string } }> {
    const path = `/apis/${this.group}/${version}/namespaces/${this.fixture.namespace}/widgets/w`;
    const response = await this.fixture.cluster.request("GET", path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as never;
  }
}

/** A chart with a ConfigMap, and these definitions and objects. */
export function shop(definitions: string, ...objects: string[]): TempDir {
  const templates = Object.fromEntries(objects.map((object, i) => [`o${i}.yaml`, object]));
  return chart({ templates: { "a.yaml": configMap("a"), ...templates }, files: { "crds/widget.yaml": definitions } });
}
