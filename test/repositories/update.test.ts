// Indexes of repositories that are fetched anew, beside `helm repo update`.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { expectCode } from "../../lab/failure.ts";
import { helmCommand } from "../../lab/helm.ts";
import { account, Repository } from "../../lab/repository.ts";
import { Home, hanging, indexOf } from "./home.ts";

setDefaultTimeout(60_000);

describe("repositories.update", () => {
  test("fetches all indexes, or those that are named", async () => {
    await using home = new Home();
    await using first = await Repository.serve();
    await using second = await Repository.serve();
    await home.helm.repositories.add("first", first.url);
    await home.helm.repositories.add("second", second.url);
    await using newer = await Repository.serve(["1.0.0", "2.0.0"]);
    first.behaviour = (_, path) => new Response(Bun.file(newer.file(path)));
    const asked = second.asked.length;
    expect(await home.helm.repositories.update("first")).toEqual([
      { name: "first", url: first.url, changed: true, charts: 1 },
    ]);
    expect(second.asked.length).toBe(asked);
    expect(await home.command("search", "repo", "first/shop")).toContain("2.0.0");
    const all = await home.helm.repositories.update();
    expect((await home.helm.repositories.update({ timeout: "10s" })).map(({ name }) => name)).toEqual(
      all.map(({ name }) => name),
    );
    expect(all.map(({ name, changed }) => `${name} ${changed}`)).toEqual(["first false", "second false"]);
  });

  test("asks all at the same time", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    for (const name of ["a", "b", "c"]) await home.helm.repositories.add(name, repository.url);
    let waiting = 0;
    const all = Promise.withResolvers<void>();
    repository.behaviour = async (_, path) => {
      if (++waiting === 3) all.resolve();
      await all.promise; // or it would never end
      return new Response(Bun.file(repository.file(path)));
    };
    expect(await home.helm.repositories.update()).toHaveLength(3);
  });

  test("fetches what it can, and says what has failed", async () => {
    await using home = new Home();
    await using good = await Repository.serve();
    await using gone = await Repository.serve();
    await using closed = await Repository.serve();
    for (const [name, { url }] of Object.entries({ gone, closed, good })) await home.helm.repositories.add(name, url);
    gone.behaviour = () => new Response("", { status: 404 });
    closed.behaviour = account("ann", "s3cret");
    good.behaviour = async (_, path) => new Response(`${await Bun.file(good.file(path)).text()}# newer\n`);
    const error = await expectCode(home.helm.repositories.update(), "ERR_HELM_REPOSITORY_NOT_FOUND");
    expect(error.message).toContain("2 of 3");
    expect(error.details.failures).toEqual([
      { name: "gone", url: gone.url, code: "ERR_HELM_REPOSITORY_NOT_FOUND", message: expect.any(String) },
      { name: "closed", url: closed.url, code: "ERR_HELM_REPOSITORY_UNAUTHORIZED", message: expect.any(String) },
    ]);
    expect(home.text(indexOf("good"))).toContain("# newer");
    expect((await helmCommand(["repo", "update"], home.env)).exitCode).toBe(1);
  });

  test("fetches nothing when a name is not there, or none is", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    await expectCode(home.helm.repositories.update(), "ERR_HELM_REPOSITORY_NOT_FOUND");
    await home.helm.repositories.add("mine", repository.url);
    const asked = repository.asked.length;
    const unknown = home.helm.repositories.update(["mine", "yours"]);
    expect((await expectCode(unknown, "ERR_HELM_REPOSITORY_NOT_FOUND")).details.name).toBe("yours");
    await expectCode(home.helm.repositories.update([]), "ERR_HELM_INVALID_ARGUMENT");
    expect(repository.asked.length).toBe(asked);
  });

  test("leaves the indexes as they were when it is cancelled", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    await home.helm.repositories.add("mine", repository.url);
    const before = home.text(indexOf("mine"));
    const { asked } = hanging(repository);
    const operation = home.helm.repositories.update();
    await asked;
    operation.cancel();
    await expectCode(operation, "ERR_HELM_ABORTED");
    expect(home.text(indexOf("mine"))).toBe(before);
  });
});
