// What charts.pull leaves and says when a server fails, breaks off, or sends something else.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { cluster, newHelm } from "../../lab/client.ts";
import { tempDir } from "../../lab/directory.ts";
import { expectCode } from "../../lab/failure.ts";
import { account, Repository } from "../../lab/repository.ts";
import type { HelmErrorCode } from "../../src/index.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

describe("a pull that fails", () => {
  const bodies: [string, (archive: Uint8Array<ArrayBuffer>) => Response, HelmErrorCode][] = [
    ["is refused", () => new Response("", { status: 403 }), "ERR_HELM_REPOSITORY_UNAUTHORIZED"],
    ["finds nothing", () => new Response("", { status: 404 }), "ERR_HELM_CHART_NOT_FOUND"],
    ["meets a broken server", () => new Response("", { status: 500 }), "ERR_HELM_REPOSITORY_UNREACHABLE"],
    ["gets a web page", () => new Response("<html>welcome</html>"), "ERR_HELM_CHART_INVALID"],
    ["gets half an archive", (archive) => new Response(archive.slice(0, 200)), "ERR_HELM_CHART_INVALID"],
  ];
  test.each(bodies)("because it %s has its code and leaves no file", async (_, answer, code) => {
    await using repository = await Repository.serve();
    const archive = await Bun.file(repository.file("shop-1.0.0.tgz")).bytes();
    repository.behaviour = (_, path) => (path.endsWith(".tgz") ? answer(archive) : undefined);
    using place = tempDir();
    for (const more of [{}, { untar: true }]) {
      const operation = helm.charts.pull(`${repository.url}/shop-1.0.0.tgz`, { destination: place.path, ...more });
      await expectCode(operation, code);
    }
    expect(readdirSync(place.path)).toEqual([]);
  });

  test("because it is cancelled in the middle of an archive leaves no file", async () => {
    await using repository = await Repository.serve();
    const archive = await Bun.file(repository.file("shop-1.0.0.tgz")).bytes();
    const arrived = Promise.withResolvers<void>();
    repository.behaviour = (_, path) => {
      if (!path.endsWith(".tgz")) return undefined;
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(archive.subarray(0, 200));
          arrived.resolve();
        },
      });
      return new Response(body);
    };
    using place = tempDir();
    const operation = helm.charts.pull("shop", { repo: repository.url, destination: place.path });
    await arrived.promise;
    operation.cancel(new Error("enough"));
    await expectCode(operation, "ERR_HELM_ABORTED");
    expect(readdirSync(place.path)).toEqual([]);
  });

  test("because of a wrong account does not tell it", async () => {
    await using repository = await Repository.serve();
    repository.behaviour = account("ann", "right");
    using place = tempDir();
    const operation = helm.charts.pull("shop", {
      repo: repository.url,
      username: "ann",
      password: "wr0ng",
      destination: place.path,
    });
    const error = await expectCode(operation, "ERR_HELM_REPOSITORY_UNAUTHORIZED");
    expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toContain("wr0ng");
    const withAccount = `${repository.url.replace("://", "://ann:right@")}/shop-1.0.0.tgz`;
    expect((await helm.charts.pull(withAccount)).url).not.toContain("right");
  });
});

describe("a registry", () => {
  test("that sends something else, or breaks off, has its code and leaves no file", async () => {
    const { registry } = await cluster();
    await using repository = await Repository.serve();
    const path = `broken-${crypto.randomUUID()}`;
    const { archiveDigest } = await helm.charts.push(repository.file("shop-1.0.0.tgz"), `oci://${registry}/${path}`, {
      plainHttp: true,
    });
    let broken: (archive: Uint8Array) => Uint8Array;
    await using front = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      async fetch(request) {
        const { pathname } = new URL(request.url);
        const { method, headers } = request;
        const answer = await fetch(`http://${registry}${pathname}`, { method, headers });
        return pathname.endsWith(archiveDigest) ? new Response(Buffer.from(broken(await answer.bytes()))) : answer;
      },
    });
    using place = tempDir();
    const pull = (): Promise<unknown> =>
      helm.charts.pull(`oci://${front.url.host}/${path}/shop:1.0.0`, { plainHttp: true, destination: place.path });
    broken = (archive) => archive.map((byte, at) => (at === 100 ? byte ^ 1 : byte));
    await expectCode(pull(), "ERR_HELM_VERIFICATION_FAILED");
    broken = (archive) => archive.slice(0, 100);
    await expectCode(pull(), "ERR_HELM_REGISTRY_UNREACHABLE");
    expect(readdirSync(place.path)).toEqual([]);
    broken = (archive) => archive;
    await pull();
    expect(readdirSync(place.path)).toEqual(["shop-1.0.0.tgz"]);
  });

  test("is not asked for what is no reference", async () => {
    for (const reference of ["oci://", "oci://example.test", "oci://example.test/UPPER/shop:1.0.0"])
      await expectCode(helm.charts.pull(reference), "ERR_HELM_INVALID_ARGUMENT");
  });
});
