// A cancel waits for nobody: neither for an API server that does not answer, nor for a template or a plugin.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cancel, cancelPromptly } from "../../lab/cancel.ts";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { internal } from "../../lab/internal.ts";
import { goneFromGo } from "../../lab/operation.ts";
import { shopChart } from "../../lab/shop.ts";
import { Stage } from "../../lab/stage.ts";
import { until } from "../../lab/wait.ts";

setDefaultTimeout(120_000); // a place to run in is waited for too

/** A chart whose template calls one function for some seconds, in which nothing can end it. */
function deafChart(): TempDir {
  return chart({ templates: { "deaf.yaml": "{{ uniq (until 20000) | len }}" } });
}

// More at once would measure the load of this machine.
const stage = new Stage(shopChart, { slots: 2 });

/** A chart that computes as long as its values say. */
function busyChart(): TempDir {
  const range = "{{ range until (int .Values.rounds) }}{{ range until 10000 }}{{ end }}{{ end }}";
  return chart({ templates: { "busy.yaml": range } });
}

describe.concurrent("a cancel", () => {
  test.concurrent("of list and of status frees the caller while the API server does not answer", async () => {
    await using fixture = await stage.fixture();
    await fixture.other.releases.install("shop", stage.chart);
    using held = fixture.proxy.hold(fixture.mine("GET", /\/secrets\b/));
    const list = fixture.helm.releases.list();
    await held.hit;
    const error = await cancel(fixture, list, "list");
    expect(error.details.changed).toBe(false);
    held.release();
    const reads = ["configmaps", "services", "deployments"].map((kind) => fixture.mine("GET", new RegExp(`/${kind}/`)));
    using _reading = fixture.proxy.hold((request) => reads.some((read) => read(request)));
    const status = fixture.helm.releases.status("shop");
    // It reads them side by side.
    await Promise.race([until(() => reads.every((read) => fixture.requests().some(read))), status]);
    await cancel(fixture, status, "status");
  });

  test.concurrent("does not wait for a template that computes, and its install can send nothing later", async () => {
    await using fixture = await stage.fixture();
    using deaf = deafChart();
    const operation = fixture.helm.releases.install("shop", deaf.path);
    // Rendering starts when the API server has told its version.
    const isNext = fixture.mine("GET", /^\/version\?timeout/);
    await Promise.race([until(() => fixture.requests().some(isNext)).then(() => fixture.quiet()), operation]);
    const error = await cancel(fixture, operation, "install of a deaf template");
    expect(error.details.hint).toContain("left behind");
    expect(await fixture.records()).toEqual([]);
  });

  test.concurrent("of a template rejects, whether the rest of it takes long or not", async () => {
    await using fixture = await stage.fixture();
    using busy = busyChart();
    for (const rounds of [800, 6000]) {
      const operation = fixture.helm.charts.template(busy.path, { values: { rounds } });
      const isRendering = async (): Promise<boolean> => {
        const { stacks } = await internal("internal.goroutines", { operation: operation.id });
        return stacks.some((stack) => stack.includes("text/template"));
      };
      await Promise.race([until(isRendering), operation]);
      await cancel(fixture, operation, `template of ${rounds} rounds`);
    }
  });

  test.concurrent("ends a credential plugin that nobody else waits for", async () => {
    await using fixture = await stage.fixture();
    using files = tempDir({
      "plugin.sh": `#!/bin/sh
cd "$(dirname "$0")" && echo $$ >starting && mv starting started
while [ ! -e go-on ]; do sleep 0.05; done
touch ended
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"${fixture.cluster.description.token}"}}'
`,
    });
    const file = (name: string): string => join(files.path, name);
    chmodSync(file("plugin.sh"), 0o700);
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: file("plugin.sh"),
      interactiveMode: "Never",
    };
    const { server, caFile } = fixture.cluster.description;
    await using helm = newHelm({
      kubeconfig: {
        ...fixture.proxy.kubeconfig,
        clusters: [{ name: "proxy", cluster: { server, "certificate-authority": caFile } }],
        users: [{ name: "proxy", user: { exec } }],
      },
      env: { PATH: process.env.PATH },
      namespace: fixture.namespace,
      userAgent: `under-test/${fixture.namespace}`,
    });
    const operation = helm.releases.install("shop", stage.chart);
    const started = until(() => existsSync(file("started")));
    await Promise.race([started, operation]);
    await cancelPromptly(operation, "install behind a credential plugin");
    await goneFromGo(operation);
    const pid = readFileSync(file("started"), "utf8").trim();
    await until(() => !existsSync(`/proc/${pid}`));
    writeFileSync(file("go-on"), "");
    expect(existsSync(file("ended"))).toBe(false);
    expect(await fixture.audit()).toEqual([]);
    expect((await helm.releases.install("shop", stage.chart)).status).toBe("deployed");
  });
});
