// Installed post-renderers: plugins that change a manifest, beside the helm command.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { configMap } from "../../lab/objects.ts";
import { until } from "../../lab/wait.ts";

setDefaultTimeout(60_000);

const probe = chart({ templates: { "a.yaml": configMap("a", { text: "rendered" }) } });
afterAll(() => probe[Symbol.dispose]());

/** A directory of plugins with one post-renderer. */
async function install(script: string, command = "$HELM_PLUGIN_DIR/run.sh", args: string[] = []): Promise<TempDir> {
  const plugin = {
    apiVersion: "v1",
    name: "change",
    version: "1.0.0",
    type: "postrenderer/v1",
    runtime: "subprocess",
    runtimeConfig: { platformCommand: [{ command, args }] },
  };
  const plugins = tempDir({ "change/plugin.yaml": JSON.stringify(plugin), "change/run.sh": `#!/bin/sh\n${script}\n` });
  await chmod(join(plugins.path, "change/run.sh"), 0o755);
  return plugins;
}

const options = { postRendererPlugin: "change" };
const environment = (plugins: TempDir): { HELM_PLUGINS: string; PATH: string } => ({
  HELM_PLUGINS: plugins.path,
  PATH: "/usr/bin:/bin",
});

describe("a post-renderer plugin", () => {
  test.each([
    ["a program of its own", "$HELM_PLUGIN_DIR/run.sh", ["rendered"]],
    ["a program of the PATH", "sh $HELM_PLUGIN_DIR/run.sh rendered", []],
  ])("that is %s changes what the command's would change", async (_, command, args) => {
    using plugins = await install('sed "s/$1/$HELM_PLUGIN_NAME $2 $3/"', command, args);
    const env = environment(plugins);
    const flags = ["--post-renderer", "change", "--post-renderer-args", "$HOME", "--post-renderer-args", "b c"];
    const { stdout } = await helmCommand(["template", probe.path, ...flags], env);
    const given = { ...options, postRendererArgs: ["$HOME", "b c"] };
    const { manifest } = await newHelm({ env }).charts.template(probe.path, given);
    expect(manifest).toBe(stdout);
    expect(manifest).toContain("change $HOME b c");
  });

  test("runs in the client's environment", async () => {
    using plugins = await install('sed "s/rendered/$WORD:$USER/"');
    const env = { ...environment(plugins), WORD: "told" };
    expect((await newHelm({ env }).charts.template(probe.path, options)).manifest).toContain('"told:"');
  });

  test.each([
    ["fails", "echo 'there is no key' >&2; exit 3", 'the plugin "change" failed: exit status 3: there is no key'],
    ["gives nothing", "cat >/dev/null; echo 'forgot it' >&2", 'the plugin "change" printed nothing: forgot it'],
  ])("that %s is an error with its last words", async (_, script, words) => {
    using plugins = await install(script);
    const env = environment(plugins);
    expect((await helmCommand(["template", probe.path, "--post-renderer", "change"], env)).exitCode).toBe(1);
    const operation = newHelm({ env }).charts.template(probe.path, options);
    const { message, phase } = await expectCode(operation, "ERR_HELM_POST_RENDERER_FAILED");
    expect({ message, phase }).toEqual({ message: `the post-renderer failed: ${words}`, phase: "post-render" });
  });

  test("whose program is not in the client's PATH is an error", async () => {
    using plugins = await install("cat", "no-such-program");
    const operation = newHelm({ env: environment(plugins) }).charts.template(probe.path, options);
    const { message } = await expectCode(operation, "ERR_HELM_POST_RENDERER_FAILED");
    expect(message).toContain('"no-such-program" is not in the PATH "/usr/bin:/bin"');
  });

  test("ends when its operation is cancelled", async () => {
    using plugins = await install('echo $$ >"$HELM_PLUGIN_DIR/pid"; exec sleep 1000');
    const operation = newHelm({ env: environment(plugins) }).charts.template(probe.path, options);
    const pid = (): Promise<string> => readFile(join(plugins.path, "change/pid"), "utf8").catch(() => "");
    await until(async () => (await pid()).endsWith("\n"));
    operation.cancel();
    await expectCode(operation, "ERR_HELM_ABORTED");
    const started = Number(await pid());
    await until(() => {
      try {
        return !process.kill(started, 0);
      } catch {
        return true;
      }
    });
  });
});
