// bun run demo: a release's life on a Kubernetes API of its own, from one Bun program.
// No helm command, no Docker: the cluster is bunhelm/testing's, and nothing outside it is touched.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { type CallOptions, Helm, HelmError, type Plan, type Release } from "bunhelm";
import { pod, TestCluster } from "bunhelm/testing";
import { print, printNote, verdict, watch } from "./progress.ts";
import { report } from "./report.ts";

const chart = `${import.meta.dir}/web`;

// The library installs no signal handler: this is how ^C becomes a cancel that leaves things in order.
const interrupt = new AbortController();
const { signal } = interrupt;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => interrupt.abort(new Error(`interrupted by ${name}`, { cause: name })));
}

process.exitCode = await demo();

async function demo(): Promise<number> {
  const starting = watch("cluster");
  // One that runs already is used in a namespace of its own: so do the tests.
  await using cluster = process.env.BUNHELM_TEST_CLUSTER ? await TestCluster.shared() : await TestCluster.start();
  const namespace = await cluster.namespace("demo");
  await using helm = new Helm({ kubeconfig: cluster.kubeconfig, namespace, env: {} });
  const versions = await helm.version();
  starting.end(true, `a Kubernetes API of our own at ${cluster.server}`);
  tell([`Helm ${versions.helm} inside Bun ${Bun.version}, namespace ${namespace}`]);

  try {
    await step("install", async (call) => {
      const release = await helm.releases.install("shop", chart, { values: values(), ...call });
      assert.equal(release.revision, 1);
      assert.equal(release.status, "deployed");
      return ["revision 1 is deployed", release.notes.trim()];
    });

    const better = { ...values(), replicas: 3, greeting: "Good morning", image: { tag: "1.1.0" } };
    let plan!: Plan<Release>;
    await step("plan", async (call) => {
      plan = await helm.releases.plan("shop", chart, { values: better, ...call });
      const { update, unchanged } = plan.summary;
      assert.deepEqual([update, unchanged, plan.isAccepted], [2, 3, true]);
      const lines = [`${update} objects would change, ${unchanged} would not; nothing is written yet`];
      for (const { action, kind, name, changes } of plan.objects) {
        if (action === "unchanged") continue;
        lines.push(`${action} ${kind}/${name}`);
        for (const { path, before, after } of changes) lines.push(`  ${path}: ${show(before)} → ${show(after)}`);
      }
      return lines;
    });

    await step("upgrade", async (call) => {
      const release = await plan.apply(call); // it would be refused if somebody had changed something since
      assert.equal(release.revision, 2);
      assert.equal(release.status, "deployed");
      return ["revision 2 is deployed", release.notes.trim()];
    });

    await step("list", async (call) => {
      const releases = await helm.releases.list(call);
      assert.deepEqual(
        releases.map(({ name, revision, status }) => [name, revision, status]),
        [["shop", 2, "deployed"]],
      );
      return releases.map(
        (it) => `${it.name}, revision ${it.revision}, ${it.status}, chart ${it.chart.name} ${it.chart.version}`,
      );
    });

    await step("status", async (call) => {
      const { resources = [] } = await helm.releases.status("shop", call);
      assert.equal(resources.length, 5);
      assert.ok(resources.every(({ status }) => status === "Current"));
      const deployment = resources.find(({ kind }) => kind === "Deployment");
      return ["5 objects are as they should be", `${deployment?.kind}/${deployment?.name}: ${deployment?.message}`];
    });

    await step("drift", async (call) => {
      const data = { greeting: "Hacked" };
      await cluster.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "shop" }, data }, namespace);
      const { objects } = await helm.releases.drift("shop", call);
      const [field, ...more] = objects.flatMap(({ fields }) => fields);
      assert.deepEqual([field?.path, field?.live, more.length], ["data.greeting", "Hacked", 0]);
      return [
        "somebody has changed an object by hand",
        `${field?.path} is ${show(field?.live)} instead of ${show(field?.deployed)}, by ${field?.manager}`,
      ];
    });

    await step("repair", async (call) => {
      const { revision, repaired } = await helm.releases.repair("shop", call);
      assert.deepEqual([revision, repaired.map(({ name }) => name)], [2, ["shop"]]);
      assert.deepEqual((await helm.releases.drift("shop", { signal })).objects, []);
      return ["it is again as revision 2 has it, without a new revision"];
    });

    await step("bad upgrade", async (call) => {
      const upgrade = helm.releases.upgrade("shop", chart, {
        values: {
          ...values({ crashLoop: true, logs: ["web 1.2.0", "fatal: no such file: /etc/web.conf"] }),
          image: { tag: "1.2.0" },
        },
        rollbackOnFailure: true,
        timeout: "4s",
        ...call,
      });
      const failure = await failureOf(upgrade, "ERR_HELM_WAIT_TIMEOUT");
      const [resource] = failure.details.resources;
      assert.equal(resource?.kind, "Deployment");
      const logs = resource?.pods.flatMap(({ containers }) => containers.map(({ log }) => log));
      assert.match(logs?.join("") ?? "", /no such file/);
      assert.equal(failure.release?.revision, 4); // 3 has failed, 4 is 2 again
      assert.equal(failure.release?.status, "deployed");
      return ["failed as it should and was rolled back; the error says why:", failure.message, ...report(failure)];
    });

    await step("takeover", async (call) => {
      await killedDeployment(cluster.kubeconfig, namespace, signal);
      const [pending] = (await helm.releases.history("shop", { signal })).slice(-1);
      assert.deepEqual([pending?.revision, pending?.status], [5, "pending-upgrade"]);
      await Bun.sleep(2_000); // nothing is heard of it any more; in earnest that takes minutes
      const release = await helm.releases.upgrade("shop", chart, { values: better, takeOver: "1s", ...call });
      assert.equal(release.revision, 6);
      return ["a deployment was killed and left revision 5 pending; the next one, revision 6, took the release over"];
    });

    await step("uninstall", async (call) => {
      await helm.releases.uninstall("shop", call);
      assert.deepEqual(await helm.releases.list({ signal }), []);
      return ["nothing of it is left"];
    });
    return 0;
  } catch (error) {
    if (!HelmError.is(error, "ERR_HELM_ABORTED")) return 1; // the step has said so
    await tellRecorded(helm);
    return 128 + constants.signals[(signal.reason as { cause: NodeJS.Signals }).cause];
  }
}

