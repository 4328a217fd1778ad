// To which API server a client talks, by which way, and how it knows that it is the right one.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { Access, usersOf, wordsOf } from "../../lab/access.ts";
import { tempDir } from "../../lab/directory.ts";
import { Forwarder, Gateway, HttpProxy, SocksProxy } from "../../lab/gateway.ts";
import type { HelmOptions } from "../../src/index.ts";

setDefaultTimeout(60_000);

/** A user with a token, and how it reaches the cluster by another kubeconfig. */
async function anna(): Promise<Access & { with(cluster: object): HelmOptions; user: string }> {
  const access = await Access.make();
  const token = await access.token("anna");
  return Object.assign(access, {
    with: (cluster: object) => ({ kubeconfig: access.kubeconfig({ user: { token }, cluster }) }),
    user: access.account("anna"),
  });
}

const portOf = ({ cluster }: Access): string => new URL(cluster.server).port;
const text = (file: string): Promise<string> => Bun.file(file).text();
const noFile = { "certificate-authority": undefined };

describe.concurrent("an API server's certificate", () => {
  test.concurrent("is checked against the authority's, as data or as a file beside the kubeconfig", async () => {
    using access = await anna();
    const ca = await text(access.cluster.description.caFile);
    const asData = access.with({ ...noFile, "certificate-authority-data": btoa(ca) });
    expect(await access.lists(asData)).toEqual([access.user]);
    const asFile = access.with({ "certificate-authority": "./ca/ca.crt" });
    using dir = tempDir({ kubeconfig: JSON.stringify(asFile.kubeconfig), "ca/ca.crt": ca });
    expect(await access.lists({ kubeconfig: join(dir.path, "kubeconfig") })).toEqual([access.user]);
  });

  test.concurrent("of another authority is refused, and the hint names what to check", async () => {
    using access = await anna();
    // A certificate that is an authority's own, but another's.
    const { certificate } = await access.certificate("other");
    const wrong = access.with({ ...noFile, "certificate-authority-data": btoa(certificate) });
    const error = await access.refused(wrong, "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.message).toContain("signed by unknown authority");
    expect(error.details.hint).toContain("certificate-authority");
    const none = await access.refused(access.with(noFile), "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(none.details.hint).toContain("kubeCaFile");
    const { caFile: kubeCaFile } = access.cluster.description;
    expect(await access.lists({ ...wrong, kubeCaFile })).toEqual([access.user]);
  });

  test.concurrent("for another name is refused, unless tls-server-name says so", async () => {
    using access = await anna();
    const byName = { server: `https://0.0.0.0:${portOf(access)}` }; // this machine, by an address that is not in it
    const error = await access.refused(access.with(byName), "ERR_HELM_CLUSTER_UNREACHABLE");
    expect(error.message).toContain("0.0.0.0");
    expect(error.details.hint).toContain("tls-server-name");
    const named = access.with({ ...byName, "tls-server-name": "kubernetes.default.svc" });
    expect(await access.lists(named)).toEqual([access.user]);
    expect(await access.lists({ ...access.with(byName), kubeTlsServerName: "localhost" })).toEqual([access.user]);
    const env = { HELM_KUBETLS_SERVER_NAME: "localhost" };
    expect(await access.lists({ ...access.with(byName), env })).toEqual([access.user]);
  });

  test.concurrent("is not looked at if insecure, and whoever wants both is told", async () => {
    using access = await anna();
    const insecure = { server: `https://0.0.0.0:${portOf(access)}`, "insecure-skip-tls-verify": true };
    expect(await access.lists(access.with({ ...insecure, ...noFile }))).toEqual([access.user]);
    const both = await access.refused(access.with(insecure), "ERR_HELM_KUBECONFIG_INVALID");
    expect(both.message).toContain("insecure");
    // An option replaces what the kubeconfig says, as for the helm command.
    const checked = access.with({ server: insecure.server });
    expect(await access.lists({ ...checked, kubeInsecureSkipTlsVerify: true })).toEqual([access.user]);
    const env = { HELM_KUBEINSECURE_SKIP_TLS_VERIFY: "true" };
    expect(await access.lists({ ...checked, env })).toEqual([access.user]);
  });

  test.concurrent("cannot be checked with an authority that is missing or no certificate", async () => {
    using access = await anna();
    const missing = { "certificate-authority": "/nonexistent/ca.crt" };
    const error = await access.refused(access.with(missing), "ERR_HELM_KUBECONFIG_INVALID");
    expect(error.message).toContain("/nonexistent/ca.crt");
    const junk = { ...noFile, "certificate-authority-data": btoa("junk") };
    expect((await access.refused(access.with(junk), "ERR_HELM_KUBECONFIG_INVALID")).message).toContain("certificate");
  });
});

describe.concurrent("an API server's address", () => {
  test.concurrent("may have a path, and a slash at its end", async () => {
    using access = await anna();
    await using gateway = await Gateway.start(access.cluster, { prefix: "/clusters/one" });
    for (const server of [gateway.url, `${gateway.url}/`]) {
      const requests = await access.life(access.with({ server }));
      expect(requests.length).toBeGreaterThan(3);
    }
    expect(gateway.seen.every((credential) => credential.startsWith("Bearer "))).toBe(true);
    expect(await access.lists(access.with({ server: `${access.cluster.server}/` }))).toEqual([access.user]);
  });

  const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));
  test.concurrent.skipIf(!hasIPv6)("may be one of IPv6", async () => {
    using access = await anna();
    await using forwarder = await Forwarder.start(access.cluster, "::1");
    const options = access.with({ server: `https://[::1]:${forwarder.port}`, "tls-server-name": "localhost" });
    expect(usersOf(await access.life(options))).toEqual([access.user]);
  });

  test.concurrent("may be without TLS, by which no credentials are sent", async () => {
    using access = await anna();
    await using gateway = await Gateway.start(access.cluster, { plain: true });
    await access.lists(access.with({ server: gateway.url, ...noFile }));
    expect([...new Set(gateway.seen)]).toEqual([""]);
  });
});

