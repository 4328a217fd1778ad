// Logins at registries that bunhelm and the helm command share.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { cluster, newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { runScript } from "../../lab/process.ts";
import { Repository } from "../../lab/repository.ts";
import { publish } from "./published.ts";

setDefaultTimeout(60_000);

const config = ".config/helm/registry/config.json";

/** All that an error says. */
const told = (error: Error): string => JSON.stringify([error, error.message, error.stack, String(error.cause)]);

const { host, right, reference } = await publish();

describe("a login", () => {
  test("of bunhelm is one of the helm command too, until one of the two logs out", async () => {
    using home = tempDir();
    const env = { HOME: home.path };
    await using helm = newHelm({ env });
    const pull = ["show", "chart", reference, "--plain-http"];
    expect((await helmCommand(pull, env)).exitCode).toBe(1);
    expect(await helm.registry.login(host, right)).toEqual({ host, username: right.username as string });
    expect((await helmCommand(pull, env)).stdout).toContain("name: shop");
    expect((await helm.charts.template(reference, { plainHttp: true })).manifest).toContain("1.1.0");
    await helmCommand(["registry", "logout", host], env);
    await expectCode(helm.charts.template(reference, { plainHttp: true }), "ERR_HELM_REGISTRY_UNAUTHORIZED");
    expect(await helm.registry.logout(host)).toEqual({ host, removed: false });
  });

  test("of the helm command is one of bunhelm too", async () => {
    using home = tempDir();
    const env = { HOME: home.path };
    await using helm = newHelm({ env });
    const account = ["--username", right.username as string, "--password", right.password as string];
    expect((await helmCommand(["registry", "login", host, ...account, "--plain-http"], env)).exitCode).toBe(0);
    expect(await helm.registry.tags(reference, { plainHttp: true })).toContain("1.1.0");
    expect(await helm.registry.logout(host)).toEqual({ host, removed: true });
    expect((await helmCommand(["show", "chart", reference, "--plain-http"], env)).exitCode).toBe(1);
  });

  test("is written as the helm command writes it, and leaves the rest of the file alone", async () => {
    const before = JSON.stringify({ auths: { "other.example.com": { auth: "YTpi" } }, HttpHeaders: { A: "b" } });
    using ours = tempDir({ [config]: before });
    using theirs = tempDir({ [config]: before });
    await using helm = newHelm({ env: { HOME: ours.path } });
    await helm.registry.login(host, right);
    const account = ["--username", right.username as string, "--password", right.password as string];
    await helmCommand(["registry", "login", host, ...account, "--plain-http"], { HOME: theirs.path });
    expect(readFileSync(join(ours.path, config), "utf8")).toBe(readFileSync(join(theirs.path, config), "utf8"));
    expect(statSync(join(ours.path, config)).mode & 0o777).toBe(0o600);
  });

  test("with a wrong account is refused, shown to nobody, and not kept", async () => {
    using home = tempDir();
    await using helm = newHelm({ env: { HOME: home.path } });
    const operation = helm.registry.login(host, { ...right, password: "wr0ng" });
    const error = await expectCode(operation, "ERR_HELM_REGISTRY_UNAUTHORIZED");
    expect(error.details).toMatchObject({ reference: host, status: 401 });
    expect(told(error)).not.toContain("wr0ng");
    expect(existsSync(join(home.path, ".config"))).toBe(false);
  });

  test.each([
    ["a host with a path", "127.0.0.1:5000/charts", {}, "host"],
    ["an address", "oci://127.0.0.1:5000", {}, "host"],
    ["no host", "", {}, "host"],
    ["what is no host", "not a host", {}, "host"],
    ["no password", "127.0.0.1:5000", { password: "" }, "password"],
    ["a CA that is not there", "127.0.0.1:5000", { caFile: "/no/ca.crt" }, "caFile"],
    ["a CA that is none", "127.0.0.1:5000", { caFile: import.meta.path }, "caFile"],
    ["a certificate without its key", "127.0.0.1:5000", { certFile: "/no/a.crt" }, "certFile"],
    ["a misspelt option", "127.0.0.1:5000", { plainHTTP: true }, "plainHTTP"],
  ])("to %s is refused", async (_, host, options, option) => {
    const operation = newHelm().registry.login(host, { username: "ann", password: "s3cret", ...options });
    expect((await expectCode(operation, "ERR_HELM_INVALID_ARGUMENT")).details.option).toBe(option);
  });

  test("says what is wrong with the way to the registry", async () => {
    const helm = newHelm();
    const { plainHttp: _, ...withoutPlain } = right;
    const { details } = await expectCode(helm.registry.login(host, withoutPlain), "ERR_HELM_REGISTRY_UNREACHABLE");
    expect(details.hint).toContain("plainHttp");
    await expectCode(helm.registry.login("127.0.0.1:1", right), "ERR_HELM_REGISTRY_UNREACHABLE");
    await using none = await Repository.serve();
    const operation = helm.registry.login(new URL(none.url).host, right);
    expect((await expectCode(operation, "ERR_HELM_REGISTRY_UNREACHABLE")).message).toContain("is not a registry");
  });

  test("goes through TLS with caFile, or with insecure", async () => {
    const { dir, caFile } = (await cluster()).description;
    using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      tls: { cert: Bun.file(join(dir, "serving.crt")), key: Bun.file(join(dir, "serving.key")) },
      fetch: (request) =>
        request.headers.get("authorization") === `Basic ${btoa("ann:s3cret")}`
          ? new Response("{}")
          : new Response("", { status: 401, headers: { "www-authenticate": 'Basic realm="test"' } }),
    });
    const address = `127.0.0.1:${server.port}`;
    await using helm = newHelm();
    const account = { username: "ann", password: "s3cret" };
    const { message } = await expectCode(helm.registry.login(address, account), "ERR_HELM_REGISTRY_UNREACHABLE");
    expect(message).toContain("certificate");
    for (const options of [{ caFile }, { insecure: true }])
      expect(await helm.registry.login(address, { ...account, ...options })).toMatchObject({ host: address });
  });

  test("is given up when it is cancelled", async () => {
    const arrived = Promise.withResolvers<void>();
    using server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => {
        arrived.resolve();
        return new Promise<Response>(() => {});
      },
    });
    const operation = newHelm().registry.login(`127.0.0.1:${server.port}`, right);
    await arrived.promise;
    operation.cancel();
    await expectCode(operation, "ERR_HELM_ABORTED");
  });

  test("loses no other that is made at the same time", async () => {
    using home = tempDir();
    const servers = Array.from({ length: 8 }, () =>
      Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("{}") }),
    );
    const hosts = servers.map(({ port }) => `127.0.0.1:${port}`);
    const clients = hosts.map(() => newHelm({ env: { HOME: home.path } }));
    await Promise.all(hosts.map((host, i) => clients[i]?.registry.login(host, right)));
    const { auths } = JSON.parse(readFileSync(join(home.path, config), "utf8")) as { auths: object };
    expect(Object.keys(auths).sort()).toEqual(hosts.sort());
    await Promise.all(hosts.map((host, i) => clients[i]?.registry.logout(host)));
    expect(JSON.parse(readFileSync(join(home.path, config), "utf8"))).toEqual({ auths: {} });
    await Promise.all([...clients.map((client) => client.close()), ...servers.map((server) => server.stop(true))]);
  });

  test("of a credential helper that Docker's configuration names is used", async () => {
    const { username, password } = right;
    const secret = JSON.stringify({ ServerURL: host, Username: username, Secret: password });
    using home = tempDir({
      ".docker/config.json": JSON.stringify({ credHelpers: { [host]: "story" } }),
      "bin/docker-credential-story": `#!/bin/sh\ncat > /dev/null\necho '${secret}'\n`,
    });
    await Bun.$`chmod +x ${home.path}/bin/docker-credential-story`;
    // A program starts helpers by the PATH that it was started with.
    const { stdout, stderr } = await runScript(
      `import { newHelm } from "./lab/client.ts";
       const helm = newHelm({ env: { HOME: ${JSON.stringify(home.path)} } });
       console.log(await helm.registry.tags(${JSON.stringify(reference)}, { plainHttp: true }));`,
      { env: { PATH: `${home.path}/bin:${process.env.PATH}` } },
    );
    expect(stdout + stderr).toContain("1.1.0");
  });
});
