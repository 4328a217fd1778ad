// Auth providers and passwords: what kubeconfigs had before credential plugins. The API server of the test cluster
// takes neither, so a gateway stands before it that does, as in companies that have them.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { Access, wordsOf } from "../../lab/access.ts";
import { newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { Gateway } from "../../lab/gateway.ts";
import { ConfigurationError, type HelmOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

/** A token as an identity provider makes it; nobody here checks its signature. */
function idToken(subject: string, expires: Date): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [part({ alg: "none" }), part({ sub: subject, exp: Math.floor(expires.getTime() / 1000) }), "signature"].join(
    ".",
  );
}

const soon = (): Date => new Date(Date.now() + 3_600_000);
const past = (): Date => new Date(Date.now() - 3_600_000);

/** An identity provider whose refresh tokens serve once: "ann-1" gives "ann-2" and a token for "ann". */
class Issuer implements AsyncDisposable {
  /** The refresh tokens that were used. */
  readonly used: string[] = [];
  readonly #server: ReturnType<typeof Bun.serve>;

  constructor() {
    this.#server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      routes: {
        "/.well-known/openid-configuration": () => Response.json({ token_endpoint: `${this.url}/token` }),
        "/token": async (request) => {
          const refresh = (await request.formData()).get("refresh_token") as string;
          const [name = "", count] = refresh.split("-");
          if (this.used.includes(refresh)) return Response.json({ error: "invalid_grant" }, { status: 400 });
          this.used.push(refresh);
          return Response.json({
            access_token: "unused",
            token_type: "Bearer",
            refresh_token: `${name}-${Number(count) + 1}`,
            id_token: idToken(name, soon()),
          });
        },
      },
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  /** The user of a kubeconfig. */
  user(config: { "id-token"?: string; "refresh-token"?: string }): object {
    return {
      "auth-provider": { name: "oidc", config: { "idp-issuer-url": this.url, "client-id": "helm", ...config } },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }
}

/** The users in the tokens that a gateway has seen. */
function subjects({ seen }: Gateway): string[] {
  const tokens = seen.map((header) => header.replace("Bearer ", "").split(".")[1] ?? "");
  return [...new Set(tokens.map((part) => JSON.parse(Buffer.from(part, "base64url").toString()).sub))];
}

describe.concurrent("an OIDC user", () => {
  test.concurrent("is known by the token while it is valid", async () => {
    using access = await Access.make();
    await using gateway = await Gateway.start(access.cluster);
    await using issuer = new Issuer();
    const user = issuer.user({ "id-token": idToken("ann", soon()) });
    await access.life({ kubeconfig: access.kubeconfig({ user, cluster: { server: gateway.url } }) });
    expect(subjects(gateway)).toEqual(["ann"]);
    expect(issuer.used).toEqual([]);
  });

  test.concurrent("gets a new token once for all calls, which is kept in the kubeconfig's file", async () => {
    using access = await Access.make();
    await using gateway = await Gateway.start(access.cluster);
    await using issuer = new Issuer();
    const user = issuer.user({ "id-token": idToken("ann", past()), "refresh-token": "ann-1" });
    const content = access.kubeconfig({ user, cluster: { server: gateway.url } });
    using dir = tempDir({ users: JSON.stringify(content), others: "{}" });
    const file = join(dir.path, "users");
    for (const kubeconfig of [[join(dir.path, "others"), file], file]) {
      await using helm = newHelm({ kubeconfig });
      await Promise.all(Array.from({ length: 10 }, () => helm.releases.list()));
    }
    expect(issuer.used).toEqual(["ann-1"]);
    expect(subjects(gateway)).toEqual(["ann"]);
    const text = await Bun.file(file).text();
    expect(text).toContain("ann-2");
    expect(text).not.toContain("ann-1");
  });

  test.concurrent("gets a new token for contents too, which stay in memory", async () => {
    using access = await Access.make();
    await using gateway = await Gateway.start(access.cluster);
    await using issuer = new Issuer();
    const user = issuer.user({ "refresh-token": "ann-1" });
    await access.life({ kubeconfig: access.kubeconfig({ user, cluster: { server: gateway.url } }) });
    expect(issuer.used).toEqual(["ann-1"]);
  });

  test.concurrent("never acts as another one of the same issuer and cluster", async () => {
    using access = await Access.make();
    await using gateway = await Gateway.start(access.cluster);
    await using issuer = new Issuer();
    for (const name of ["ann", "bob", "cleo"]) {
      gateway.seen.length = 0;
      const user = issuer.user({ "id-token": idToken(name, soon()) });
      await access.life({ kubeconfig: access.kubeconfig({ user, cluster: { server: gateway.url } }) });
      expect(subjects(gateway)).toEqual([name]);
    }
  });

  test.concurrent("who cannot get a token is told why, and the cluster is not blamed", async () => {
    using access = await Access.make();
    await using gateway = await Gateway.start(access.cluster);
    await using issuer = new Issuer();
    issuer.used.push("ann-1");
    const cases: [object, string][] = [
      [issuer.user({ "id-token": idToken("ann", past()) }), "cannot refresh"],
      [issuer.user({ "refresh-token": "ann-1" }), "invalid_grant"],
      [issuer.user({ "id-token": "no token" }), "not a valid JWT"],
    ];
    for (const [user, says] of cases) {
      const kubeconfig = access.kubeconfig({ user, cluster: { server: gateway.url } });
      const error = await access.refused({ kubeconfig }, "ERR_HELM_KUBECONFIG_INVALID");
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error.message).toContain(says);
      expect(error.details.hint).toContain("log in again");
      expect(wordsOf(error)).not.toContain("signature");
    }
    expect(gateway.seen).toEqual([]);
    // With a token, a cluster that does not answer is to blame.
    const user = issuer.user({ "id-token": idToken("ann", soon()) });
    const lost = access.kubeconfig({ user, cluster: { server: "https://127.0.0.1:1" } });
    await access.refused({ kubeconfig: lost }, "ERR_HELM_CLUSTER_UNREACHABLE");
  });
});

describe.concurrent("another auth provider", () => {
  const cases: [name: string, says: string][] = [
    ["gcp", "gke-gcloud-auth-plugin"],
    ["azure", "kubelogin"],
    ["nonsense", "nonsense"],
  ];
  test.concurrent.each(cases)("%s is refused, and what takes its place is named", async (name, says) => {
    using access = await Access.make();
    const kubeconfig = access.kubeconfig({
      user: { "auth-provider": { name, config: { "access-token": "hunter2" } } },
    });
    const error = await access.refused({ kubeconfig }, "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain(says);
    expect(wordsOf(error)).not.toContain("hunter2");
  });
});

describe.concurrent("a user with a password", () => {
  const user = { username: "me", password: "hunter2" };

  test.concurrent("is known by it, where it is accepted", async () => {
    using access = await Access.make();
    const basic = `Basic ${btoa("me:hunter2")}`;
    await using gateway = await Gateway.start(access.cluster, { accepts: (credential) => credential === basic });
    const options = (password: string): HelmOptions => ({
      kubeconfig: access.kubeconfig({ user: { ...user, password }, cluster: { server: gateway.url } }),
    });
    await access.life(options("hunter2"));
    const error = await access.refused(options("hunter3"), "ERR_HELM_UNAUTHORIZED");
    expect(wordsOf(error)).not.toContain("hunter");
    // The API server itself knows no passwords: whoever brings one is nobody.
    const nobody = await access.refused({ kubeconfig: access.kubeconfig({ user }) }, "ERR_HELM_FORBIDDEN");
    expect(nobody.message).toContain("system:anonymous");
  });

  test.concurrent("cannot have a token as well", async () => {
    using access = await Access.make();
    const kubeconfig = access.kubeconfig({ user: { ...user, token: "hunter2" } });
    const error = await access.refused({ kubeconfig }, "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain("more than one authentication method");
    expect(wordsOf(error)).not.toContain("hunter2");
  });
});
