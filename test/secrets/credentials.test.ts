// No credential shows in a failure, in whatever form it was given and wherever one looks.
import { afterAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "../../lab/chart.ts";
import { tempDir } from "../../lab/directory.ts";
import { kubeconfigOf } from "../../lab/kubeconfig.ts";
import { fails, secret } from "../../lab/secret.ts";
import type { Helm, HelmOptions, Operation } from "../../src/index.ts";

type Call = (helm: Helm) => Operation<unknown>;

const probe = chart({ templates: { "a.yaml": "a: b\n" } });
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request) {
    const url = URL.parse(request.url) ?? new URL("http://none/"); // a CONNECT has none
    const to = (status: number, headers: Record<string, string> = {}): Response =>
      new Response(`no ${url.pathname}`, { status, headers });
    if (url.pathname.includes("/redirected")) {
      return to(302, {
        location: `http://user:${encodeURIComponent(secret)}@127.0.0.1:1/x?sig=${encodeURIComponent(secret)}`,
      });
    }
    if (url.pathname.includes("/challenged")) {
      const realm = `http://user:${encodeURIComponent(secret)}@127.0.0.1:1/token?key=${encodeURIComponent(secret)}`;
      return to(401, { "www-authenticate": `Bearer realm="${realm}",service="${secret}"` });
    }
    if (url.pathname.includes("/echoed"))
      return new Response(`you are ${request.headers.get("authorization")}`, { status: 500 });
    return to(url.pathname.includes("/refused") ? 401 : url.pathname.includes("/broken") ? 500 : 404);
  },
});
afterAll(() => {
  void server.stop(true);
  probe[Symbol.dispose]();
});
const host = server.url.host;
const escaped = encodeURIComponent(secret);
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const shell = (script: string, more: object = {}): object => ({
  exec: {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "/bin/sh",
    args: ["-c", script],
    env: [{ name: "GIVEN", value: secret }],
    interactiveMode: "Never",
    ...more,
  },
});
const credential = (status: string, kind = "ExecCredential"): string =>
  `printf '{"kind":"${kind}","apiVersion":"client.authentication.k8s.io/v1","status":${status}' "$GIVEN"`;
const key = `-----BEGIN PRIVATE KEY-----\n${base64(secret)}\n-----END PRIVATE KEY-----\n`;

const users: Record<string, object> = {
  "a token": { token: secret },
  "a token with a line break": { token: `${secret}\n` },
  "a password": { username: "user", password: secret },
  "a token and a password": { token: secret, username: "user", password: secret },
  "a key that is none": { "client-certificate-data": base64(key), "client-key-data": base64(key) },
  "a key without a certificate": { "client-key-data": base64(key) },
  "a key that is not base64": { "client-certificate-data": `${secret}!`, "client-key-data": `${secret}!` },
  "a token of a wrong type": { token: { [secret]: secret } },
  "a list of tokens": { token: [secret] },
  "a token file that is missing": { tokenFile: "/nowhere/token", token: secret },
  "an impersonated user": { token: secret, as: "ann", "as-user-extra": { reason: ["audit"] } },
  "an unknown auth provider": { "auth-provider": { name: "gcp", config: { "access-token": secret } } },
  "an auth provider that does not answer": {
    "auth-provider": {
      name: "oidc",
      config: {
        "refresh-token": secret,
        "id-token": secret,
        "client-secret": secret,
        "idp-issuer-url": server.url.origin,
        "client-id": "x",
      },
    },
  },
  "a plugin that fails and says what it was given": shell('echo "cannot log in with $GIVEN" >&2; exit 3'),
  "a plugin that says it in base64": shell('printf "user:%s" "$GIVEN" | base64 >&2; exit 3'),
  "a plugin that is missing": shell("", {
    command: "/nowhere/plugin",
    args: ["--token", secret, `--password=${secret}`],
  }),
  "a plugin that repeats its arguments": shell('echo "$0 $@" >&2; exit 1', {
    args: ["-c", 'echo "$@" >&2; exit 1', "x", "--token", secret],
  }),
  "a plugin that prints a token": shell('echo "$GIVEN"'),
  "a plugin whose answer is cut": shell(credential('{"token":"%s"')),
  "a plugin with an answer of another kind": shell(credential('{"token":"%s"}}', "Other")),
  "a plugin with half of a certificate": shell(credential('{"clientKeyData":"%s"}}')),
  "a plugin with a key that is none": shell(credential('{"clientKeyData":"%s","clientCertificateData":"x"}}')),
  "a plugin whose token is refused": shell(credential('{"token":"%s"}}')),
};