describe.concurrent("a proxy", () => {
  const elsewhere = { server: "https://kubernetes.default.svc:443" }; // only a proxy leads there

  test.concurrent("is the one that the kubeconfig names", async () => {
    using access = await anna();
    await using http = await HttpProxy.start(access.cluster, "me:hunter2");
    const withAccount = http.url.replace("//", "//me:hunter2@");
    const requests = await access.life(access.with({ ...elsewhere, "proxy-url": withAccount }));
    expect(usersOf(requests)).toEqual([access.user]);
    expect(http.asked).toContain("kubernetes.default.svc:443");
    await using socks = await SocksProxy.start(access.cluster);
    expect(await access.lists(access.with({ ...elsewhere, "proxy-url": socks.url }))).toEqual([access.user]);
    expect(socks.asked).toBe(1);
  });

  test.concurrent("is that of the client's environment, but not for NO_PROXY", async () => {
    using access = await anna();
    await using proxy = await HttpProxy.start(access.cluster);
    for (const name of ["HTTPS_PROXY", "https_proxy"]) {
      expect(await access.lists({ ...access.with(elsewhere), env: { [name]: proxy.url } })).toEqual([access.user]);
    }
    expect(proxy.asked).toEqual(["kubernetes.default.svc:443"]); // both are the same way, with one connection
    const server = `https://0.0.0.0:${portOf(access)}`; // an address of this machine that is not a loopback one
    const direct = access.with({ server, "tls-server-name": "localhost" });
    expect(await access.lists({ ...direct, env: { HTTPS_PROXY: proxy.url } })).toEqual([access.user]);
    expect(proxy.asked.at(-1)).toBe(`0.0.0.0:${portOf(access)}`);
    const before = proxy.asked.length;
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: "example.com,0.0.0.0" };
    expect(await access.lists({ ...direct, env })).toEqual([access.user]);
    expect(await access.lists(direct)).toEqual([access.user]);
    expect(proxy.asked.length).toBe(before);
  });

  test.concurrent("of the kubeconfig counts more than one of the environment", async () => {
    using access = await anna();
    await using proxy = await HttpProxy.start(access.cluster);
    const options = access.with({ ...elsewhere, "proxy-url": proxy.url });
    expect(await access.lists({ ...options, env: { HTTPS_PROXY: "http://127.0.0.1:1" } })).toEqual([access.user]);
  });

  test.concurrent("that does not answer, or refuses, is named without its password", async () => {
    using access = await anna();
    await using proxy = await HttpProxy.start(access.cluster, "somebody:else");
    const cases: [HelmOptions, RegExp, string][] = [
      [
        { ...access.with(elsewhere), env: { HTTPS_PROXY: "http://me:hunter2@127.0.0.1:1" } },
        /connection refused/,
        "127.0.0.1:1",
      ],
      [
        access.with({ ...elsewhere, "proxy-url": proxy.url.replace("//", "//me:hunter2@") }),
        /Proxy Auth/,
        `${proxy.port}`,
      ],
    ];
    for (const [options, says, address] of cases) {
      const error = await access.refused(options, "ERR_HELM_CLUSTER_UNREACHABLE");
      expect(error.message).toMatch(says);
      expect(error.details.server).toBe(elsewhere.server);
      expect(error.details.proxy).toEndWith(address);
      expect(error.details.hint).toContain(error.details.proxy as string);
      expect(wordsOf(error)).not.toContain("hunter2");
    }
  });

  test.concurrent("whose address is none is told, without its password", async () => {
    using access = await anna();
    for (const url of ["ftp://me:hunter2@127.0.0.1", "http://me:hunter2@127.0.0.1:port", "me:hunter2@127.0.0.1"]) {
      const options = access.with({ ...elsewhere, "proxy-url": url });
      const error = await access.refused(options, "ERR_HELM_KUBECONFIG_INVALID");
      expect(error.message).toContain("proxy");
      expect(wordsOf(error)).not.toContain("hunter2");
    }
  });
});
