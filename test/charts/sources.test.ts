// Where charts come from: a repository's address, its name, a URL, a registry.
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cluster, newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { account, Repository } from "../../lab/repository.ts";
import type { Helm, HelmError, HelmErrorCode } from "../../src/index.ts";

const helm = newHelm();

/** The version of the chart that came out. */
async function version(rendered: ReturnType<Helm["charts"]["template"]>): Promise<string | undefined> {
  return (await rendered).manifest.match(/"version":"([^"]+)"/)?.[1];
}

/** All that an error says. */
function told(error: Error): string {
  return JSON.stringify([error, error.message, error.stack, String(error.cause)]);
}

describe("the option repo", () => {
  test("finds a name in the repository at an address: the latest version, excluding pre-releases", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.2.0", "2.0.0-rc.1"]);
    const repo = repository.url;
    expect(await version(helm.charts.template("shop", { repo }))).toBe("1.2.0");
    expect(await version(helm.charts.template("shop", { repo, devel: true }))).toBe("2.0.0-rc.1");
    expect(await version(helm.charts.template("shop", { repo, version: "~1.0" }))).toBe("1.0.0");
    expect(await version(helm.charts.template("shop", { repo, version: "2.0.0-rc.1" }))).toBe("2.0.0-rc.1");
  });

  test("chooses as the command does", async () => {
    const versions = ["0.9.0", "1.0.0", "1.0.1-beta", "1.10.0", "1.9.0", "2.0.0-rc.1"];
    await using repository = await Repository.serve(versions);
    for (const wanted of [undefined, "1", "^1", "~1.9", ">0.0.0-0", "1.0.1-beta", "<1", "v1.0.0", "1.x", "3"]) {
      const flags = wanted === undefined ? [] : ["--version", wanted];
      const { stdout, exitCode } = await helmCommand(["template", "shop", "--repo", repository.url, ...flags]);
      const ours = version(helm.charts.template("shop", { repo: repository.url, version: wanted })).catch(
        () => undefined,
      );
      expect(`${wanted}: ${await ours}`).toBe(`${wanted}: ${stdout.match(/"version":"([^"]+)"/)?.[1]}`);
      expect((await ours) === undefined).toBe(exitCode !== 0);
    }
  }, 60_000);

  test("says which chart or version the repository does not have", async () => {
    await using repository = await Repository.serve();
    for (const options of [{ version: "^2" }, { version: "9.9.9" }]) {
      const wrong = helm.charts.template("shop", { repo: repository.url, ...options });
      const { message } = await expectCode(wrong, "ERR_HELM_CHART_NOT_FOUND");
      expect(message).toContain(options.version);
    }
    await expectCode(helm.charts.template("cart", { repo: repository.url }), "ERR_HELM_CHART_NOT_FOUND");
  });

  test("is INVALID_ARGUMENT when it is no URL", async () => {
    await expectCode(helm.charts.template("shop", { repo: "stable" }), "ERR_HELM_INVALID_ARGUMENT");
  });
});

