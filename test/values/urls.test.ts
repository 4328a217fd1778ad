// Values files at URLs: the helm command beside it, and what a server may not do.
import { afterAll, describe, expect, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { residentMemory } from "../../lab/memory.ts";
import { configMap } from "../../lab/objects.ts";
import type { HelmOptions, TemplateOptions } from "../../src/index.ts";

const probe = chart({
  values: { text: "of the chart" },
  templates: { "a.yaml": configMap("a", { text: "{{ .Values.text }}" }) },
});
afterAll(() => probe[Symbol.dispose]());

interface Server extends Disposable {
  readonly url: string;
  /** Authorization headers. */
  readonly asked: (string | null)[];
}

function serve(answer: (path: string) => Response): Server {
  const asked: (string | null)[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      asked.push(request.headers.get("authorization"));
      return answer(new URL(request.url).pathname);
    },
  });
  return { url: server.url.href, asked, [Symbol.dispose]: () => void server.stop(true) };
}

/** Renders with the library and with the command, which must do the same. */
async function both(flags: string[], options: TemplateOptions, client: HelmOptions = {}): Promise<string> {
  await using helm = newHelm(client);
  const env = client.env as Record<string, string> | undefined;
  const { stdout, exitCode } = await helmCommand(["template", probe.path, ...flags], env);
  expect(exitCode).toBe(0);
  const { manifest } = await helm.charts.template(probe.path, options);
  expect(manifest).toBe(stdout);
  return manifest;
}

describe("a values file at a URL", () => {
  const file = (path: string): Response =>
    new Response(path === "/empty.yaml" ? "" : path === "/text" ? "of a file" : "text: of a server");

  test("is read as by the command, also when it is empty", async () => {
    using server = serve(file);
    const values = `${server.url}values.yaml?token=s3cret`;
    const empty = `${server.url}empty.yaml`;
    expect(await both(["--values", values], { valueFiles: [values] })).toContain("of a server");
    expect(await both(["--values", empty], { valueFiles: [new URL(empty)] })).toContain("of the chart");
    const text = `text=${server.url}text`;
    expect(await both(["--set-file", text], { setFile: [text] })).toContain("of a file");
  });

  test("is asked for with the account in the URL, which no other server gets", async () => {
    using other = serve(file);
    using server = serve(() => Response.redirect(`${other.url}values.yaml`));
    const values = server.url.replace("://", "://ann:s3cret@");
    await newHelm().charts.template(probe.path, { valueFiles: [values] });
    expect(server.asked).toEqual([`Basic ${btoa("ann:s3cret")}`]);
    expect(other.asked).toEqual([null]);
  });

  test.each([
    ["that is not there", () => new Response("", { status: 404 }), "the server answered 404 Not Found"],
    ["that is no YAML", () => new Response("a: [1"), "cannot be read as YAML"],
    [
      "that is too large",
      () => new Response(Buffer.alloc(65 << 20, "# nothing\n")),
      "the values file is larger than 16 MiB",
    ],
  ])("%s is an error that shows neither account nor query", async (_, answer, words) => {
    using server = serve(answer);
    const values = `${server.url.replace("://", "://ann:s3cret@")}values.yaml?token=t0ken`;
    const before = residentMemory();
    for (const options of [{ valueFiles: [values] }, { setFile: [`text=${values}`] }]) {
      if (words.includes("YAML") && options.setFile) continue; // which takes any text
      const operation = newHelm().charts.template(probe.path, options);
      const isTooLarge = words.includes("larger");
      const error = await expectCode(operation, isTooLarge ? "ERR_HELM_TOO_LARGE" : "ERR_HELM_INVALID_ARGUMENT");
      expect(error.details.option).toBe(isTooLarge ? "limits.values" : (Object.keys(options)[0] as string));
      expect(error.message).toContain(words);
      expect(error.message).toContain(`${server.url}values.yaml`);
      const told = JSON.stringify([error, error.message, error.stack, String(error.cause)]);
      expect(told).not.toContain("t0ken");
      expect(told).not.toContain("s3cret");
    }
    expect(residentMemory() - before).toBeLessThan(600);
  });

  test("can be of an installed plugin, as helm-secrets has it", async () => {
    const protocols = ["sealed"];
    const plugin = { name: "sealed", version: "1.0.0", downloaders: [{ command: "open.sh", protocols }] };
    using home = tempDir({
      "plugins/sealed/plugin.yaml": JSON.stringify(plugin),
      "plugins/sealed/open.sh":
        '#!/bin/sh\n[ "$4" = "sealed:///a file?x" ] && echo "text: opened" || { echo "no key" >&2; exit 1; }\n',
    });
    await chmod(join(home.path, "plugins/sealed/open.sh"), 0o755);
    const env = { HELM_PLUGINS: join(home.path, "plugins"), PATH: "/usr/bin:/bin" };
    const values = "sealed:///a file?x";
    expect(await both(["--values", values], { valueFiles: [values] }, { env })).toContain("opened");
    const plain = "sealed:///file";
    const operation = newHelm({ env }).charts.template(probe.path, { valueFiles: [plain] });
    expect((await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT")).message).toEndWith("exit status 1: no key");
  });
});
