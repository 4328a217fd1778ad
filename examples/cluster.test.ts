// Integration tests of a chart on a real API server: no Docker, about three seconds for the cluster.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Helm, HelmError } from "bunhelm";
import { pod, TestCluster } from "bunhelm/testing";

const chart = `${import.meta.dir}/web`;
let cluster: TestCluster;
let helm: Helm;

beforeAll(async () => {
  cluster = await TestCluster.shared();
  helm = new Helm({ kubeconfig: cluster.kubeconfig, env: {}, home: "memory" });
}, 60_000);
afterAll(() => helm.close());

test("a new release is ready, with its hook run first", async () => {
  const namespace = await cluster.namespace();
  const lines: string[] = [];
  const release = await helm.releases.install("shop", chart, {
    namespace,
    values: { podAnnotations: { migration: pod.annotations({ logs: ["3 migrations applied"] }) } },
    onEvent: (event) => void (event.type === "hookLog" && lines.push(event.line)),
  });
  expect(release.status).toBe("deployed");
  expect(lines).toEqual(["3 migrations applied"]);
  const deployment = await cluster.get(`/apis/apps/v1/namespaces/${namespace}/deployments/shop`);
  expect(deployment.status).toMatchObject({ readyReplicas: 2 });
}, 60_000);

test("an upgrade that does not become ready is rolled back, and says why", async () => {
  const namespace = await cluster.namespace();
  await helm.releases.install("shop", chart, { namespace });
  const failed = helm.releases.upgrade("shop", chart, {
    namespace,
    rollbackOnFailure: true,
    timeout: "5s",
    values: { podAnnotations: { web: pod.annotations({ imagePullError: true }) } },
  });
  const error = await failed.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!HelmError.is(error, "ERR_HELM_WAIT_TIMEOUT")) throw error;
  expect(error.report()).toContain("ImagePullBackOff");
  expect(error.revisions?.map(({ revision, status }) => `${revision} ${status}`)).toEqual([
    "1 superseded",
    "2 failed",
    "3 deployed",
  ]);
}, 60_000);
