// How a client identifies itself with what it has in hand: certificates, tokens, and their files.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join, relative } from "node:path";
import { Access, type Pair, usersOf, wordsOf } from "../../lab/access.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { helmCommand } from "../../lab/helm.ts";
import { until } from "../../lab/wait.ts";
import { HelmError } from "../../src/index.ts";

setDefaultTimeout(60_000);

const asData = ({ certificate, key }: Pair): object => ({
  "client-certificate-data": btoa(certificate),
  "client-key-data": btoa(key),
});

const asFiles = { "client-certificate": "me.crt", "client-key": "me.key" };

describe.concurrent("a client certificate", () => {
  test.concurrent("in the kubeconfig is who the client is, in which groups", async () => {
    using access = await Access.make();
    const user = asData(await access.certificate("anna", { groups: [access.group, "sailors"] }));
    const requests = await access.life({ kubeconfig: access.kubeconfig({ user }) });
    expect(usersOf(requests)).toEqual(["anna"]);
    expect(requests[0]?.user.groups).toContain("sailors");
  });

  test.concurrent("in files is found from where the kubeconfig is, and used anew when it was rotated", async () => {
    using access = await Access.make();
    const before = await access.certificate("bea");
    const kubeconfig = access.kubeconfig({ user: asFiles });
    using dir = tempDir({ kubeconfig: JSON.stringify(kubeconfig), "me.crt": before.certificate, "me.key": before.key });
    const userAgent = `access/${crypto.randomUUID()}`;
    await using helm = newHelm({ kubeconfig: join(dir.path, "kubeconfig"), userAgent });
    await helm.releases.list();
    for (const name of ["bert", "bob", "cleo"]) {
      const after = await access.certificate(name);
      await Bun.write(join(dir.path, "me.crt"), after.certificate);
      await Bun.write(join(dir.path, "me.key"), after.key);
      await helm.releases.list();
    }
    expect(usersOf(await access.cluster.audit({ userAgent }))).toEqual(["bea", "bert", "bob", "cleo"]);
  });

  test.concurrent("of which a file is named in contents is found from the working directory", async () => {
    using access = await Access.make();
    const { certificate, key } = await access.certificate("cora");
    using dir = tempDir({ "me.crt": certificate, "me.key": key });
    const path = (file: string): string => relative(process.cwd(), join(dir.path, file));
    const user = { "client-certificate": path("me.crt"), "client-key": path("me.key") };
    expect(await access.lists({ kubeconfig: access.kubeconfig({ user }) })).toEqual(["cora"]);
  });

  test.concurrent("that has expired is UNAUTHORIZED", async () => {
    using access = await Access.make();
    const user = asData(await access.certificate("dora", { notAfter: 1 }));
    await using helm = newHelm({ kubeconfig: access.kubeconfig({ user }), namespace: access.namespace });
    let error: unknown;
    await until(async () => {
      error = await helm.releases.list().catch((error) => error);
      return error instanceof Error;
    });
    if (!HelmError.is(error, "ERR_HELM_UNAUTHORIZED")) throw error;
    expect(error.details.hint).toContain("expired");
  });

  test.concurrent("without its key, or with another one's, is told, and the key is not", async () => {
    using access = await Access.make();
    const [own, other] = [await access.certificate("emma"), await access.certificate("ella")];
    const keyless = access.kubeconfig({ user: { "client-certificate-data": btoa(own.certificate) } });
    expect((await access.refused({ kubeconfig: keyless }, "ERR_HELM_KUBECONFIG_INVALID")).message).toContain("key");
    const mixed = access.kubeconfig({ user: asData({ ...own, key: other.key }) });
    const error = await access.refused({ kubeconfig: mixed }, "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain("private key does not match");
    expect(wordsOf(error)).not.toContain(other.key.split("\n")[1]);
  });
});

describe.concurrent("a token", () => {
  test.concurrent("in the kubeconfig is who the client is", async () => {
    using access = await Access.make();
    const user = { token: await access.token("anna") };
    expect(usersOf(await access.life({ kubeconfig: access.kubeconfig({ user }) }))).toEqual([access.account("anna")]);
  });

  test.concurrent("that was rotated, in the kubeconfig or in its file, is used by the next call", async () => {
    using access = await Access.make();
    const tokens = await Promise.all(["anna", "bert", "cleo"].map((name) => access.token(name)));
    const inline = (token: string): string => JSON.stringify(access.kubeconfig({ user: { token } }));
    const inFile = JSON.stringify(access.kubeconfig({ user: { tokenFile: "token" } }));
    using dir = tempDir({ "in-file": inFile });
    for (const file of ["inline", "in-file"]) {
      const userAgent = `access/${crypto.randomUUID()}`;
      await using helm = newHelm({ kubeconfig: join(dir.path, file), userAgent });
      for (const token of tokens) {
        await Bun.write(join(dir.path, "token"), `${token}\n`);
        await Bun.write(join(dir.path, "inline"), inline(token));
        await helm.releases.list();
      }
      const users = usersOf(await access.cluster.audit({ userAgent }));
      expect(users).toEqual(["anna", "bert", "cleo"].map((name) => access.account(name)));
    }
  });

  test.concurrent("whose file is missing or empty is told by the file's path", async () => {
    using access = await Access.make();
    using dir = tempDir({ empty: "" });
    for (const tokenFile of ["/nonexistent/token", join(dir.path, "empty")]) {
      const kubeconfig = access.kubeconfig({ user: { tokenFile } });
      expect((await access.refused({ kubeconfig }, "ERR_HELM_KUBECONFIG_INVALID")).message).toContain(tokenFile);
    }
  });

  test.concurrent("that is wrong is UNAUTHORIZED and not repeated", async () => {
    using access = await Access.make();
    const kubeconfig = access.kubeconfig({ user: { token: "hunter2" } });
    expect(wordsOf(await access.refused({ kubeconfig }, "ERR_HELM_UNAUTHORIZED"))).not.toContain("hunter2");
  });

  test.concurrent("in kubeToken takes the place of the kubeconfig's token, file or plugin", async () => {
    using access = await Access.make();
    const [own, other] = [await access.token("anna"), await access.token("other")];
    using dir = tempDir({ token: other });
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: "/nonexistent", interactiveMode: "Never" };
    for (const user of [{}, { token: other }, { tokenFile: join(dir.path, "token") }, { exec }]) {
      const kubeconfig = access.kubeconfig({ user });
      expect(await access.lists({ kubeconfig, kubeToken: own })).toEqual([access.account("anna")]);
      const env = { HELM_KUBETOKEN: own };
      expect(await access.lists({ kubeconfig, env })).toEqual([access.account("anna")]);
    }
  });

  test.concurrent("in kubeToken counts less than a client certificate, as for the helm command", async () => {
    using access = await Access.make();
    const kubeToken = await access.token("anna");
    const kubeconfig = access.kubeconfig({ user: asData(await access.certificate("bert")) });
    expect(await access.lists({ kubeconfig, kubeToken })).toEqual(["bert"]);
    using dir = tempDir({ kubeconfig: JSON.stringify(kubeconfig) });
    const since = new Date();
    const env = { KUBECONFIG: join(dir.path, "kubeconfig"), HELM_KUBETOKEN: kubeToken };
    expect(await helmCommand(["list"], env)).toMatchObject({ exitCode: 0 });
    expect(usersOf(await access.cluster.audit({ since, namespace: access.namespace }))).toEqual(["bert"]);
  });

  test.concurrent("and everything else of a cluster may be options, with no kubeconfig at all", async () => {
    using access = await Access.make();
    const { server, description } = access.cluster;
    const token = await access.token("anna");
    const options = { kubeApiserver: server, kubeCaFile: description.caFile, kubeToken: token };
    expect(usersOf(await access.life(options))).toEqual([access.account("anna")]);
    const env = { HELM_KUBEAPISERVER: server, HELM_KUBECAFILE: description.caFile, HELM_KUBETOKEN: token };
    expect(await access.lists({ env })).toEqual([access.account("anna")]);
    // And the command understands the same, by its own names.
    const flags = ["--kube-apiserver", server, "--kube-ca-file", description.caFile, "--kube-token", token];
    for (const [args, variables] of [
      [flags, {}],
      [[], env],
    ] as const)
      expect(await helmCommand(["list", "-n", access.namespace, ...args], variables)).toMatchObject({ exitCode: 0 });
  });
});

describe.concurrent("several identities in one process", () => {
  test.concurrent("never act for each other, however many calls run at once", async () => {
    using access = await Access.make();
    const names = ["anna", "bert", "cleo", "dora"];
    const identities = await Promise.all(
      names.map(async (name, i) => {
        const user = i % 2 === 0 ? asData(await access.certificate(name)) : { token: await access.token(name) };
        const userAgent = `access/${crypto.randomUUID()}`;
        const helm = newHelm({ kubeconfig: access.kubeconfig({ user }), userAgent });
        return { helm, userAgent, username: i % 2 === 0 ? name : access.account(name) };
      }),
    );
    const calls = identities.flatMap(({ helm }) => Array.from({ length: 20 }, () => () => helm.releases.list()));
    await Promise.all(calls.map((call) => call()));
    for (const { helm, userAgent, username } of identities) {
      await helm.close();
      const requests = await access.cluster.audit({ userAgent });
      expect(requests.length).toBe(20);
      expect(usersOf(requests)).toEqual([username]);
    }
  });
});
