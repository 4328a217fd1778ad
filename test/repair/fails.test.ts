// A record that cannot be put in order after its call has settled: who is told, and how.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { FaultProxy } from "../../lab/fault-proxy.ts";
import { Fixture } from "../../lab/fixture.ts";
import { configMap } from "../../lab/objects.ts";
import { bunExe } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";
import { type Helm, HelmError, type HelmOptions, type LogLine } from "../../src/index.ts";

setDefaultTimeout(120_000);

/** Upgrades that are cancelled while their last write hangs, and whose records can be written no more. */
class Unrepaired implements AsyncDisposable {
  readonly fixture: Fixture;
  readonly proxy: FaultProxy;
  readonly parts: ReturnType<typeof chart>;

  private constructor(fixture: Fixture, proxy: FaultProxy, parts: ReturnType<typeof chart>) {
    this.fixture = fixture;
    this.proxy = proxy;
    this.parts = parts;
  }

  static async make(): Promise<Unrepaired> {
    const fixture = await Fixture.make();
    const parts = chart({ templates: { "a.yaml": configMap("{{ .Release.Name }}") } });
    return new Unrepaired(fixture, await FaultProxy.start(fixture.cluster), parts);
  }

  client(options: HelmOptions = {}): Helm {
    const { proxy, fixture } = this;
    return newHelm({ kubeconfig: proxy.kubeconfig, namespace: fixture.namespace, repairTimeout: "1s", ...options });
  }

  /** Leaves one such repair running, and gives what lets it fail. */
  async leave(helm: Helm, name = "shop"): Promise<{ error: HelmError; fail: () => Promise<void> }> {
    await this.fixture.helm.releases.install(name, this.parts.path);
    const { held, lose } = await this.hold(name);
    const upgrade = helm.releases.upgrade(name, this.parts.path);
    await held;
    upgrade.cancel(new Error("enough"));
    const error = await expectCode(upgrade, "ERR_HELM_ABORTED");
    expect(error.details).toMatchObject({ repairing: true });
    return { error, fail: lose };
  }

  async hold(name: string): Promise<{ held: Promise<unknown>; lose: () => Promise<void> }> {
    const writes = { method: "PUT", path: new RegExp(`/secrets/sh\\.helm\\.release\\.v1\\.${name}\\.v2`) } as const;
    const held = await this.proxy.fault({ ...writes, times: 1 }, { act: "hold" });
    await this.proxy.fault(writes, { act: "answer", status: 500 });
    return { held: held.hit(), lose: () => held.lose() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    await this.fixture[Symbol.asyncDispose]();
    this.parts[Symbol.dispose]();
  }
}

const isTold = ({ message }: LogLine): boolean => message.includes("could not be repaired");

describe.concurrent("a repair that goes on after the call and fails", () => {
  test.concurrent("makes close() reject with what the record says, and is told to onLog", async () => {
    await using fixture = await Unrepaired.make();
    const logs: LogLine[] = [];
    const helm = fixture.client({ onLog: (line) => logs.push(line) });
    const { fail } = await fixture.leave(helm);
    const closed = helm.close();
    await fail();
    const error = await expectCode(closed, "ERR_HELM_RECORD_NOT_WRITTEN");
    expect(error.details).toMatchObject({ revision: 2, record: "pending-upgrade" });
    expect(error.details.hint).toContain("releases.rollback");
    expect(error).toMatchObject({ verb: "releases.upgrade", release: { name: "shop", revision: 2 } });
    expect(error.stack).toContain("leave");
    expect(logs.filter(isTold)).toMatchObject([{ type: "log", level: "error" }]);
    await expectCode(helm.releases.list(), "ERR_HELM_CLOSED");
    expect(await fixture.fixture.records()).toEqual(["1 superseded", "2 pending-upgrade"]);
  });

  test.concurrent("makes close() reject even if it has failed before", async () => {
    await using fixture = await Unrepaired.make();
    const logs: LogLine[] = [];
    const helm = fixture.client({ onLog: (line) => logs.push(line) });
    const { fail } = await fixture.leave(helm);
    await fail();
    await until(() => logs.some(isTold), 30_000);
    await expectCode(helm.close(), "ERR_HELM_RECORD_NOT_WRITTEN");
  });

  test.concurrent("makes close() reject with all of them if there are several", async () => {
    await using fixture = await Unrepaired.make();
    const helm = fixture.client({ onLog: () => {} });
    const first = await fixture.leave(helm, "one");
    const second = await fixture.leave(helm, "two");
    const closed = helm.close().catch((error: unknown) => error);
    await Promise.all([first.fail(), second.fail()]);
    const { errors } = (await closed) as AggregateError;
    expect(errors.map((error: HelmError) => error.release?.name).toSorted()).toEqual(["one", "two"]);
    for (const error of errors) expect(HelmError.is(error, "ERR_HELM_RECORD_NOT_WRITTEN")).toBe(true);
  });

  test.concurrent("is thrown together with what the block of await using has thrown", async () => {
    await using fixture = await Unrepaired.make();
    const block = async (): Promise<void> => {
      await using helm = fixture.client({ onLog: () => {} });
      const { error, fail } = await fixture.leave(helm);
      await fail();
      throw error;
    };
    const both = (await block().catch((error: unknown) => error)) as SuppressedError;
    expect(HelmError.is(both.suppressed, "ERR_HELM_ABORTED")).toBe(true);
    expect(HelmError.is(both.error, "ERR_HELM_RECORD_NOT_WRITTEN")).toBe(true);
  });

  test.concurrent("is a warning of the process where there is neither onLog nor close()", async () => {
    await using unrepaired = await Unrepaired.make();
    const { fixture, parts, proxy } = unrepaired;
    await fixture.helm.releases.install("shop", parts.path);
    const { held, lose } = await unrepaired.hold("shop");
    const script = `
      import { newHelm } from "./lab/client.ts";
      const helm = newHelm({ kubeconfig: ${JSON.stringify(proxy.kubeconfig)}, namespace: "${fixture.namespace}",
        repairTimeout: "1s" });
      const upgrade = helm.releases.upgrade("shop", ${JSON.stringify(parts.path)});
      process.once("SIGINT", () => upgrade.cancel());
      await upgrade.catch((error) => console.log(error.details.repairing));`;
    await using child = Bun.spawn([bunExe, "-e", script], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    await held;
    child.kill("SIGINT");
    for await (const chunk of child.stdout) {
      expect(Buffer.from(chunk).toString()).toBe("true\n");
      await lose(); // the call has settled
    }
    const said = await child.stderr.text();
    expect(await child.exited).toBe(0);
    expect(said).toContain("HelmWarning: the release's record could not be repaired");
    expect(said).toContain("revision 2 is still recorded as pending-upgrade");
  });
});
