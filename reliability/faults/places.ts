// Where faults strike: the typical requests of each verb.
import type { Chosen } from "../../lab/fault-proxy.ts";
import type { Verb } from "../verbs.ts";

export interface Place {
  readonly verb: Verb;
  readonly name: string;
  /** The requests, of a release. */
  chosen(release: string): Chosen;
  /** Discovery is asked for once for each cluster: the client must know nothing of this one. */
  readonly isFirst?: boolean;
  /** Whether the chart has a CRD in crds/. */
  readonly hasDefinition?: boolean;
  /** Codes that are right here whatever the fault: for what a request was about. */
  readonly own?: readonly string[];
}

/** method: GET, or what it writes with; path: NAME stands for the release. */
function at(method: NonNullable<Chosen["method"]>, path: string, skip = 0): Place["chosen"] {
  return (release) => ({ method, skip, path: new RegExp(path.replaceAll("NAME", release)) });
}

const readRecords = at("GET", "/secrets\\?labelSelector=name%3DNAME%2C");
const createRecord = at("POST", "/secrets$");
const record = (revision: number): string => `/secrets/sh\\.helm\\.release\\.v1\\.NAME\\.v${revision}$`;
const hookWatch: Pick<Place, "name" | "chosen" | "own"> = {
  name: "watch of a hook",
  chosen: at("GET", "/jobs\\?.*watch=true"),
  own: ["ERR_HELM_HOOK_FAILED"],
};
const waitWatch: Pick<Place, "name" | "chosen" | "own"> = {
  name: "watch of the wait",
  chosen: at("GET", "/deployments\\?.*watch=true"),
  own: ["ERR_HELM_WAIT_TIMEOUT"],
};

function of(verb: Verb, ...places: Omit<Place, "verb">[]): Place[] {
  return places.map((place) => ({ verb, ...place }));
}

export const places: readonly Place[] = [
  ...of(
    "install",
    { name: "version", chosen: at("GET", "^/version") },
    { name: "discovery", chosen: at("GET", "^/apis\\?"), isFirst: true },
    { name: "schemas of kinds", chosen: at("GET", "^/openapi/v3/apis/apps"), isFirst: true },
    { name: "read of the records", chosen: readRecords },
    { name: "look at an object", chosen: at("GET", "/deployments/NAME$") },
    { name: "CRD", chosen: at("PATCH", "/customresourcedefinitions/"), hasDefinition: true },
    { name: "namespace", chosen: at("PATCH", "^/api/v1/namespaces/[^/]+\\?") },
    { name: "create of the record", chosen: createRecord },
    { name: "create of a hook", chosen: at("PATCH", "/jobs/NAME-pre\\?") },
    hookWatch,
    { name: "apply of an object", chosen: at("PATCH", "/configmaps/NAME\\?") },
    waitWatch,
    { name: "last write of the record", chosen: at("PUT", record(1), 2) },
  ),
  ...of(
    "upgrade",
    { name: "read of the records", chosen: readRecords },
    { name: "create of the record", chosen: createRecord },
    { name: "look at an object", chosen: at("GET", "/configmaps/NAME$") },
    { name: "apply of an object", chosen: at("PATCH", "/configmaps/NAME\\?") },
    { name: "deletion of an object", chosen: at("DELETE", "/configmaps/NAME-old$") },
    waitWatch,
    { name: "last write of the former record", chosen: at("PUT", record(1)) },
    { name: "last write of the record", chosen: at("PUT", record(2), 2) },
  ),
  ...of(
    "rollback",
    { name: "read of the records", chosen: readRecords },
    { name: "create of the record", chosen: createRecord },
    { name: "apply of an object", chosen: at("PATCH", "/configmaps/NAME\\?") },
    { name: "deletion of an object", chosen: at("DELETE", "/configmaps/NAME-new$") },
    { name: "last write of the former record", chosen: at("PUT", record(2)) },
    { name: "last write of the record", chosen: at("PUT", record(3), 2) },
  ),
  ...of(
    "uninstall",
    { name: "read of the records", chosen: readRecords },
    { name: "mark of the record", chosen: at("PUT", record(1)) },
    hookWatch,
    { name: "look at an object", chosen: at("GET", "/configmaps/NAME$"), own: ["ERR_HELM_UNINSTALL_INCOMPLETE"] },
    {
      name: "deletion of an object",
      chosen: at("DELETE", "/configmaps/NAME$"),
      own: ["ERR_HELM_UNINSTALL_INCOMPLETE", "ERR_HELM_WAIT_TIMEOUT"],
    },
    { name: "look whether it is gone", chosen: at("GET", "/configmaps/NAME$", 1), own: ["ERR_HELM_WAIT_TIMEOUT"] },
    { name: "deletion of the record", chosen: at("DELETE", record(1)) },
  ),
];
