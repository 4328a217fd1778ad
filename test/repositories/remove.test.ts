// Repositories that are forgotten, beside `helm repo remove`.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync } from "node:fs";
import { expectCode } from "../../lab/failure.ts";
import { Repository } from "../../lab/repository.ts";
import { Home, names } from "./home.ts";

setDefaultTimeout(60_000);

describe("repositories.remove", () => {
  test("forgets repositories with their indexes, for the helm command too", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    for (const name of ["a", "b", "c"]) await home.command("repo", "add", name, repository.url);
    expect(names(await home.helm.repositories.remove(["a", "b", "a"]))).toEqual(["a", "b"]);
    expect(names(JSON.parse(await home.command("repo", "list", "-o", "json")))).toEqual(["c"]);
    expect(readdirSync(home.file(".cache/helm/repository")).sort()).toEqual(["c-charts.txt", "c-index.yaml"]);
    await home.command("repo", "remove", "c");
    expect(await home.helm.repositories.list()).toEqual([]);
    await expectCode(home.helm.charts.template("a/shop"), "ERR_HELM_REPOSITORY_NOT_FOUND");
  });

  test("removes none when one of them is not there", async () => {
    await using home = new Home();
    await using repository = await Repository.serve();
    await expectCode(home.helm.repositories.remove("mine"), "ERR_HELM_REPOSITORY_NOT_FOUND");
    await home.helm.repositories.add("mine", repository.url);
    const { details } = await expectCode(
      home.helm.repositories.remove(["mine", "yours"]),
      "ERR_HELM_REPOSITORY_NOT_FOUND",
    );
    expect(details.name).toBe("yours");
    expect(names(await home.helm.repositories.list())).toEqual(["mine"]);
    await expectCode(home.helm.repositories.remove([]), "ERR_HELM_INVALID_ARGUMENT");
  });
});