describe("a kubeconfig", () => {
  const asFile = (kubeconfig: object): string => {
    const path = join(files.path, `${crypto.randomUUID()}.json`);
    writeFileSync(path, JSON.stringify(kubeconfig));
    return path;
  };
  const files = tempDir();
  afterAll(() => files[Symbol.dispose]());
  const forms: Record<string, (kubeconfig: object) => HelmOptions> = {
    object: (kubeconfig) => ({ kubeconfig }),
    bytes: (kubeconfig) => ({ kubeconfig: Buffer.from(JSON.stringify(kubeconfig)) }),
    file: (kubeconfig) => ({ kubeconfig: asFile(kubeconfig) }),
    variable: (kubeconfig) => ({ env: { KUBECONFIG: asFile(kubeconfig) } }),
  };
  const cases = Object.entries(users).flatMap(([what, user]) =>
    Object.keys(forms).map((form) => [what, form, user] as const),
  );

  test.each(cases)("with %s, as %s", async (_, form, user) => {
    const make = forms[form] as (kubeconfig: object) => HelmOptions;
    const { leaks } = await fails((helm) => helm.releases.list(), make(kubeconfigOf(user)));
    expect(leaks).toEqual([]);
  });

  test.each(Object.keys(forms))("with two users of one name, as %s, says which", async (form) => {
    const user = { token: secret, username: "u", password: secret, "client-key-data": base64(key), ...shell("") };
    for (const list of ["users", "clusters", "contexts"] as const) {
      const twice = kubeconfigOf(user) as Record<string, object[]>;
      (twice[list] as object[]).push(...(twice[list] as object[]));
      const make = forms[form] as (kubeconfig: object) => HelmOptions;
      const { error, leaks } = await fails((helm) => helm.releases.list(), make(twice));
      expect(leaks).toEqual([]);
      expect(error.code).toBe("ERR_HELM_KUBECONFIG_INVALID");
      expect(error.message).toEndWith(`two ${list} have the name "${list === "users" ? "u" : "c"}"`);
    }
  });

  test.each<[string, string, object]>([
    ["an account in the server's address", `https://user:${escaped}@127.0.0.1:1`, {}],
    ["an account in an address without TLS", `http://user:${escaped}@${host}`, {}],
    ["an account that is not escaped", `http://user:${secret}@${host}`, {}],
    ["a query in the server's address", `http://${host}/?token=${escaped}`, {}],
    ["a query with another name", `http://${host}/?x=${escaped}`, {}],
    ["an address that is none", `https://user:${secret}@[bad`, {}],
    ["a proxy with an account", "https://127.0.0.1:1", { "proxy-url": `http://user:${escaped}@${host}` }],
    ["a proxy that is not there", "https://127.0.0.1:1", { "proxy-url": `http://user:${escaped}@127.0.0.1:1` }],
    ["a proxy of SOCKS", "https://127.0.0.1:1", { "proxy-url": `socks5://user:${escaped}@127.0.0.1:1` }],
    ["a proxy that is no address", "https://127.0.0.1:1", { "proxy-url": `ht!tp://user:${secret}@x:y` }],
    ["a proxy without a scheme", "https://127.0.0.1:1", { "proxy-url": `user:${secret}@127.0.0.1:1` }],
  ])("with %s", async (_, address, cluster) => {
    for (const verb of [
      "list",
      "install",
      "upgrade",
      "uninstall",
      "rollback",
      "test",
      "status",
      "history",
      "get",
    ] as const) {
      const call: Call = (helm) =>
        verb === "list"
          ? helm.releases.list()
          : verb === "install" || verb === "upgrade"
            ? helm.releases[verb]("r", probe.path)
            : helm.releases[verb]("r");
      const { error, leaks } = await fails(call, {
        kubeconfig: kubeconfigOf({ token: "some-token" }, address, cluster),
      });
      expect(leaks).toEqual([]);
      expect(JSON.stringify(error.details)).not.toContain("?");
    }
  });

  test.each<[string, string]>([
    ["that is cut", `users: [{name: u, user: {token: ${secret}`],
    ["with a tab", `apiVersion: v1\nusers:\n- name: u\n  user: {token: ${secret}}\n\tx: y\n`],
    ["with a second colon", `users:\n- name: u\n  user:\n    password: ${secret}: x\n`],
    ["that is a text", `token ${secret}`],
    ["of JSON that is cut", `{"users":[{"name":"u","user":{"token":"${secret}"`],
    ["of another kind", `{"apiVersion":"v1","kind":"Secret","data":{"token":"${base64(secret)}"}}`],
    ["with unknown fields", JSON.stringify({ ...kubeconfigOf({ tokenn: secret }), [secret]: secret })],
  ])("%s", async (_, text) => {
    const path = join(files.path, `${crypto.randomUUID()}.yaml`);
    writeFileSync(path, text);
    for (const options of [{ kubeconfig: new Blob([text]) }, { kubeconfig: path }, { env: { KUBECONFIG: path } }]) {
      const { leaks } = await fails((helm) => helm.releases.list(), options);
      expect(leaks).toEqual([]);
    }
  });
});

