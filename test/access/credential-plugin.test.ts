// Credential plugins: the commands that a kubeconfig's exec names, as cloud providers have them.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Access, usersOf, wordsOf } from "../../lab/access.ts";
import { newHelm } from "../../lab/client.ts";
import { type TempDir, tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { bunExe } from "../../lab/process.ts";
import { until } from "../../lab/wait.ts";
import { root } from "../../project/project.ts";
import { ConfigurationError, type HelmOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

const apiVersion = "client.authentication.k8s.io/v1";

/** A script that writes down its runs and prints the file "credential". */
class Plugin implements Disposable {
  readonly #dir: TempDir;
  readonly access: Access;

  private constructor(access: Access, dir: TempDir) {
    this.access = access;
    this.#dir = dir;
  }

  static async make(access: Access, script = 'cat "$here/credential"'): Promise<Plugin> {
    const dir = tempDir();
    const plugin = new Plugin(access, dir);
    const lines = ["#!/bin/sh", `here='${dir.path}'`, 'echo run >>"$here/runs"', script];
    // Another process writes it: what this one has open for writing may be held by a child that is about to start, and a
    // file that is cannot be run.
    const write = ["/bin/sh", "-c", 'cat >"$0" && chmod 755 "$0"', plugin.command];
    await Bun.spawn(write, { stdin: Buffer.from(lines.join("\n")) }).exited;
    return plugin;
  }

  get command(): string {
    return this.path("login");
  }

  path(file: string): string {
    return join(this.#dir.path, file);
  }

  text(file: string): Promise<string> {
    return Bun.file(this.path(file)).text();
  }

  async gives(status: object, more: object = {}): Promise<void> {
    await Bun.write(this.path("credential"), JSON.stringify({ apiVersion, kind: "ExecCredential", status, ...more }));
  }

  async runs(): Promise<number> {
    return existsSync(this.path("runs")) ? (await this.text("runs")).trim().split("\n").length : 0;
  }

  kubeconfig(exec: object = {}, cluster: object = {}): object {
    const user = { exec: { apiVersion, command: this.command, interactiveMode: "Never", ...exec } };
    return this.access.kubeconfig({ user, cluster });
  }

  options(exec: object = {}, cluster: object = {}): HelmOptions {
    return {
      kubeconfig: this.kubeconfig(exec, cluster),
      namespace: this.access.namespace,
      env: { PATH: "/usr/bin:/bin" },
    };
  }

  [Symbol.dispose](): void {
    this.#dir[Symbol.dispose]();
  }
}

describe.concurrent("a credential plugin", () => {
  test.concurrent("gives a token, once for all calls however many", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access);
    await plugin.gives({ token: await access.token("anna") });
    await using helm = newHelm(plugin.options());
    await Promise.all(Array.from({ length: 20 }, () => helm.releases.list()));
    expect(usersOf(await access.life(plugin.options()))).toEqual([access.account("anna")]);
    expect(await plugin.runs()).toBe(1);
  });

  test.concurrent("gives a certificate, and the next one when that has expired", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access);
    const userAgent = `access/${crypto.randomUUID()}`;
    await using helm = newHelm({ ...plugin.options(), userAgent });
    for (const name of ["anna", "bert", "cleo"]) {
      const { certificate, key } = await access.certificate(name);
      const expirationTimestamp = name === "cleo" ? undefined : new Date().toISOString(); // at once
      await plugin.gives({ clientCertificateData: certificate, clientKeyData: key, expirationTimestamp });
      await until(async () => {
        await helm.releases.list();
        return usersOf(await access.cluster.audit({ userAgent })).includes(name);
      });
    }
    const before = await plugin.runs();
    await Promise.all(Array.from({ length: 5 }, () => helm.releases.list()));
    expect(await plugin.runs()).toBe(before);
  });

  test.concurrent("is asked again when the API server refuses what it gave, and the call goes on", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access);
    await plugin.gives({ token: "outdated" });
    await using helm = newHelm(plugin.options());
    await expectCode(helm.releases.list(), "ERR_HELM_UNAUTHORIZED");
    await plugin.gives({ token: await access.token("anna") });
    const before = await plugin.runs();
    await Promise.all(Array.from({ length: 10 }, () => helm.releases.list()));
    expect(await plugin.runs()).toBe(before + 1);
  });

  test.concurrent("sees the client's variables, then its own, and the cluster if it wants to", async () => {
    using access = await Access.make();
    const script = 'env >"$here/env"; printf %s "$KUBERNETES_EXEC_INFO" >"$here/info"; cat "$here/credential"';
    using plugin = await Plugin.make(access, script);
    await plugin.gives({ token: await access.token("anna") });
    const env = { PATH: "/usr/bin:/bin", AWS_PROFILE: "prod", REGION: "lost" };
    const exec = { provideClusterInfo: true, env: [{ name: "REGION", value: "kept" }], args: ["a", "b"] };
    const extensions = [{ name: "client.authentication.k8s.io/exec", extension: { audience: "shop" } }];
    await access.lists({ ...plugin.options(exec, { extensions }), env });
    const lines = (await plugin.text("env")).split("\n");
    expect(lines).toContain("AWS_PROFILE=prod");
    expect(lines).toContain("REGION=kept");
    expect(lines.some((line) => line.startsWith("HOME="))).toBe(false); // it is not in the client's env
    const info = JSON.parse(await plugin.text("info"));
    expect(info).toMatchObject({ apiVersion, kind: "ExecCredential", spec: { interactive: false } });
    const { server, "certificate-authority-data": ca, config } = info.spec.cluster;
    expect(server).toBe(access.cluster.server);
    expect(config).toEqual({ audience: "shop" });
    expect(atob(ca)).toBe(await Bun.file(access.cluster.description.caFile).text());
  });

  test.concurrent("is found in the client's PATH, or from where the kubeconfig is", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access);
    await plugin.gives({ token: await access.token("anna") });
    const env = { PATH: `/nonexistent:${plugin.path("")}:/usr/bin:/bin` };
    expect(await access.lists({ ...plugin.options({ command: "login" }), env })).toEqual([access.account("anna")]);
    const kubeconfig = plugin.path("kubeconfig");
    await Bun.write(kubeconfig, JSON.stringify(plugin.kubeconfig({ command: "./login" })));
    expect(await access.lists({ ...plugin.options(), kubeconfig })).toEqual([access.account("anna")]);
  });

  test.concurrent("of the beta version is understood", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access);
    const beta = { apiVersion: "client.authentication.k8s.io/v1beta1", interactiveMode: undefined };
    await plugin.gives({ token: await access.token("anna") }, { apiVersion: beta.apiVersion });
    expect(await access.lists(plugin.options(beta))).toEqual([access.account("anna")]);
  });
});

