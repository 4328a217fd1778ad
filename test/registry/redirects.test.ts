// Registries that let other servers send their archives.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cluster, newHelm } from "../../lab/client.ts";
import { expectCode } from "../../lab/failure.ts";
import { Repository } from "../../lab/repository.ts";

setDefaultTimeout(60_000);

const helm = newHelm();

describe("a registry", () => {
  test("keeps the account from the server that it lets send an archive, and its signature from errors", async () => {
    const { registry } = await cluster();
    await using repository = await Repository.serve();
    const path = `elsewhere-${crypto.randomUUID()}`;
    const { archiveDigest } = await helm.charts.push(repository.file("shop-1.0.0.tgz"), `oci://${registry}/${path}`, {
      plainHttp: true,
    });
    const heard: (string | null)[] = [];
    await using elsewhere = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ headers, url }) => {
        heard.push(headers.get("authorization"), headers.get("referer"));
        if (url.includes("/first")) return Response.redirect(`/then?signature=s3cret`, 307);
        return new Response("", { status: 400 });
      },
    });
    await using front = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch({ url, method, headers }) {
        const { pathname } = new URL(url);
        if (headers.get("authorization") === null)
          return new Response("", { status: 401, headers: { "www-authenticate": "Basic" } });
        if (pathname.endsWith(archiveDigest)) return Response.redirect(`${elsewhere.url}first?signature=s3cret`, 307);
        return fetch(`http://${registry}${pathname}`, { method, headers: { accept: headers.get("accept") ?? "" } });
      },
    });
    const operation = helm.charts.pull(`oci://${front.url.host}/${path}/shop:1.0.0`, {
      plainHttp: true,
      username: "ann",
      password: "s3cret",
    });
    const error = await expectCode(operation, "ERR_HELM_REGISTRY_UNREACHABLE");
    expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toContain("s3cret");
    expect(heard).toEqual([null, null, null, null]);
  });

  test("that redirects without end is given up", async () => {
    let asked = 0;
    await using front = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => Response.redirect(`/again/${asked++}`, 307),
    });
    const operation = helm.charts.template(`oci://${front.url.host}/shop:1.0.0`, { plainHttp: true });
    expect((await expectCode(operation, "ERR_HELM_REGISTRY_UNREACHABLE")).message).toContain("10 redirects");
    expect(asked).toBeLessThan(100);
  });
});
