// Where trials run, one after the other: a fixture in which each release has objects of its own.
import { Fixture, type Live, type Parts } from "../lab/fixture.ts";

/** The kinds of the chart's objects, hooks apart, and of records. */
const kinds = { ConfigMap: "configmaps", Secret: "secrets", Service: "services", Deployment: "deployments" };

export class Room extends Fixture {
  /** The chart's path. */
  readonly chart: string;
  #releases = 0;

  protected constructor(chart: string, parts: Parts) {
    super(parts);
    this.chart = chart;
  }

  nextRelease(): string {
    return `trial-${++this.#releases}`;
  }

  /** The states of a release's records by revision, as "1 deployed", oldest first. */
  recordsOf(release: string): Promise<string[]> {
    return this.records("secrets", release);
  }

  /** The names of a release's objects that are there, as "ConfigMap trial-1", but for hooks and records. */
  async objects(release: string): Promise<string[]> {
    const lists = Object.entries(kinds).map(async ([kind, plural]) => {
      const names = await this.names(plural);
      const own = names.filter((name) => name === release || name.startsWith(`${release}-`));
      return own.map((name) => `${kind} ${name}`);
    });
    return (await Promise.all(lists)).flat();
  }

  /** The names of the Jobs that are there, as "pre". */
  async hooks(release: string): Promise<string[]> {
    const names = await this.names("jobs");
    return names.filter((name) => name.startsWith(`${release}-`)).map((name) => name.slice(release.length + 1));
  }

  /** The text of a release's ConfigMap; undefined when it is not there. */
  async text(release: string): Promise<string | undefined> {
    const answer = await this.cluster.request("GET", this.path(`configmaps/${release}`));
    return ((await answer.json()) as Live).data?.text;
  }

  /** Runs the helm command of the same version in this namespace and gives what it complains of. */
  async command(...args: string[]): Promise<string | undefined> {
    const { exitCode, stderr } = await this.helmCommand(...args);
    return exitCode === 0 ? undefined : stderr.trim();
  }

  /** Removes what a trial has left, without waiting. */
  async tidy(release: string): Promise<void> {
    await this.other.releases.uninstall(release, { noHooks: true, wait: false, ignoreNotFound: true });
    for (const plural of ["jobs", "pods"]) await this.#remove(plural, "&gracePeriodSeconds=0");
  }

  /** Removes all that is left of a release, whatever its records say, without waiting. */
  async sweep(release: string): Promise<void> {
    const selector = encodeURIComponent(`owner=helm,name=${release}`);
    await this.cluster.request("DELETE", this.path(`secrets?labelSelector=${selector}`));
    for (const object of await this.objects(release)) {
      const [kind, name] = object.split(" ") as [keyof typeof kinds, string];
      await this.#remove(`${kinds[kind]}/${name}`);
    }
    for (const hook of await this.hooks(release)) await this.#remove(`jobs/${release}-${hook}`);
  }

  async #remove(resource: string, more = ""): Promise<void> {
    await this.cluster.request("DELETE", `${this.path(resource)}?propagationPolicy=Background${more}`);
  }
}