test.each<[string, object]>([
  ["a token", { kubeToken: secret, kubeApiserver: "https://127.0.0.1:1" }],
  ["a token with a space", { kubeToken: `${secret} x`, kubeApiserver: server.url.origin }],
  ["a token in a variable", { env: { HELM_KUBETOKEN: secret, HELM_KUBEAPISERVER: "https://127.0.0.1:1" } }],
  ["an address with an account", { kubeApiserver: `https://user:${escaped}@127.0.0.1:1` }],
  ["a kubeconfig under a wrong name", { kubeConfig: kubeconfigOf({ token: secret }) }],
  ["a kubeconfig as text", { kubeconfig: JSON.stringify(kubeconfigOf({ token: secret })) }],
  ["a database", { driver: "sql", driverSqlConnectionString: `postgres://user:${escaped}@127.0.0.1:1/db` }],
  ["a database, not escaped", { driver: "sql", driverSqlConnectionString: `postgres://user:${secret}@127.0.0.1:1/db` }],
  ["a database that is no address", { driver: "sql", driverSqlConnectionString: `postgres://user:${secret}@[bad/db` }],
  [
    "a database's keywords",
    { driver: "sql", driverSqlConnectionString: `host=127.0.0.1 port=1 password=${secret} user=x` },
  ],
  [
    "a database's quoted keywords",
    { driver: "sql", driverSqlConnectionString: `host=127.0.0.1 port=1 password='${secret}' sslmode='` },
  ],
  [
    "a database in a variable",
    {
      env: {
        HELM_DRIVER: "sql",
        HELM_DRIVER_SQL_CONNECTION_STRING: `postgres://user:${escaped}@127.0.0.1:1/db?sslmode=disable&password=${escaped}`,
      },
    },
  ],
  [
    "a database's password in a variable",
    { driver: "sql", driverSqlConnectionString: "host=127.0.0.1 port=1", env: { PGPASSWORD: secret } },
  ],
  ["impersonation", { kubeToken: secret, kubeAsUser: "ann", kubeAsGroup: ["a"], kubeApiserver: "https://127.0.0.1:1" }],
])("a client with %s", async (_, options) => {
  const base =
    "kubeApiserver" in options || "env" in options ? {} : { kubeconfig: kubeconfigOf({ token: "some-token" }) };
  const { leaks } = await fails((helm) => helm.releases.list(), { ...base, ...options } as HelmOptions);
  expect(leaks).toEqual([]);
});

