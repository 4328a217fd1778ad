// bun run demo: a release's life on a Kubernetes API of its own, from one Bun program.
// No helm command, no Docker: the cluster is bunhelm/testing's, and nothing outside it is touched.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { Helm, HelmError, type Operation } from "bunhelm";
import { watch } from "bunhelm/terminal";
import { pod, TestCluster } from "bunhelm/testing";

const chart = `${import.meta.dir}/web`;

// The library installs no signal handler: this is how ^C becomes a cancel that leaves things in order.
const interrupt = new AbortController();
const { signal } = interrupt;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => interrupt.abort(new Error(`interrupted by ${name}`, { cause: name })));
}

process.exitCode = await demo();

async function demo(): Promise<number> {
  // One that runs already is used in a namespace of its own: so do the tests.
  await using cluster = process.env.BUNHELM_TEST_CLUSTER ? await TestCluster.shared() : await TestCluster.start();
  const namespace = await cluster.namespace("demo");
  await using helm = new Helm({ kubeconfig: cluster.kubeconfig, namespace, env: {} });
  const versions = await helm.version();
  console.log(`✓ cluster      a Kubernetes API of our own at ${cluster.server}`);
  console.log(`      Helm ${versions.helm} inside Bun ${Bun.version}, namespace ${namespace}\n`);
  const { releases } = helm;

  try {
    const installed = await step(
      "install",
      releases.install("shop", chart, { values: values(), signal }),
      (release) => [`revision ${release.revision} is ${release.status}`, release.notes.trim()],
    );
    assert.equal(installed.revision, 1);

    const better = { ...values(), replicas: 3, greeting: "Good morning", image: { tag: "1.1.0" } };
    const plan = await step(
      "plan",
      releases.plan("shop", chart, { values: better, signal }),
      ({ summary, objects }) => [
        `${summary.update} objects would change, ${summary.unchanged} would not; nothing is written yet`,
        ...objects
          .filter(({ action }) => action !== "unchanged")
          .flatMap(({ action, kind, name, changes }) => [
            `${action} ${kind}/${name}`,
            ...changes.map(({ path, before, after }) => `  ${path}: ${show(before)} → ${show(after)}`),
          ]),
      ],
    );
    assert.ok(plan.isAccepted);

    // It would be refused if somebody had changed something since.
    const upgraded = await step("upgrade", plan.apply({ signal }), (release) => [
      `revision ${release.revision} is ${release.status}`,
      release.notes.trim(),
    ]);
    assert.equal(upgraded.revision, 2);

    await step("list", releases.list({ signal }), (all) =>
      all.map((it) => `${it.name}, revision ${it.revision}, ${it.status}, chart ${it.chart.name} ${it.chart.version}`),
    );

    const { resources } = await step("status", releases.status("shop", { signal }), ({ resources }) => [
      `${resources.filter(({ status }) => status === "Current").length} objects are as they should be`,
      ...resources.filter(({ kind }) => kind === "Deployment").map((it) => `Deployment/${it.name}: ${it.message}`),
    ]);
    assert.equal(resources.length, 5);

    const data = { greeting: "Hacked" };
    await cluster.apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "shop" }, data }, namespace);
    await step("drift", releases.drift("shop", { signal }), ({ objects }) => [
      "somebody has changed an object by hand",
      ...objects.flatMap(({ fields }) =>
        fields.map((it) => `${it.path} is ${show(it.live)} instead of ${show(it.deployed)}, by ${it.manager}`),
      ),
    ]);

    await step("repair", releases.repair("shop", { signal }), ({ revision }) => [
      `it is again as revision ${revision} has it, without a new revision`,
    ]);
    assert.deepEqual((await releases.drift("shop", { signal })).objects, []);

    const broken = { crashLoop: true, logs: ["web 1.2.0", "fatal: no such file: /etc/web.conf"] };
    const bad = {
      values: { ...values(broken), image: { tag: "1.2.0" } },
      rollbackOnFailure: true,
      timeout: "4s",
    } as const;
    const failure = await failureOf(step("bad upgrade", releases.upgrade("shop", chart, { ...bad, signal })));
    assert.equal(failure.release?.revision, 4); // 3 has failed, 4 is 2 again
    console.log("      It failed as it should, was rolled back, and the error says why.\n");

    await killedDeployment(cluster.kubeconfig, namespace, signal);
    const pending = (await helm.releases.history("shop", { signal })).at(-1);
    assert.deepEqual([pending?.revision, pending?.status], [5, "pending-upgrade"]);
    await Bun.sleep(2_000); // nothing is heard of it any more; in earnest that takes minutes
    await step(
      "takeover",
      releases.upgrade("shop", chart, { values: better, takeOver: "1s", signal }),
      ({ revision }) => [
        `a deployment was killed and left revision 5 pending; revision ${revision} took the release over`,
      ],
    );

    await step("uninstall", releases.uninstall("shop", { signal }), () => ["nothing of it is left"]);
    assert.deepEqual(await releases.list({ signal }), []);
    return 0;
  } catch (error) {
    if (!HelmError.is(error, "ERR_HELM_ABORTED")) {
      if (!HelmError.is(error)) console.error(error); // the step has printed the others
      return 1;
    }
    await tellRecorded(helm);
    return 128 + constants.signals[(signal.reason as { cause: NodeJS.Signals }).cause];
  }
}

/** Shows one step, and what is to be said of its result: a summary, then more lines. */
async function step<T>(title: string, operation: Operation<T>, tell: (result: T) => string[] = () => []): Promise<T> {
  const result = await watch(operation, { title, summary: (result) => tell(result)[0] ?? "" });
  for (const line of tell(result).slice(1)) console.log(`      ${line}`);
  console.log();
  return result;
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

/** The error with which an upgrade must end. A cancel is passed on. */
async function failureOf(step: Promise<unknown>): Promise<HelmError> {
  try {
    await step;
  } catch (error) {
    if (HelmError.is(error, "ERR_HELM_WAIT_TIMEOUT")) return error;
    throw error;
  }
  throw new Error("this should have failed");
}

/** After an interrupt: what a colleague's `helm list` would show. */
async function tellRecorded(helm: Helm): Promise<void> {
  const releases = await helm.releases.list();
  if (releases.length === 0) console.log("recorded      no release");
  for (const { name, revision, status, description } of releases)
    console.log(`recorded      ${name} revision ${revision} is ${status} ("${description}")`);
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