describe.concurrent("a credential plugin that fails", () => {
  const secret = "hunter2-hunter2";
  const credential = (text: object): string => `cat <<'END'\n${JSON.stringify(text)}\nEND`;
  const failures: [what: string, script: string, says: string[]][] = [
    [
      "says why",
      "echo 'your session has expired, run login' >&2; exit 3",
      ["exit status 3", "your session has expired"],
    ],
    ["prints nothing", "exit 0", ["no ExecCredential"]],
    ["prints something else", `echo "token: ${secret}"; echo look >&2`, ["no ExecCredential", "look"]],
    ["prints broken JSON", `echo '{"status":{"token":"${secret}"'`, ["no ExecCredential"]],
    [
      "prints another version",
      credential({
        apiVersion: "client.authentication.k8s.io/v1beta1",
        kind: "ExecCredential",
        status: { token: secret },
      }),
      ["of client.authentication.k8s.io/v1beta1", "the kubeconfig says"],
    ],
    ["gives nothing", credential({ apiVersion, kind: "ExecCredential" }), ["neither a token nor a certificate"]],
    [
      "forgets the key",
      credential({ apiVersion, kind: "ExecCredential", status: { clientCertificateData: secret } }),
      ["only one of certificate and key"],
    ],
    [
      "gives junk",
      credential({
        apiVersion,
        kind: "ExecCredential",
        status: { clientCertificateData: secret, clientKeyData: secret },
      }),
      ["certificate cannot be used"],
    ],
    ["is killed", "kill -9 $$", ["killed"]],
  ];

  test.concurrent.each(failures)("and %s is told apart from an API server that does", async (_, script, says) => {
    using access = await Access.make();
    using plugin = await Plugin.make(access, script);
    const error = await access.refused(plugin.options(), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error).toBeInstanceOf(ConfigurationError);
    for (const words of [...says, plugin.command]) expect(error.message).toContain(words);
    expect(error.details.hint).toContain("run its command");
    expect(wordsOf(error)).not.toContain(secret);
    expect(await plugin.runs()).toBe(1);
  });

  test.concurrent("because it is not installed says how to install it", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access);
    const installHint = "apt install login";
    for (const command of ["no-such-login", "/nonexistent/login"]) {
      const options = plugin.options({ command, installHint });
      const error = await access.refused(options, "ERR_HELM_KUBECONFIG_INVALID");
      expect(error.message).toContain(command);
      expect(error.details.hint).toBe(installHint);
    }
    const named = plugin.options({ command: "no-such-login" });
    const inPath = await access.refused(named, "ERR_HELM_KUBECONFIG_INVALID");
    expect(inPath.message).toContain("/usr/bin:/bin");
    expect(inPath.details.hint).toBe("install no-such-login, or add its directory to the PATH of the client's env");
    const bare = await access.refused({ ...named, env: {} }, "ERR_HELM_KUBECONFIG_INVALID");
    expect(bare.details.hint).toBe("install no-such-login, or give the client an env with a PATH");
    const placed = plugin.options({ command: "/nonexistent/login" });
    const misplaced = await access.refused(placed, "ERR_HELM_KUBECONFIG_INVALID");
    expect(misplaced.details.hint).toBe("install /nonexistent/login, or correct its path in the kubeconfig");
  });

  test.concurrent("because it may not be asked is told before it runs", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access);
    const always = plugin.options({ interactiveMode: "Always" });
    expect((await access.refused(always, "ERR_HELM_KUBECONFIG_INVALID")).message).toContain("standard input");
    const alpha = plugin.options({ apiVersion: "client.authentication.k8s.io/v1alpha1" });
    expect((await access.refused(alpha, "ERR_HELM_KUBECONFIG_INVALID")).message).toContain("v1alpha1");
    expect(await plugin.runs()).toBe(0);
  });

  test.concurrent("is asked again by the next call", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access);
    await using helm = newHelm(plugin.options());
    await expectCode(helm.releases.list(), "ERR_HELM_KUBECONFIG_INVALID");
    await plugin.gives({ token: await access.token("anna") });
    expect(await helm.releases.list()).toEqual([]);
  });
});