describe.each(["", "/refused", "/broken", "/redirected", "/challenged", "/echoed"])(
  "a server that answers as %s",
  (path) => {
    const at = `http://user:${escaped}@${host}${path}`;
    const raw = `http://user:${secret}@${host}${path}`;
    const account = { username: "user", password: secret };

    test.each<[string, Call]>([
      ["a repository's address", (helm) => helm.charts.show("x", { repo: at })],
      ["a repository's address that is not escaped", (helm) => helm.charts.show("x", { repo: raw })],
      ["a repository's password", (helm) => helm.charts.show("x", { repo: `http://${host}${path}`, ...account })],
      ["a chart's address", (helm) => helm.charts.show(`${at}/x-1.0.0.tgz`)],
      [
        "a chart's signed address",
        (helm) => helm.charts.pull(`http://${host}${path}/x-1.0.0.tgz?X-Amz-Signature=${escaped}`),
      ],
      [
        "a chart's address with any query",
        (helm) => helm.charts.load(`http://${host}${path}/x-1.0.0.tgz?q=${escaped}#${escaped}`),
      ],
      ["a token in place of a user", (helm) => helm.charts.show(`http://${escaped}@${host}${path}/x-1.0.0.tgz`)],
      ["an install", (helm) => helm.releases.install("r", `${at}/x-1.0.0.tgz`)],
      ["repositories.add", (helm) => helm.repositories.add("n", at)],
      ["repositories.add with a password", (helm) => helm.repositories.add("n", `http://${host}${path}`, account)],
      ["an oci address", (helm) => helm.charts.show(`oci://user:${escaped}@${host}${path}/x`, { plainHttp: true })],
      [
        "an oci address that is not escaped",
        (helm) => helm.charts.pull(`oci://user:${secret}@${host}${path}/x`, { plainHttp: true }),
      ],
      [
        "an oci password",
        (helm) =>
          helm.charts.show(`oci://${host}${path}/x`, {
            plainHttp: true,
            ...account,
            signal: AbortSignal.timeout(2000),
          }),
      ],
      ["registry.login", (helm) => helm.registry.login(`${host}${path}`, { plainHttp: true, ...account })],
      [
        "registry.login with a password in the host",
        (helm) => helm.registry.login(`user:${escaped}@${host}`, { plainHttp: true, ...account }),
      ],
      [
        "registry.login with a password in the host only",
        (helm) =>
          helm.registry.login(`user:${secret}@${host}`, { plainHttp: true, username: "a", password: "some-password" }),
      ],
      [
        "registry.login at an address",
        (helm) => helm.registry.login(`https://user:${escaped}@${host}`, { username: "a", password: "some-password" }),
      ],
      ["registry.logout", (helm) => helm.registry.logout(`user:${secret}@${host}/x y`)],
      [
        "charts.push",
        (helm) => helm.charts.push(new Uint8Array([1]), `oci://user:${escaped}@${host}${path}/x`, { plainHttp: true }),
      ],
      ["registry.tags", (helm) => helm.registry.tags(`oci://user:${escaped}@${host}${path}/x`, { plainHttp: true })],
      [
        "registry.resolve",
        (helm) => helm.registry.resolve(`oci://user:${secret}@${host}${path}/x`, { plainHttp: true }),
      ],
      ["a values file", (helm) => helm.charts.template(probe.path, { valueFiles: [`${at}/v.yaml?sig=${escaped}`] })],
      ["setFile", (helm) => helm.charts.template(probe.path, { setFile: [`a=${at}/v.yaml?sig=${escaped}`] })],
    ])("%s", async (what, call) => {
      const ends = async (helm: Helm): Promise<unknown> => {
        const value = await call(helm);
        if (what === "registry.logout") throw new Error("there was nothing to log out of"); // no server is asked
        return value;
      };
      const { leaks } = await fails((helm) => (what === "registry.logout" ? ends(helm) : call(helm)), {
        home: "memory",
      });
      expect(leaks).toEqual([]);
    });
  },
);

