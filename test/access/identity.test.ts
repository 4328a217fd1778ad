// For whom a client acts, and where it finds out: impersonation, several kubeconfigs, the pod it runs in.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { Access, usersOf } from "../../lab/access.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { helmCommand } from "../../lab/helm.ts";
import { bunExe } from "../../lab/process.ts";
import { root } from "../../project/project.ts";
import type { HelmOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

describe.concurrent("a client that impersonates", () => {
  test.concurrent("acts for the user, groups, uid and extra fields that the kubeconfig names", async () => {
    using access = await Access.make();
    const { token } = access.cluster.description;
    const as = {
      as: "anna",
      "as-groups": [access.group, "sailors"],
      "as-uid": "42",
      "as-user-extra": { reason: ["test"] },
    };
    const requests = await access.life({ kubeconfig: access.kubeconfig({ user: { token, ...as } }) });
    for (const { user, impersonatedUser } of requests) {
      expect(user.username).not.toBe("anna");
      expect(impersonatedUser).toMatchObject({ username: "anna", uid: "42", extra: { reason: ["test"] } });
      expect(impersonatedUser?.groups).toEqual(expect.arrayContaining([access.group, "sailors"]));
    }
  });

  test.concurrent("acts for those of the options and variables, as the helm command does", async () => {
    using access = await Access.make();
    const { kubeconfig } = access.cluster;
    const expected = { username: "bert", groups: expect.arrayContaining([access.group, "sailors"]) };
    const env = { KUBECONFIG: kubeconfig, HELM_KUBEASUSER: "bert", HELM_KUBEASGROUPS: `${access.group},sailors` };
    const ways: HelmOptions[] = [
      { kubeconfig, kubeAsUser: "bert", kubeAsGroup: [access.group, "sailors"] },
      { env },
      { env: { ...env, HELM_KUBEASUSER: "nobody" }, kubeAsUser: "bert" },
    ];
    for (const options of ways) {
      for (const { impersonatedUser } of await access.life(options)) expect(impersonatedUser).toMatchObject(expected);
    }
    const since = new Date();
    const flags = ["--kube-as-user", "bert", "--kube-as-group", access.group, "--kube-as-group", "sailors"];
    for (const [args, variables] of [
      [flags, { KUBECONFIG: kubeconfig }],
      [[], env],
    ] as const)
      expect(await helmCommand(["list", "-n", access.namespace, ...args], variables)).toMatchObject({ exitCode: 0 });
    const requests = await access.cluster.audit({ since, namespace: access.namespace, userAgent: /^Helm\/\S+$/ });
    for (const { impersonatedUser } of requests) expect(impersonatedUser).toMatchObject(expected);
    expect(requests.length).toBe(2);
  });

  test.concurrent("is FORBIDDEN without the right to, and as somebody without rights", async () => {
    using access = await Access.make();
    const { certificate, key } = await access.certificate("anna"); // may do everything in her namespace only
    const user = { "client-certificate-data": btoa(certificate), "client-key-data": btoa(key) };
    const options = { kubeconfig: access.kubeconfig({ user }) };
    const error = await access.refused({ ...options, kubeAsUser: "bert" }, "ERR_HELM_FORBIDDEN");
    expect(error.message).toMatch(/User "anna" cannot impersonate\S* resource "users"/);
    const { kubeconfig } = access.cluster;
    const powerless = await access.refused({ kubeconfig, kubeAsUser: "bert" }, "ERR_HELM_FORBIDDEN");
    expect(powerless.message).toContain('User "bert" cannot list resource "secrets"');
  });

  test.concurrent("needs a user for its groups", async () => {
    using access = await Access.make();
    const { kubeconfig } = access.cluster;
    const error = await access.refused({ kubeconfig, kubeAsGroup: ["sailors"] }, "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain("without impersonating a user");
  });
});

describe.concurrent("several kubeconfigs", () => {
  test.concurrent("are one: what the first says counts, and who is missing is left out", async () => {
    using access = await Access.make();
    const [anna, bert] = [await access.token("anna"), await access.token("bert")];
    const { clusters, ...rest } = access.kubeconfig({ user: { token: bert } }) as { clusters: object };
    using dir = tempDir({
      "users/first": JSON.stringify({ users: [{ name: "u", user: { tokenFile: "../anna" } }], extensions: [] }),
      anna,
      clusters: JSON.stringify({ clusters }),
      rest: JSON.stringify({ ...rest, "unknown-field": { deep: 1 } }),
    });
    const paths = ["users/first", "missing", "rest", "clusters"].map((file) => join(dir.path, file));
    const ways: HelmOptions[] = [
      { kubeconfig: paths },
      { kubeconfig: paths.map((path) => Bun.pathToFileURL(path)) },
      { env: { KUBECONFIG: paths.join(":") } },
      { env: { KUBECONFIG: `:${paths.join("::")}:` } },
    ];
    for (const options of ways) expect(await access.lists(options)).toEqual([access.account("anna")]);
    const reversed = { kubeconfig: paths.toReversed() };
    expect(await access.lists(reversed)).toEqual([access.account("bert")]);
    expect(await helmCommand(["list"], { KUBECONFIG: paths.join(":") })).toMatchObject({ exitCode: 0 });
  });

  test.concurrent("have contexts, each with its user and namespace", async () => {
    using access = await Access.make();
    const [anna, bert] = [await access.token("anna"), await access.token("bert")];
    const base = access.kubeconfig({ user: { token: anna } }) as { users: object[]; contexts: object[] };
    const kubeconfig = {
      ...base,
      users: [...base.users, { name: "b", user: { token: bert } }],
      contexts: [
        ...base.contexts,
        { name: "bert's", context: { cluster: "c", user: "b", extensions: [{ name: "x", extension: { y: 1 } }] } },
        { name: "nobody's", context: { cluster: "c", user: "missing" } },
      ],
    };
    expect(await access.lists({ kubeconfig })).toEqual([access.account("anna")]);
    for (const options of [{ kubeContext: "bert's" }, { env: { HELM_KUBECONTEXT: "bert's" } }])
      expect(await access.lists({ kubeconfig, ...options })).toEqual([access.account("bert")]);
    // A context without a namespace is about "default".
    await using helm = newHelm({ kubeconfig, kubeContext: "bert's" });
    const error = await helm.releases.list().catch((error) => error);
    expect(error.message).toContain('in the namespace "default"');
    const lost = { kubeconfig, kubeContext: "nobody's" };
    expect((await access.refused(lost, "ERR_HELM_KUBECONFIG_INVALID")).message).toContain("missing");
  });
});

describe.concurrent("a pod", () => {
  /** What Kubernetes mounts into a pod, and the variables it sets. */
  async function mounted(access: Access): Promise<{ files: Record<string, string>; env: Record<string, string> }> {
    const { server, description } = access.cluster;
    const { hostname, port } = new URL(server);
    const ca = await Bun.file(description.caFile).text();
    return {
      files: { token: await access.token("anna"), "ca.crt": ca, namespace: access.namespace },
      env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
    };
  }

  test.concurrent("is its service account, whose token is used anew when it was rotated", async () => {
    using access = await Access.make();
    const { files, env } = await mounted(access);
    using dir = tempDir(files);
    const options = { inCluster: true, serviceAccountDirectory: dir.path, env, namespace: undefined };
    expect(usersOf(await access.life(options))).toEqual([access.account("anna")]);
    const userAgent = `access/${crypto.randomUUID()}`;
    await using helm = newHelm({ ...options, userAgent });
    await helm.releases.list();
    await Bun.write(join(dir.path, "token"), await access.token("bert"));
    await helm.releases.list();
    const requests = await access.cluster.audit({ userAgent });
    expect(usersOf(requests)).toEqual([access.account("anna"), access.account("bert")]);
    expect(requests.every(({ objectRef }) => objectRef?.namespace === access.namespace)).toBe(true);
  });

  test.concurrent("is asked without inCluster where there is no kubeconfig, and POD_NAMESPACE names its namespace", async () => {
    using access = await Access.make();
    const { files, env } = await mounted(access);
    using dir = tempDir({ ...files, namespace: "elsewhere", "home/.kube/other": "" });
    const HOME = join(dir.path, "home");
    const options = {
      serviceAccountDirectory: dir.path,
      env: { ...env, HOME, POD_NAMESPACE: access.namespace },
      namespace: undefined,
    };
    expect(usersOf(await access.life(options))).toEqual([access.account("anna")]);
    // A kubeconfig that is there counts more, unless inCluster says otherwise.
    const user = { token: await access.token("bert") };
    await Bun.write(join(HOME, ".kube/config"), JSON.stringify(access.kubeconfig({ user })));
    expect(await access.lists(options)).toEqual([access.account("bert")]);
    expect(await access.lists({ ...options, inCluster: true })).toEqual([access.account("anna")]);
  });

  // Only a mount namespace of one's own lets a test write where Kubernetes mounts.
  const canMount = Bun.spawnSync(["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/var/run"]).success;
  test.concurrent.skipIf(!canMount)("has its service account where Kubernetes mounts it", async () => {
    using access = await Access.make();
    const { files, env } = await mounted(access);
    using dir = tempDir(files);
    const script = 'import { helm } from "bunhelm"; console.log((await helm.releases.list()).length)';
    const place = "/var/run/secrets/kubernetes.io/serviceaccount";
    const enter = `mount -t tmpfs none /var/run && mkdir -p ${place} && cp "$1"/* ${place} && exec "$2" -e "$3"`;
    await using child = Bun.spawn(["unshare", "-rm", "sh", "-c", enter, "sh", dir.path, bunExe, script], {
      cwd: root,
      env: { ...env, PATH: "/usr/bin:/bin", HOME: dir.path },
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect(await child.stdout.text()).toBe("0\n");
    const requests = await access.cluster.audit({ user: access.account("anna") });
    expect(requests.map(({ objectRef }) => objectRef?.namespace)).toEqual([access.namespace]);
  });
});