describe.concurrent("a credential plugin that takes long", () => {
  /** Sleeps as a child of its own, as a plugin that calls another command does. */
  const slow = 'sleep 300 & echo $! >"$here/pid.new"; mv "$here/pid.new" "$here/pid"; wait';
  const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

  async function pidOf(plugin: Plugin): Promise<number> {
    await until(() => existsSync(plugin.path("pid")));
    return Number(await plugin.text("pid"));
  }

  test.concurrent("ends with the last call that waits for it, and what it has started too", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access, slow);
    await using helm = newHelm(plugin.options());
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [first, second].map(({ signal }) => helm.releases.list({ signal }));
    const pid = await pidOf(plugin);
    first.abort();
    const error = await expectCode(calls[0] as Promise<unknown>, "ERR_HELM_ABORTED");
    expect(error.details).toMatchObject({ changed: false, hint: "nothing was changed; call it again" });
    expect(isAlive(pid)).toBe(true);
    second.abort();
    await expectCode(calls[1] as Promise<unknown>, "ERR_HELM_ABORTED");
    await until(() => !isAlive(pid));
    expect(await plugin.runs()).toBe(1);
  });

  test.concurrent("ends with the process, however that ends", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(
      access,
      'echo $$ >"$here/pid.new"; mv "$here/pid.new" "$here/pid"; exec sleep 300',
    );
    const script = `
      import { newHelm } from "./lab/client.ts";
      await newHelm(${JSON.stringify(plugin.options())}).releases.list();`;
    await using child = Bun.spawn([bunExe, "-e", script], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    const pid = await pidOf(plugin);
    expect(isAlive(pid)).toBe(true);
    child.kill("SIGKILL");
    await child.exited;
    await until(() => !isAlive(pid));
  });

  test.concurrent("delays no call of another identity", async () => {
    using access = await Access.make();
    using plugin = await Plugin.make(access, slow);
    await using helm = newHelm(plugin.options());
    const waiting = helm.releases.list();
    waiting.catch(() => {});
    await Promise.race([pidOf(plugin), waiting]); // which says why there is none
    const user = { token: await access.token("anna") };
    expect(usersOf(await access.life({ kubeconfig: access.kubeconfig({ user }) }))).toEqual([access.account("anna")]);
    expect(Bun.peek.status(waiting)).toBe("pending");
    waiting.cancel();
    await expectCode(waiting, "ERR_HELM_ABORTED");
  });
});