describe("a file of Helm's", () => {
  const tried: Record<string, { file: string; text: string }> = {
    "with an account": {
      file: "registry/config.json",
      text: JSON.stringify({ auths: { [host]: { auth: base64(`user:${secret}`) } } }),
    },
    "with a token": {
      file: "registry/config.json",
      text: JSON.stringify({ auths: { [host]: { identitytoken: secret } } }),
    },
    "with an account that is not base64": {
      file: "registry/config.json",
      text: JSON.stringify({ auths: { [host]: { auth: `${secret}!!` } } }),
    },
    "with an account without a colon": {
      file: "registry/config.json",
      text: JSON.stringify({ auths: { [host]: { auth: base64(secret) } } }),
    },
    "with an account of a wrong type": {
      file: "registry/config.json",
      text: JSON.stringify({ auths: { [host]: { auth: [secret] } } }),
    },
    "with an account that is cut": {
      file: "registry/config.json",
      text: `{"auths": {"${host}": {"auth": "${base64(`user:${secret}`)}"`,
    },
    "with a repository's password": {
      file: "repositories.yaml",
      text: `repositories:\n- {name: n, url: "http://${host}/refused", username: user, password: "${secret}"}\n`,
    },
    "with a password in an address": {
      file: "repositories.yaml",
      text: `repositories:\n- {name: n, url: "http://user:${escaped}@${host}/echoed"}\n`,
    },
    "with repositories that are not YAML": {
      file: "repositories.yaml",
      text: `repositories:\n- {name: n, password: ${secret}: x}\n`,
    },
    "with repositories of a wrong type": {
      file: "repositories.yaml",
      text: `repositories:\n- {name: n, url: {a: 1}, password: ["${secret}"]}\n`,
    },
  };
  test.each(Object.entries(tried))("%s", async (_, { file, text }) => {
    using home = tempDir({ [`.config/helm/${file}`]: text });
    const calls: Call[] = file.startsWith("registry")
      ? [
          (helm) => helm.charts.show(`oci://${host}/refused/x`, { plainHttp: true }),
          (helm) => helm.registry.tags(`oci://${host}/refused/x`, { plainHttp: true }),
          (helm) => helm.registry.login(host, { username: "a", password: secret, plainHttp: true }),
        ]
      : [(helm) => helm.repositories.update(), (helm) => helm.charts.show("n/x"), (helm) => helm.charts.pull("n/x")];
    for (const call of calls) expect((await fails(call, { env: { HOME: home.path } })).leaks).toEqual([]);
  });

  test("of Docker's", async () => {
    const auths = { [host]: { auth: base64(`user:${secret}`) } };
    using home = tempDir({ ".docker/config.json": JSON.stringify({ auths }) });
    const call: Call = (helm) => helm.charts.show(`oci://${host}/refused/x`, { plainHttp: true });
    expect((await fails(call, { env: { HOME: home.path } })).leaks).toEqual([]);
  });
});

test.each<[string, Record<string, string>]>([
  ["a proxy", { HTTP_PROXY: `http://user:${escaped}@127.0.0.1:2`, HTTPS_PROXY: `http://user:${escaped}@127.0.0.1:2` }],
  ["a proxy that is not escaped", { HTTP_PROXY: `http://user:${secret}@127.0.0.1:2` }],
  [
    "a proxy that is no address",
    { HTTP_PROXY: `http://user:${secret}@[bad`, HTTPS_PROXY: `http://user:${secret}@[bad` },
  ],
])("the variable of %s", async (_, env) => {
  for (const repo of ["https://charts.example.test", "http://charts.example.test"]) {
    expect((await fails((helm) => helm.charts.show("x", { repo }), { env, home: "memory" })).leaks).toEqual([]);
  }
});
