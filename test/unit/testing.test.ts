// The parts of bunhelm/testing that need no cluster.
import { describe, expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { tempDir } from "../../lab/directory.ts";
import { runScript } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import { matches, parseAudit } from "../../src/testing/audit.ts";
import { TestCluster } from "../../src/testing/index.ts";

function entry(auditID: string, at: string, userAgent = "helm/4"): string {
  const times = { requestReceivedTimestamp: `2026-01-01T00:00:0${at}Z`, stageTimestamp: "2026-01-01T00:00:09Z" };
  return `${JSON.stringify({ auditID, stage: "ResponseComplete", userAgent, user: { username: "u" }, ...times })}\n`;
}

describe("the audit log", () => {
  test("is in the order in which requests came, not in that of their answers", () => {
    const log = entry("slow", "3.000002") + entry("first", "1.000000") + entry("second", "3.000001");
    expect(parseAudit(log).map(({ auditID }) => auditID)).toEqual(["first", "second", "slow"]);
  });

  test("is filtered by a pattern whatever its flags", () => {
    const entries = parseAudit(entry("a", "1") + entry("b", "2") + entry("c", "3", "kubectl"));
    for (const userAgent of [/helm/, /helm/g, /helm/y]) {
      expect(entries.filter((one) => matches(one, { userAgent })).map(({ auditID }) => auditID)).toEqual(["a", "b"]);
    }
  });
});

describe("a test cluster that cannot be had", () => {
  test("for want of a binary says so", async () => {
    await expect(TestCluster.start({ binary: "/does/not/exist" })).rejects.toMatchObject({ code: "binary-missing" });
  });

  test.each([
    ["is no JSON", "ready"],
    ["lacks something", "{}"],
    ["names a file that is not there", JSON.stringify({ kubeconfig: "/x", control: "/x", caFile: "/does/not/exist" })],
  ])("because its description %s is stopped", async (_, line) => {
    using dir = tempDir({ up: `#!/bin/sh\necho $$ > "$(dirname "$0")/pid"\necho '${line}'\nexec cat\n` });
    chmodSync(join(dir.path, "up"), 0o755);
    expect(await TestCluster.start({ binary: join(dir.path, "up") }).catch(() => "rejected")).toBe("rejected");
    const pid = Number(await Bun.file(join(dir.path, "pid")).text());
    await until(() => {
      try {
        return !process.kill(pid, 0);
      } catch {
        return true;
      }
    });
  });

  test("because the environment describes none rejects", async () => {
    const script = `
      import { TestCluster } from "bunhelm/testing";
      for (const make of [() => TestCluster.shared(), () => TestCluster.attach("{")])
        console.log(await make().catch((error) => error.name));`;
    const { stdout, stderr } = await runScript(script, { env: { BUNHELM_TEST_CLUSTER: "nonsense" } });
    expect({ stdout, stderr }).toEqual({ stdout: "TestClusterError\nTestClusterError\n", stderr: "" });
  });
});
