// What the API server lets a user do.
import type { TestCluster } from "../src/testing/index.ts";

/** Whether the API server lets the user of a SubjectAccessReview do what its spec says. It hears of roles by a watch. */
export async function isAllowed(cluster: TestCluster, spec: object): Promise<boolean> {
  const review = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec };
  const answer = await cluster.request("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", review);
  if (!answer.ok) throw new Error(await answer.text());
  return ((await answer.json()) as { status: { allowed: boolean } }).status.allowed;
}