describe("a name in a repository that was added", () => {
  test("is looked up in the files of the helm command, and fetched with what it was added with", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    repository.behaviour = account("ann", "s3cret");
    using home = tempDir();
    const env = { HOME: home.path };
    const added = await helmCommand(
      ["repo", "add", "mine", repository.url, "--username", "ann", "--password", "s3cret"],
      env,
    );
    expect(added.stderr).toBe("");
    await using client = newHelm({ env });
    expect(await version(client.charts.template("mine/shop"))).toBe("1.1.0");
    expect(await version(client.charts.template("mine/shop", { version: "1.0.0" }))).toBe("1.0.0");
  }, 60_000);

  test("comes from Helm's content cache the second time, for both", async () => {
    await using repository = await Repository.serve();
    using home = tempDir();
    const env = { HOME: home.path };
    await helmCommand(["repo", "add", "mine", repository.url], env);
    await using client = newHelm({ env });
    await client.charts.template("mine/shop");
    const asked = repository.asked.length;
    await client.charts.template("mine/shop");
    expect((await helmCommand(["template", "mine/shop"], env)).exitCode).toBe(0);
    expect(repository.asked.length).toBe(asked);
  }, 60_000);

  test("is REPOSITORY_NOT_FOUND where no repository has that name, or its index was never fetched", async () => {
    const { details } = await expectCode(helm.charts.template("stable/nginx"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(details.name).toBe("stable");
    using home = tempDir({
      ".config/helm/repositories.yaml": "repositories: [{name: old, url: 'http://127.0.0.1:1'}]",
    });
    await using client = newHelm({ env: { HOME: home.path } });
    const { details: old } = await expectCode(client.charts.template("old/nginx"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(old.hint).toContain("update");
  });
});

describe("a URL", () => {
  test("is an archive", async () => {
    await using repository = await Repository.serve();
    expect(await version(helm.charts.template(`${repository.url}/shop-1.0.0.tgz`))).toBe("1.0.0");
    expect(await version(helm.charts.template(new URL(`${repository.url}/shop-1.0.0.tgz`)))).toBe("1.0.0");
  });

  test("may hold an account, which no error shows", async () => {
    await using repository = await Repository.serve();
    repository.behaviour = account("ann", "s3cret");
    const withAccount = (password: string): string =>
      `${repository.url.replace("://", `://ann:${password}@`)}/shop-1.0.0.tgz`;
    expect(await version(helm.charts.template(withAccount("s3cret")))).toBe("1.0.0");
    const error = await expectCode(helm.charts.template(withAccount("s3cred")), "ERR_HELM_REPOSITORY_UNAUTHORIZED");
    expect(told(error)).not.toContain("s3cred");
  });
});

describe("a repository that fails", () => {
  const failures: [string, { body?: string; status?: number }, HelmErrorCode][] = [
    ["asks for an account", { status: 401 }, "ERR_HELM_REPOSITORY_UNAUTHORIZED"],
    ["forbids it", { status: 403 }, "ERR_HELM_REPOSITORY_UNAUTHORIZED"],
    ["has no index", { status: 404 }, "ERR_HELM_REPOSITORY_NOT_FOUND"],
    ["is broken", { status: 500 }, "ERR_HELM_REPOSITORY_UNREACHABLE"],
    ["answers with nothing", {}, "ERR_HELM_REPOSITORY_NOT_FOUND"],
    ["answers with a web page", { body: "<html>welcome</html>" }, "ERR_HELM_REPOSITORY_NOT_FOUND"],
  ];
  test.each(failures)("because it %s has its code", async (_, { body = "", status = 200 }, code) => {
    await using repository = await Repository.serve();
    repository.behaviour = () => new Response(body, { status });
    const error = await expectCode(helm.charts.template("shop", { repo: repository.url }), code);
    expect(error.details).toMatchObject({ url: expect.stringContaining(repository.url) });
  });

  test("in the middle of an archive is REPOSITORY_UNREACHABLE, and leaves nothing behind", async () => {
    await using repository = await Repository.serve();
    const archive = await Bun.file(repository.file("shop-1.0.0.tgz")).bytes();
    await using half = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        data(socket) {
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${archive.length}\r\n\r\n`);
          socket.write(archive.subarray(0, archive.length / 2));
          socket.end();
        },
      },
    });
    using home = tempDir();
    await using client = newHelm({ env: { HOME: home.path } });
    const cut = client.charts.template(`http://127.0.0.1:${half.port}/shop-1.0.0.tgz`);
    await expectCode(cut, "ERR_HELM_REPOSITORY_UNREACHABLE");
    expect(readdirSync(home.path)).toEqual([]);
  });

  test("by sending another archive than its index says is VERIFICATION_FAILED, and nothing is kept", async () => {
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    repository.behaviour = (_, path) =>
      path.endsWith("1.1.0.tgz") ? new Response(Bun.file(repository.file("shop-1.0.0.tgz"))) : undefined;
    using home = tempDir();
    await using client = newHelm({ env: { HOME: home.path } });
    const { message } = await expectCode(
      client.charts.template("shop", { repo: repository.url }),
      "ERR_HELM_VERIFICATION_FAILED",
    );
    expect(message).toContain("digest");
    expect(existsSync(join(home.path, ".cache"))).toBe(false);
  });

  test("by sending no archive is CHART_INVALID", async () => {
    await using repository = await Repository.serve();
    repository.behaviour = (_, path) => (path.endsWith(".tgz") ? new Response("no archive") : undefined);
    await expectCode(helm.charts.template(`${repository.url}/shop-1.0.0.tgz`), "ERR_HELM_CHART_INVALID");
  });

  test("by not answering is given up when the call is cancelled", async () => {
    await using repository = await Repository.serve();
    const arrived = Promise.withResolvers<void>();
    repository.behaviour = () => {
      arrived.resolve();
      return new Promise<Response>(() => {});
    };
    const operation = helm.charts.template("shop", { repo: repository.url });
    await arrived.promise;
    operation.cancel(new Error("enough"));
    await expectCode(operation, "ERR_HELM_ABORTED");
  });
});

describe("credentials", () => {
  const options = { username: "ann", password: "s3cret" };

  test("go to the repository and to the archives that are on the same host", async () => {
    await using repository = await Repository.serve();
    repository.behaviour = account("ann", "s3cret");
    expect(await version(helm.charts.template("shop", { repo: repository.url, ...options }))).toBe("1.0.0");
  });

  test("go to no other host, unless passCredentials says so", async () => {
    await using repository = await Repository.serve();
    await using elsewhere = await Repository.serve();
    const index = (await Bun.file(repository.file("index.yaml")).text()).replace(
      "shop-1.0.0.tgz",
      `${elsewhere.url}/$&`,
    );
    repository.behaviour = (_, path) => (path === "/index.yaml" ? new Response(index) : undefined);
    const authorizations = (): (string | null)[] => elsewhere.asked.map(({ authorization }) => authorization);
    // The digest of an archive has its time in it.
    const fetchOther = (more: object): Promise<unknown> =>
      helm.charts.template("shop", { repo: repository.url, ...options, ...more }).catch(() => {});
    await fetchOther({});
    expect(authorizations()).toEqual([null]);
    await fetchOther({ passCredentials: true });
    expect(authorizations()).toEqual([null, expect.stringContaining("Basic")]);
  });

  test("follow no redirect to another host", async () => {
    await using repository = await Repository.serve();
    await using elsewhere = await Repository.serve();
    repository.behaviour = (_, path) =>
      path.endsWith(".tgz") ? Response.redirect(`${elsewhere.url}/shop-1.0.0.tgz`) : undefined;
    await helm.charts.template("shop", { repo: repository.url, ...options }).catch(() => {});
    expect(elsewhere.asked.map(({ authorization }) => authorization)).toEqual([null]);
  });

  test("of a repository are not shown to a registry that its index names, unless passCredentials says so", async () => {
    const authorizations: (string | null)[] = [];
    await using registry = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) => {
        authorizations.push(request.headers.get("authorization"));
        return new Response("who are you?", { status: 401, headers: { "www-authenticate": 'Basic realm="other"' } });
      },
    });
    await using repository = await Repository.serve();
    repository.behaviour = (_, path) =>
      path === "/index.yaml" ? inRegistry(`${registry.url.host}/shop:1.0.0`) : undefined;
    const options = { repo: repository.url, username: "ann", password: "s3cret", plainHttp: true };
    await expectCode(helm.charts.template("shop", options), "ERR_HELM_REGISTRY_UNAUTHORIZED");
    expect(new Set(authorizations)).toEqual(new Set([null]));
    await expectCode(
      helm.charts.template("shop", { ...options, passCredentials: true }),
      "ERR_HELM_REGISTRY_UNAUTHORIZED",
    );
    expect(authorizations).toContain(`Basic ${btoa("ann:s3cret")}`);
  });

  test.each([
    "https://ann:s3%cret@127.0.0.1:1/shop.tgz",
    "oci://ann:s3%cret@127.0.0.1:1/shop",
    "oci://ann:s3cret@127.0.0.1:1/shop",
  ])("in a reference that cannot be read appear in no error: %s", async (reference) => {
    const error = await helm.charts.template(reference).then(
      () => expect.unreachable(),
      (error: HelmError) => error,
    );
    expect(error.code).not.toBe("ERR_HELM_RELEASE_FAILED");
    expect(told(error)).not.toMatch(/s3%?cret/);
  });

  test("in a URL's query are not told to the host that it redirects to", async () => {
    await using elsewhere = await Repository.serve();
    let referer: string | null = "none was asked";
    elsewhere.behaviour = (request) => {
      referer = request.headers.get("referer");
      return undefined;
    };
    await using repository = await Repository.serve();
    repository.behaviour = () => Response.redirect(`${elsewhere.url}/shop-1.0.0.tgz`);
    expect(await version(helm.charts.template(`${repository.url}/shop.tgz?token=s3cret`))).toBe("1.0.0");
    expect(referer).toBeNull();
  });

  test("that are wrong appear in no error", async () => {
    await using repository = await Repository.serve();
    repository.behaviour = account("ann", "right");
    const operation = helm.charts.template("shop", { repo: repository.url, username: "ann", password: "wr0ng" });
    const error = await expectCode(operation, "ERR_HELM_REPOSITORY_UNAUTHORIZED");
    expect(told(error)).not.toContain("wr0ng");
  });
});

/** An index whose only chart, of version 1.0.0, is in a registry. */
const inRegistry = (place: string): Response =>
  Response.json({
    apiVersion: "v1",
    entries: { shop: [{ apiVersion: "v2", name: "shop", version: "1.0.0", urls: [`oci://${place}`] }] },
  });

describe("a registry", () => {
  test("gives a chart by tag, by range and by digest", async () => {
    const { registry } = await cluster();
    await using repository = await Repository.serve(["1.0.0", "1.1.0", "2.0.0-rc.1"]);
    const place = `oci://${registry}/tags-${crypto.randomUUID()}`;
    let digest = "";
    for (const one of ["1.0.0", "1.1.0", "2.0.0-rc.1"]) {
      const { stdout } = await helmCommand(["push", repository.file(`shop-${one}.tgz`), place, "--plain-http"]);
      if (one === "1.0.0") digest = stdout.match(/sha256:\w+/)?.[0] ?? "";
    }
    const plain = { plainHttp: true };
    expect(await version(helm.charts.template(`${place}/shop`, plain))).toBe("1.1.0");
    expect(await version(helm.charts.template(`${place}/shop:1.0.0`, plain))).toBe("1.0.0");
    expect(await version(helm.charts.template(`${place}/shop`, { ...plain, version: "~1.0" }))).toBe("1.0.0");
    expect(await version(helm.charts.template(`${place}/shop`, { ...plain, devel: true }))).toBe("2.0.0-rc.1");
    expect(await version(helm.charts.template(`${place}/shop@${digest}`, plain))).toBe("1.0.0");
    for (const wrong of [`${place}/shop:9.9.9`, `${place}/cart`])
      await expectCode(helm.charts.template(wrong, plain), "ERR_HELM_CHART_NOT_FOUND");
    await expectCode(helm.charts.template(`${place}/shop`, { ...plain, version: "^9" }), "ERR_HELM_CHART_NOT_FOUND");
    const two = await expectCode(
      helm.charts.template(`${place}/shop:1.0.0`, { ...plain, version: "1.1.0" }),
      "ERR_HELM_INVALID_ARGUMENT",
    );
    expect(two.details.option).toBe("version");
  }, 60_000);

  test("gives a chart that a repository's index says is there", async () => {
    const { registry } = await cluster();
    await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
    const place = `${registry}/listed-${crypto.randomUUID()}`;
    for (const one of ["1.0.0", "1.1.0"])
      await helmCommand(["push", repository.file(`shop-${one}.tgz`), `oci://${place}`, "--plain-http"]);
    for (const url of [`${place}/shop:1.0.0`, `${place}/shop`]) {
      repository.behaviour = (_, path) => (path === "/index.yaml" ? inRegistry(url) : undefined);
      for (const range of [{}, { version: "~1.0" }, { devel: true }])
        expect(await version(helm.charts.template("shop", { repo: repository.url, plainHttp: true, ...range }))).toBe(
          "1.0.0",
        );
    }
  }, 60_000);

  test("takes an account from the call, from a login of Helm and from Docker's configuration", async () => {
    const { registryAuth } = await cluster();
    await using repository = await Repository.serve();
    const { host, username, password } = registryAuth;
    const place = `oci://${host}/account-${crypto.randomUUID()}`;
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    const login = JSON.stringify({ auths: { [host]: { auth } } });
    using helmHome = tempDir({ ".config/helm/registry/config.json": login });
    using dockerHome = tempDir({ ".docker/config.json": login });
    const pushed = await helmCommand(["push", repository.file("shop-1.0.0.tgz"), place, "--plain-http"], {
      HOME: helmHome.path,
    });
    expect(pushed.exitCode).toBe(0);
    const reference = `${place}/shop`;
    const { message } = await expectCode(
      helm.charts.template(reference, { plainHttp: true }),
      "ERR_HELM_REGISTRY_UNAUTHORIZED",
    );
    expect(message).toContain(host);
    const call = { plainHttp: true, username, password };
    expect(await version(helm.charts.template(reference, call))).toBe("1.0.0");
    const wrong = helm.charts.template(reference, { ...call, password: "wr0ng" });
    expect(told(await expectCode(wrong, "ERR_HELM_REGISTRY_UNAUTHORIZED"))).not.toContain("wr0ng");
    for (const env of [
      { HOME: helmHome.path },
      { HOME: dockerHome.path },
      { DOCKER_CONFIG: `${dockerHome.path}/.docker` },
    ]) {
      await using client = newHelm({ env });
      expect(await version(client.charts.template(reference, { plainHttp: true }))).toBe("1.0.0");
    }
  }, 60_000);

  test("that is not there is REGISTRY_UNREACHABLE", async () => {
    const { details } = await expectCode(
      helm.charts.template("oci://127.0.0.1:1/charts/shop"),
      "ERR_HELM_REGISTRY_UNREACHABLE",
    );
    expect(details.reference).toBe("oci://127.0.0.1:1/charts/shop");
  });
});

test("a chart by reference can be installed and upgraded", async () => {
  const { kubeconfig } = await cluster();
  const namespace = await (await cluster()).namespace();
  await using repository = await Repository.serve(["1.0.0", "1.1.0"]);
  await using client = newHelm({ kubeconfig, namespace });
  const repo = repository.url;
  const first = await client.releases.install("shop", "shop", { repo, version: "1.0.0", wait: false });
  expect(first.chart.version).toBe("1.0.0");
  const second = await client.releases.upgrade("shop", "shop", { repo, wait: false });
  expect(second.chart.version).toBe("1.1.0");
}, 60_000);

test("without a home, nothing is written and every kind of reference works", async () => {
  const { registry } = await cluster();
  await using repository = await Repository.serve();
  const place = `oci://${registry}/homeless-${crypto.randomUUID()}`;
  await helmCommand(["push", repository.file("shop-1.0.0.tgz"), place, "--plain-http"]);
  await using client = newHelm({ env: {} });
  expect(await version(client.charts.template("shop", { repo: repository.url }))).toBe("1.0.0");
  expect(await version(client.charts.template(`${repository.url}/shop-1.0.0.tgz`))).toBe("1.0.0");
  expect(await version(client.charts.template(`${place}/shop`, { plainHttp: true }))).toBe("1.0.0");
}, 60_000);