/** Runs one step with its progress on screen. It returns what to say in the end: a summary, then more lines. */
async function step(title: string, run: (call: CallOptions) => Promise<string[]>): Promise<void> {
  const progress = watch(title);
  try {
    const [summary = "", ...more] = await run({ signal, onEvent: (event) => progress.show(event) });
    progress.end(true, summary);
    tell(more);
  } catch (error) {
    progress.end(false, error instanceof Error ? error.message : String(error));
    tell(HelmError.is(error) && error.code !== "ERR_HELM_ABORTED" ? report(error) : []);
    throw error;
  }
}

function tell(lines: readonly string[]): void {
  for (const line of lines) printNote(line);
  print();
}

function show(value: unknown): string {
  return value === undefined ? "(none)" : JSON.stringify(value);
}

/** A deployment in a process of its own that is killed while its hook runs, as when a CI runner is lost. */
async function killedDeployment(kubeconfig: string, namespace: string, signal: AbortSignal): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "bunhelm-demo-"));
  try {
    const file = join(directory, "values.json"); // JSON is YAML
    await Bun.write(file, JSON.stringify(values()));
    const child = Bun.spawn([process.execPath, `${import.meta.dir}/deploy.ts`, "shop", chart, file], {
      env: { ...process.env, KUBECONFIG: kubeconfig, HELM_NAMESPACE: namespace },
      stdio: ["ignore", "pipe", "inherit"],
      killSignal: "SIGKILL",
      signal,
    });
    let output = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      output += text;
      if (/ hook .* started/.test(output)) break;
    }
    child.kill("SIGKILL");
    await child.exited;
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The error that an operation must end with. A cancel is passed on. */
async function failureOf<Code extends HelmError["code"]>(
  operation: Promise<unknown>,
  code: Code,
): Promise<HelmError<Code>> {
  try {
    await operation;
  } catch (error) {
    if (HelmError.is(error, code)) return error;
    throw error;
  }
  throw new Error(`this should have failed with ${code}`);
}

/** After an interrupt: what a colleague's `helm list` would show. */
async function tellRecorded(helm: Helm): Promise<void> {
  const releases = await helm.releases.list();
  if (releases.length === 0) print(...verdict(true, "recorded", "no release"));
  for (const { name, revision, status, description } of releases) {
    const isSettled = !/^(pending-|uninstalling$)/.test(status);
    print(...verdict(isSettled, "recorded", `${name} revision ${revision} is ${status} ("${description}")`));
  }
}

/** How the pods of the demo behave on the test cluster; elsewhere their images decide. */
function values(web: Parameters<typeof pod.annotations>[0] = {}): Record<string, unknown> {
  return {
    podAnnotations: {
      web: pod.annotations({ readyAfter: "1s", ...web }),
      store: pod.annotations({ readyAfter: "600ms" }),
      migration: pod.annotations({
        logs: ["reading the schema", "adding table orders", "3 migrations applied"],
        logInterval: "300ms",
      }),
    },
  };
}
